"""The one table of routes: who may read (GET, HEAD) and who may write (every other verb)."""

from dataclasses import dataclass

from django.conf import settings

from accounts.roles import Role

ANYONE = "anyone"  # no sign-in needed; the view itself checks a token or a pending sign-in
USER = "user"  # anybody signed in with a second step

Who = str | frozenset[Role]

NOBODY: frozenset[Role] = frozenset()
STAFF = frozenset(Role)
DESK = frozenset({Role.AGENT, Role.SUPERVISOR})
SUPERVISORS = frozenset({Role.SUPERVISOR})
OVERSIGHT = frozenset({Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR})
RECORDS = frozenset({Role.SUPERVISOR, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may read a route and who may write to it.

    `passcode`: also in a session that a passcode or recovery code opened. It is there to add one
    device, so it may use what serves that, its own sign-out, and nothing else. `files`: how many
    bytes of files it takes.
    """

    read: Who = NOBODY
    write: Who = NOBODY
    passcode: bool = False
    files: int = 0


RULES: dict[str, Rule] = {
    "home": Rule(read=USER, passcode=True),
    "healthz": Rule(read=ANYONE, passcode=True),
    "readyz": Rule(read=ANYONE, passcode=True),
    "accounts:sessions": Rule(read=USER),
    "accounts:session_end": Rule(write=USER),
    "accounts:sessions_end": Rule(write=USER),
    "accounts:sign_out": Rule(write=USER, passcode=True),
    "accounts:password": Rule(read=USER, write=USER),
    "accounts:forgotten": Rule(read=ANYONE, write=ANYONE),
    "accounts:link_open": Rule(read=ANYONE),
    "accounts:link_password": Rule(read=ANYONE, write=ANYONE),
    "mfa:sign_in": Rule(read=ANYONE, write=ANYONE, passcode=True),
    "mfa:first": Rule(read=ANYONE, write=ANYONE),
    "mfa:prompt": Rule(read=ANYONE, write=ANYONE),
    "mfa:prompt_call": Rule(write=ANYONE),
    "mfa:prompt_choose": Rule(write=ANYONE),
    "mfa:prompt_cancel": Rule(write=ANYONE),
    "mfa:prompt_state": Rule(read=ANYONE),
    "mfa:prompt_options": Rule(read=ANYONE),
    "mfa:verify": Rule(read=USER, write=USER),
    "mfa:verify_call": Rule(write=USER),
    "mfa:verify_choose": Rule(write=USER),
    "mfa:verify_cancel": Rule(write=USER),
    "mfa:verify_state": Rule(read=USER),
    "mfa:verify_options": Rule(read=USER),
    "mfa:password_step": Rule(read=ANYONE, write=ANYONE),
    "mfa:password_step_call": Rule(write=ANYONE),
    "mfa:password_step_choose": Rule(write=ANYONE),
    "mfa:password_step_cancel": Rule(write=ANYONE),
    "mfa:password_step_state": Rule(read=ANYONE),
    "mfa:password_step_options": Rule(read=ANYONE),
    "mfa:set_up_intro": Rule(read=ANYONE, write=ANYONE),
    "mfa:set_up_postpone": Rule(write=ANYONE),
    "mfa:set_up_postponed": Rule(read=ANYONE),
    "mfa:another": Rule(read=USER, write=USER),
    "mfa:not_me": Rule(read=ANYONE, write=ANYONE, passcode=True),
    "mfa:frozen": Rule(read=ANYONE),
    "mfa:thaw": Rule(read=ANYONE, write=ANYONE),
    "mfa:thaw_call": Rule(write=ANYONE),
    "mfa:thaw_choose": Rule(write=ANYONE),
    "mfa:thaw_cancel": Rule(write=ANYONE),
    "mfa:thaw_state": Rule(read=ANYONE),
    "mfa:thaw_options": Rule(read=ANYONE),
    "mfa:set_up": Rule(read=ANYONE),
    "mfa:set_up_phone": Rule(read=ANYONE, write=ANYONE),
    "mfa:set_up_phone_call": Rule(read=ANYONE, write=ANYONE),
    "mfa:set_up_key": Rule(read=ANYONE, write=ANYONE),
    "mfa:set_up_key_make": Rule(read=ANYONE, write=ANYONE),
    "mfa:set_up_totp": Rule(read=ANYONE, write=ANYONE),
    "mfa:set_up_phone_state": Rule(read=ANYONE),
    "mfa:set_up_totp_qr": Rule(read=ANYONE),
    "mfa:set_up_app": Rule(read=ANYONE, write=ANYONE),
    "mfa:set_up_app_state": Rule(read=ANYONE),
    "mfa:set_up_app_qr": Rule(read=ANYONE),
    "mfa:add": Rule(read=USER, passcode=True),
    "mfa:add_app": Rule(read=USER, write=USER, passcode=True),
    "mfa:add_app_state": Rule(read=USER, passcode=True),
    "mfa:add_app_qr": Rule(read=USER, passcode=True),
    "mfa:add_phone": Rule(read=USER, write=USER, passcode=True),
    "mfa:add_phone_call": Rule(read=USER, write=USER, passcode=True),
    "mfa:add_key": Rule(read=USER, write=USER, passcode=True),
    "mfa:add_key_make": Rule(read=USER, write=USER, passcode=True),
    "mfa:add_totp": Rule(read=USER, write=USER, passcode=True),
    "mfa:add_phone_state": Rule(read=USER, passcode=True),
    "mfa:add_totp_qr": Rule(read=USER, passcode=True),
    "mfa:account": Rule(read=USER, passcode=True),
    "mfa:language": Rule(write=USER),
    "mfa:sign_in_not_me": Rule(read=USER, write=USER),
    "caller:ask": Rule(read=USER),
    "caller:state": Rule(read=USER),
    "caller:confirm": Rule(write=USER),
    "caller:stop": Rule(write=USER),
    "caller:report": Rule(write=USER),
    "mfa:devices": Rule(read=USER, passcode=True),
    "mfa:practise": Rule(write=USER),
    "mfa:practised": Rule(read=USER),
    "mfa:rename": Rule(read=USER, write=USER),
    "mfa:remove": Rule(read=USER, write=USER),
    "mfa:recovery": Rule(read=USER, write=USER),
    "mfa:recovery_file": Rule(write=USER),
    "mfa:trust": Rule(read=USER, write=USER),
    "mfa:trust_kept": Rule(read=USER),
    "mfa:browsers": Rule(read=USER),
    "mfa:browser_end": Rule(write=USER),
    "mfa:browsers_end": Rule(write=USER),
    "mfa:added": Rule(read=USER, passcode=True),
    "mfa:upgrade": Rule(write=USER, passcode=True),
    # The companion app's own files, the same for everybody.
    "mfa:app_shell": Rule(read=ANYONE, passcode=True),
    "mfa:app_manifest": Rule(read=ANYONE, passcode=True),
    "mfa:app_worker": Rule(read=ANYONE, passcode=True),
    # The companion app: each request is signed with the app's key, the view checks it.
    "mfa:app_activate": Rule(write=ANYONE, passcode=True),
    "mfa:app_requests": Rule(read=ANYONE, passcode=True),
    "mfa:app_answer": Rule(write=ANYONE, passcode=True),
    "mfa:app_push": Rule(write=ANYONE, passcode=True),
    "mfa:app_name": Rule(write=ANYONE, passcode=True),
    "mfa:app_remove": Rule(write=ANYONE, passcode=True),
    # The Desk: one job, the telephone call.
    "desk:home": Rule(read=DESK),
    "desk:search": Rule(write=DESK),
    "desk:open": Rule(write=DESK),
    "desk:case": Rule(read=DESK),
    "desk:state": Rule(read=DESK),
    "desk:describe": Rule(write=DESK),
    "desk:check": Rule(write=DESK),
    "desk:check_code": Rule(write=DESK),
    "desk:check_stop": Rule(write=DESK),
    "desk:issue": Rule(write=DESK),
    "desk:mark_lost": Rule(write=DESK),
    "desk:revoke": Rule(write=DESK),
    "desk:close": Rule(write=DESK),
    "desk:locks": Rule(read=SUPERVISORS),
    "desk:lift": Rule(write=SUPERVISORS),
    "desk:import": Rule(read=ADMINISTRATORS),
    "desk:import_run": Rule(write=ADMINISTRATORS, files=200_000_000),
    # The console: records to read. Each list asks for its own permission as well.
    "console:index": Rule(read=STAFF),
    "console:login": Rule(read=STAFF),
    "console:logout": Rule(write=STAFF),
    "console:app_list": Rule(read=STAFF),
    "console:jsi18n": Rule(read=STAFF),
    "console:search": Rule(),  # unfold's own, which would keep what is searched in the cache
    "console:accounts_user_changelist": Rule(read=RECORDS),
    "console:accounts_user_change": Rule(read=RECORDS),
    "console:helpdesk_case_changelist": Rule(read=RECORDS),
    "console:helpdesk_case_change": Rule(read=RECORDS),
    "console:helpdesk_desklock_changelist": Rule(read=RECORDS),
    "console:helpdesk_desklock_change": Rule(read=RECORDS),
    "console:helpdesk_fraudreport_changelist": Rule(read=RECORDS),
    "console:helpdesk_fraudreport_change": Rule(read=RECORDS),
    "console:mfa_passcode_changelist": Rule(read=RECORDS),
    "console:mfa_passcode_change": Rule(read=RECORDS),
    "console:audit_auditevent_changelist": Rule(read=RECORDS),
    "console:audit_auditevent_change": Rule(read=RECORDS),
    "console:accounts_contactaddress_changelist": Rule(read=OVERSIGHT),
    "console:accounts_contactaddress_change": Rule(read=OVERSIGHT),
    "console:accounts_session_changelist": Rule(read=OVERSIGHT),
    "console:accounts_session_change": Rule(),
    "console:mfa_authenticator_changelist": Rule(read=OVERSIGHT),
    "console:mfa_authenticator_change": Rule(read=OVERSIGHT),
    "console:delivery_message_changelist": Rule(read=OVERSIGHT),
    "console:delivery_message_change": Rule(read=OVERSIGHT),
    "console:delivery_call_changelist": Rule(read=OVERSIGHT),
    "console:delivery_call_change": Rule(read=OVERSIGHT),
}

if settings.DEMO:  # a toy for whoever sits at this machine: demo mode listens on loopback only
    RULES |= {
        "simulator:desk": Rule(read=ANYONE, passcode=True),
        "simulator:phones": Rule(read=ANYONE, passcode=True),
        "simulator:act": Rule(write=ANYONE, passcode=True),
        "simulator:mails": Rule(read=ANYONE, passcode=True),
        "simulator:mail": Rule(read=ANYONE, passcode=True),
    }
