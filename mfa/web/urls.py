"""Addresses of signing in and of one's own devices."""

from django.urls import URLPattern, path

from mfa.web import (
    account_page,
    adding,
    adding_app,
    adding_key,
    adding_totp,
    another,
    app_api,
    app_pages,
    browser_pages,
    device_pages,
    first,
    intro,
    practise,
    prompt,
    recovery_pages,
    report_pages,
    sign_in,
    trust_pages,
)
from mfa.web.asking import Place
from mfa.web.enroller import ACCOUNT, FIRST, Door
from mfa.web.place_sign_in import SIGN_IN
from mfa.web.place_thaw import THAW
from mfa.web.place_verify import MANAGE, PASSWORD

app_name = "mfa"


def prompt_paths(base: str, place: Place) -> list[URLPattern]:
    """Return the pages of a prompt that stands at `base`."""
    known = {"place": place}
    return [
        path(base, prompt.prompt, known, name=place.name),
        path(f"{base}call/", prompt.call, known, name=f"{place.name}_call"),
        path(f"{base}state/", prompt.state, known, name=f"{place.name}_state"),
        path(f"{base}options/", prompt.options, known, name=f"{place.name}_options"),
        path(f"{base}choose/", prompt.choose, known, name=f"{place.name}_choose"),
        path(f"{base}cancel/", prompt.cancel, known, name=f"{place.name}_cancel"),
    ]


def adding_paths(base: str, door: Door) -> list[URLPattern]:
    """Return the pages that add a device, at `base`."""
    known = {"door": door}
    return [
        path(base, adding.choose, known, name=door.name),
        path(f"{base}phone/", adding.phone, known, name=f"{door.name}_phone"),
        path(f"{base}phone/call/", adding.phone_call, known, name=f"{door.name}_phone_call"),
        path(f"{base}phone/state/", adding.phone_state, known, name=f"{door.name}_phone_state"),
        path(f"{base}key/", adding_key.key, known, name=f"{door.name}_key"),
        path(f"{base}key/make/", adding_key.key_make, known, name=f"{door.name}_key_make"),
        path(f"{base}code/", adding_totp.totp, known, name=f"{door.name}_totp"),
        path(f"{base}code/qr.svg", adding_totp.totp_qr, known, name=f"{door.name}_totp_qr"),
        path(f"{base}app/", adding_app.app, known, name=f"{door.name}_app"),
        path(f"{base}app/state/", adding_app.app_state, known, name=f"{door.name}_app_state"),
        path(f"{base}app/qr.svg", adding_app.app_qr, known, name=f"{door.name}_app_qr"),
    ]


urlpatterns = [
    path("app/", app_pages.shell, name="app_shell"),
    path("app/manifest.webmanifest", app_pages.manifest, name="app_manifest"),
    path("app/sw.js", app_pages.worker, name="app_worker"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    *prompt_paths("sign-in/confirm/", SIGN_IN),
    path("sign-in/intro/<int:page>/", intro.intro, name="set_up_intro"),
    path("sign-in/later/", intro.postpone, name="set_up_postpone"),
    path("sign-in/put-off/", intro.postponed, name="set_up_postponed"),
    path("sign-in/first/", first.first, name="first"),
    *adding_paths("sign-in/set-up/", FIRST),
    path("account/set-up/another/", another.another, name="another"),
    path("account/", account_page.account, name="account"),
    path("account/language/", account_page.language, name="language"),
    path(
        "account/sign-ins/<int:event_id>/not-me/",
        account_page.sign_in_not_me,
        name="sign_in_not_me",
    ),
    path("account/devices/", device_pages.devices, name="devices"),
    path("account/devices/<int:device_id>/rename/", device_pages.rename, name="rename"),
    path("account/devices/<int:device_id>/practise/", practise.practise, name="practise"),
    path("account/devices/<int:device_id>/practised/", practise.practised, name="practised"),
    path("account/devices/<int:device_id>/remove/", device_pages.remove, name="remove"),
    path("account/recovery/", recovery_pages.recovery, name="recovery"),
    path("account/recovery/file/", recovery_pages.recovery_file, name="recovery_file"),
    path("account/trust/", trust_pages.trust, name="trust"),
    path("account/trust/kept/", trust_pages.trust_kept, name="trust_kept"),
    path("account/browsers/", browser_pages.browsers, name="browsers"),
    path("account/browsers/end/", browser_pages.browsers_end_view, name="browsers_end"),
    path(
        "account/browsers/<int:browser_id>/end/",
        browser_pages.browser_end_view,
        name="browser_end",
    ),
    path("account/devices/added/", device_pages.added, name="added"),
    path("account/devices/upgrade/", device_pages.upgrade, name="upgrade"),
    *adding_paths("account/devices/add/", ACCOUNT),
    *prompt_paths("account/confirm/", MANAGE),
    *prompt_paths("password/confirm/", PASSWORD),
    *prompt_paths("sign-in/frozen/confirm/", THAW),
    path("sign-in/frozen/", report_pages.frozen, name="frozen"),
    path("not-me/<str:token>/", report_pages.not_me, name="not_me"),
    path("app/api/activate", app_api.activate, name="app_activate"),
    path("app/api/requests", app_api.requests, name="app_requests"),
    path("app/api/requests/<uuid:challenge_id>", app_api.answer, name="app_answer"),
    path("app/api/push", app_api.push, name="app_push"),
    path("app/api/name", app_api.name, name="app_name"),
    path("app/api/remove", app_api.remove, name="app_remove"),
]
