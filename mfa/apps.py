"""How a person proves it."""

from django.apps import AppConfig


class MfaConfig(AppConfig):
    name = "mfa"
    verbose_name = "Second step"

    def ready(self) -> None:
        from accounts.interfaces import courier_register, gate_register, watcher_register
        from delivery.interfaces import register
        from mfa import courier, notices
        from mfa.methods import app_push, mail_code, phone_call
        from mfa.trust.watcher import TrustWatcher
        from mfa.web.gate import PasswordGate
        from mfa.web.registry import methods_register

        call = phone_call.ChallengeCall()
        register(phone_call.KIND, author=call, listener=call)
        push = app_push.ChallengePush()
        register(app_push.KIND, author=push, listener=push)
        register(mail_code.KIND, author=mail_code.ChallengeLetter())
        register(notices.KIND, author=notices.NoticeAuthor())
        register(courier.KIND, author=courier.LinkAuthor())
        courier_register(courier.MailCourier())
        gate_register(PasswordGate())
        watcher_register(TrustWatcher())
        methods_register()
