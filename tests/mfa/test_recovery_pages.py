"""Making recovery codes and coming back by one, in a browser without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, User
from accounts.roles import Role
from mfa.domain.recovery_format import canonical
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Kind,
    RecoveryCode,
    TrustedBrowser,
)
from tests.fixtures.people import person_make
from tests.mfa.browsing import (
    DEVICES,
    PROMPT,
    TRUST,
    browser_trust,
    is_signed_in,
    password_type,
    second_step,
    sign_in_with_app,
    sign_in_with_recovery,
    text_of,
)
from tests.mfa.casting import app_make, code_of, recovery_make

pytestmark = pytest.mark.django_db
RECOVERY = reverse("mfa:recovery")
FILE = reverse("mfa:recovery_file")
SHOWN = re.compile(r'class="digits">([A-K][0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]{4})<')


def make(client: Client, app: Authenticator) -> tuple[list[str], str]:
    """Make codes after a second step; return them and the page that shows them."""
    client.get(RECOVERY)
    assert second_step(client, app) == RECOVERY
    replaces = re.search(r'name="replaces" value="(\d*)"', text_of(client, RECOVERY))
    assert replaces
    answer = client.post(RECOVERY, {"make": "1", "replaces": replaces[1]})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    return SHOWN.findall(page), page


def test_codes_are_made_after_a_second_step_and_shown_once(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    assert client.get(RECOVERY)["Location"] == reverse("mfa:verify")
    assert client.post(RECOVERY, {"make": "1"})["Location"] == reverse("mfa:verify")
    codes, page = make(client, app)
    assert len(set(codes)) == 10
    assert "data-print" in page
    for path in (RECOVERY, DEVICES):
        assert not SHOWN.findall(text_of(client, path))
    assert "10 of 10 left" in text_of(client, DEVICES)


def test_a_reload_makes_no_second_set(client: Client, user: User, app: Authenticator) -> None:
    sign_in_with_app(client, app)
    make(client, app)
    answer = client.post(RECOVERY, {"make": "1", "replaces": ""}, follow=True)
    assert "made already" in answer.content.decode()
    assert RecoveryCode.objects.count() == 10


def test_the_file_has_what_the_page_shows_and_nothing_of_it_is_in_an_address(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    codes, _page = make(client, app)
    answer = client.post(FILE, {"code": codes})
    assert answer["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    assert all(code in text for code in codes)
    assert user.username in text
    assert client.get(FILE).status_code == 403


@pytest.mark.parametrize("code", ["<script>", "A" * 15, "", "AAAAA-AAAAA-AAA!"])
def test_the_file_gives_back_nothing_but_codes(
    client: Client, user: User, app: Authenticator, code: str
) -> None:
    sign_in_with_app(client, app)
    good = ["A" * 14] * 9
    assert client.post(FILE, {"code": [*good, code]}).status_code == 404
    assert client.post(FILE, {"code": good}).status_code == 404


def test_a_code_signs_in_to_a_session_that_can_only_add_a_device(
    client: Client, user: User, app: Authenticator
) -> None:
    codes = recovery_make(user)
    sign_in_with_recovery(client, user, f" {codes[4][:7].lower()} {codes[4][7:]} ")
    page = text_of(client, DEVICES)
    assert "signed in with a recovery code" in page
    session = Session.objects.get(user=user)
    assert session.opened_by == "RECOVERY"
    assert session.absolute_ends_at - session.created_at <= timedelta(hours=1, seconds=1)
    for path in (
        RECOVERY,
        TRUST,
        reverse("mfa:browsers"),
        reverse("mfa:remove", args=[app.pk]),
        reverse("accounts:password"),
        reverse("accounts:sessions"),
    ):
        assert client.get(path).status_code == 403, path
    assert client.post(TRUST, {"yes": "1"}).status_code == 403
    assert not TrustedBrowser.objects.exists()


def added(client: Client) -> Authenticator:
    """Add an authenticator app in this session."""
    path = reverse("mfa:add_totp")
    client.post(path, {"start": "1"})
    new: Authenticator = Authenticator.objects.get(state=AuthenticatorState.PENDING)
    answer = client.post(path, {"token": code_of(new)})
    assert answer["Location"] == reverse("mfa:added")
    new.refresh_from_db()
    return new


def test_one_device_is_added_and_new_codes_are_offered(
    client: Client, user: User, app: Authenticator
) -> None:
    codes = recovery_make(user)
    sign_in_with_recovery(client, user, codes[0])
    new = added(client)
    assert new.state == AuthenticatorState.ACTIVE
    assert new.via_recovery == RecoveryCode.objects.get(slot=codes[0][0])
    assert client.get(reverse("mfa:add"))["Location"] == reverse("mfa:added")
    assert "after the next step you can make new ones" in text_of(client, reverse("mfa:added"))
    assert client.post(reverse("mfa:upgrade"))["Location"] == PROMPT
    Authenticator.objects.update(last_step=-1)
    client.post(reverse("mfa:prompt_choose"), {"way": f"{new.pk}-totp"})
    answer = client.post(PROMPT, {"method": "TOTP", "code": code_of(new)})
    assert answer["Location"] == f"{TRUST}?next=%2Faccount%2Frecovery%2F"
    assert "You have used a recovery code" in text_of(client, DEVICES)
    assert Session.objects.get(user=user).opened_by == "TOTP"


def test_after_ten_minutes_nothing_is_added(client: Client, user: User, app: Authenticator) -> None:
    sign_in_with_recovery(client, user, recovery_make(user)[0])
    RecoveryCode.objects.filter(used_at__isnull=False).update(
        used_at=timezone.now() - timedelta(minutes=10, seconds=1)
    )
    assert client.get(reverse("mfa:add"))["Location"] == DEVICES
    assert "only in its first ten minutes" in text_of(client, DEVICES)


def test_a_device_confirmed_too_late_is_not_bound(
    client: Client, user: User, app: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_with_recovery(client, user, recovery_make(user)[0])
    path = reverse("mfa:add_totp")
    client.post(path, {"start": "1"})
    new = Authenticator.objects.get(state=AuthenticatorState.PENDING)
    monkeypatch.setattr("mfa.web.enroller.binding_ends", lambda **_: None)
    RecoveryCode.objects.filter(used_at__isnull=False).update(
        used_at=timezone.now() - timedelta(minutes=11)
    )
    assert client.post(path, {"token": code_of(new)})["Location"] == reverse("mfa:add")
    assert not Authenticator.objects.filter(via_recovery__isnull=False, confirmed=True).exists()


def test_few_codes_left_are_said_on_the_account_page(
    client: Client, user: User, app: Authenticator
) -> None:
    recovery_make(user)
    sign_in_with_app(client, app)
    unused = RecoveryCode.objects.order_by("slot")
    for left, is_said in ((4, False), (3, True), (1, True)):
        spent = unused.values_list("pk", flat=True)[: 10 - left]
        RecoveryCode.objects.filter(pk__in=list(spent)).update(used_at=timezone.now())
        assert ("Few left" in text_of(client, DEVICES)) is is_said
    assert "Only 1 recovery code is left" in text_of(client, DEVICES)


def test_a_used_code_says_so_and_a_wrong_one_says_no_more(
    client: Client, user: User, app: Authenticator
) -> None:
    codes = recovery_make(user)
    sign_in_with_recovery(client, user, codes[0])
    password_type(client, user)
    found = Authenticator.objects.get(kind=Kind.RECOVERY)
    client.post(reverse("mfa:prompt_choose"), {"way": f"{found.pk}-recovery"})
    said = {}
    for code in (codes[0], "Z" + codes[0][1:], codes[1][:-1], "B" + "0" * 13):
        said[code] = client.post(PROMPT, {"method": "RECOVERY", "code": code}).content.decode()
    assert "has been used already" in said[codes[0]]
    assert "Nothing was counted" in said[codes[1][:-1]]
    wrong = [said[code] for code in said if canonical(code)[0] in "ZB" and len(code) == 14]
    assert all("That is not one of your recovery codes" in page for page in wrong)
    assert not is_signed_in(client)


def test_staff_pages_stay_closed(client: Client) -> None:
    agent = person_make("nora", roles=(Role.AGENT,))
    app_make(agent)
    sign_in_with_recovery(client, agent, recovery_make(agent)[0])
    assert client.get(reverse("desk:home")).status_code == 403
    assert client.get("/console/").status_code == 403


def test_codes_are_not_offered_to_whoever_has_none(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user)
    assert "Recovery code" not in text_of(client, reverse("mfa:prompt_options"))
    recovery_make(user)
    page = text_of(client, reverse("mfa:prompt_options"))
    assert "Recovery code" in page
    assert page.index("App") < page.index("Recovery code")


def test_from_a_trusted_browser_whose_owner_lost_the_device(
    client: Client, user: User, app: Authenticator
) -> None:
    codes = recovery_make(user)
    sign_in_with_app(client, app)
    assert "Lost your devices?" not in text_of(client, DEVICES)
    browser_trust(client)
    client.post(reverse("accounts:sign_out"))
    password_type(client, user)
    assert "Lost your devices?" in text_of(client, DEVICES)
    assert client.post(reverse("mfa:upgrade"))["Location"] == PROMPT
    found = Authenticator.objects.get(kind=Kind.RECOVERY)
    client.post(reverse("mfa:prompt_choose"), {"way": f"{found.pk}-recovery"})
    assert client.post(PROMPT, {"method": "RECOVERY", "code": codes[0]}).status_code == 302
    assert added(client).via_recovery is not None


def test_new_codes_end_the_session_that_an_old_one_opened(
    client: Client, user: User, app: Authenticator
) -> None:
    codes = recovery_make(user)
    sign_in_with_recovery(client, user, codes[0])
    found = Authenticator.objects.get(kind=Kind.RECOVERY)
    recovery_make(user, replaces=found.pk)
    assert not is_signed_in(client)


def test_the_set_is_no_device_to_rename_or_remove(
    client: Client, user: User, app: Authenticator
) -> None:
    recovery_make(user)
    found = Authenticator.objects.get(kind=Kind.RECOVERY)
    sign_in_with_app(client, app)
    client.get(reverse("mfa:rename", args=[app.pk]))
    second_step(client, app)
    for page in ("mfa:rename", "mfa:remove"):
        assert client.get(reverse(page, args=[found.pk])).status_code == 404
