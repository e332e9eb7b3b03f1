"""How the console looks and what its sidebar offers (django-unfold's settings)."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _item(title: object, icon: str, route: str, permission: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(route),
        "permission": lambda request: request.user.has_perm(permission),
    }


def _records() -> list[dict[str, Any]]:
    return [
        _item(_("People"), "group", "console:accounts_user_changelist", "accounts.view_user"),
        _item(
            _("Addresses"),
            "contact_mail",
            "console:accounts_contactaddress_changelist",
            "accounts.view_contactaddress",
        ),
        _item(
            _("Authenticators"),
            "phonelink_lock",
            "console:mfa_authenticator_changelist",
            "mfa.view_authenticator",
        ),
        _item(_("Passcodes"), "pin", "console:mfa_passcode_changelist", "mfa.view_passcode"),
        _item(
            _("Sessions"),
            "devices",
            "console:accounts_session_changelist",
            "helpdesk.read_sessions",
        ),
    ]


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Keydesk",
    "SITE_HEADER": "Keydesk",
    "SITE_URL": None,
    "SITE_SYMBOL": "key",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda _request: static("helpdesk/console.css")],
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("keydesk.svg")}
    ],
    "ACCOUNT": {
        "navigation": [
            {"title": _("My account"), "link": reverse_lazy("mfa:account")},
            {"title": _("My sessions"), "link": reverse_lazy("accounts:sessions")},
        ],
    },
    "SIDEBAR": {
        "show_search": False,
        "command_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "items": [
                    _item(_("Desk"), "support_agent", "desk:home", "helpdesk.work_desk"),
                    _item(_("Desk locks"), "lock_person", "desk:locks", "helpdesk.lift_desk_lock"),
                    _item(
                        _("Cases"),
                        "work_history",
                        "console:helpdesk_case_changelist",
                        "helpdesk.view_case",
                    ),
                    _item(
                        _("Fraud reports"),
                        "report",
                        "console:helpdesk_fraudreport_changelist",
                        "helpdesk.view_fraudreport",
                    ),
                    _item(
                        _("Audit trail"),
                        "history",
                        "console:audit_auditevent_changelist",
                        "audit.view_auditevent",
                    ),
                ],
            },
            {"title": _("Records"), "separator": True, "items": _records()},
            {
                "title": _("Delivery"),
                "separator": True,
                "items": [
                    _item(
                        _("Messages"),
                        "outgoing_mail",
                        "console:delivery_message_changelist",
                        "delivery.view_message",
                    ),
                    _item(
                        _("Calls"),
                        "call_log",
                        "console:delivery_call_changelist",
                        "delivery.view_call",
                    ),
                ],
            },
            {
                "title": _("Administration"),
                "separator": True,
                "items": [
                    _item(_("Import people"), "upload_file", "desk:import", "helpdesk.administer"),
                ],
            },
        ],
    },
}
