"""How a person proves it."""

from django.apps import AppConfig


class MfaConfig(AppConfig):
    name = "mfa"
    verbose_name = "Second step"

    def ready(self) -> None:
        from delivery.interfaces import register
        from mfa import notices
        from mfa.methods import mail_code, phone_call

        call = phone_call.ChallengeCall()
        register(phone_call.KIND, author=call, listener=call)
        register(mail_code.KIND, author=mail_code.ChallengeLetter())
        register(notices.KIND, author=notices.NoticeAuthor())
