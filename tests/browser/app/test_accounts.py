"""Accounts on a phone: linked, several, renamed, removed, and a key that stays where it is."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.devices.services import authenticator_revoke
from mfa.models import Authenticator, AuthenticatorState
from tests.browser.app.phones import PhoneMake, bind, link, offered
from tests.mfa.casting import app_make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = """async () => {
  const store = await import("/static/app/store.js");
  const [account] = await store.accounts();
  const tries = await Promise.allSettled([
    crypto.subtle.exportKey("pkcs8", account.privateKey),
    crypto.subtle.exportKey("jwk", account.privateKey),
    crypto.subtle.exportKey("raw", account.totpKey),
  ]);
  return {
    fields: Object.keys(account),
    extractable: [account.privateKey.extractable, account.totpKey.extractable],
    outcomes: tries.map((one) => one.status),
    text: JSON.stringify(account),
  };
}"""
KEY_LOSE = """async () => {
  const store = await import("/static/app/store.js");
  const [account] = await store.accounts();
  await store.accountChange(account.id, { privateKey: undefined });
}"""


def test_the_key_cannot_be_taken_out(phone_make: PhoneMake, live_site: str, user: User) -> None:
    phone = phone_make()
    device = bind(phone, live_site, user)
    kept = phone.evaluate(KEPT)
    assert kept["extractable"] == [False, False]
    assert kept["outcomes"] == ["rejected", "rejected", "rejected"]
    assert not {"seed", "secret", "token"} & set(kept["fields"])
    assert (device.seed or "-") not in kept["text"]


def test_the_code_leaves_the_address_at_once_and_is_good_once(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    first, second = phone_make(), phone_make()
    token = offered(user)
    for phone in (first, second):
        phone.goto(f"{live_site}/app/#activate={token}")
        expect(phone.get_by_role("heading", name="Link this phone to your")).to_be_visible()
        assert phone.url == f"{live_site}/app/"
    first.get_by_role("button", name="Link this phone").click()
    expect(first.get_by_role("heading", name="Practice")).to_be_visible()
    second.get_by_role("button", name="Link this phone").click()
    expect(second.get_by_role("alert")).to_contain_text("used up or older than ten minutes")


def test_a_pasted_link_is_taken_and_others_are_explained(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    field = phone.get_by_label("Paste the link or its code")
    answers = {
        "hello there": "no link or code",
        f"{live_site}/app/": "no link or code",
        "https://elsewhere.example/app/#activate=AAAABBBBCCCCDDDDEEEEFFFFGG": "elsewhere.example",
    }
    for typed, said in answers.items():
        field.fill(typed)
        phone.get_by_role("button", name="Next").click()
        expect(phone.get_by_role("alert")).to_contain_text(said)
        expect(field).to_be_focused()
    token = offered(user)
    groups = "-".join(token[at : at + 4] for at in range(0, len(token), 4)).lower()
    field.fill(f" {groups} ")
    field.press("Enter")
    phone.get_by_role("button", name="Link this phone").click()
    expect(phone.get_by_role("heading", name="Practice")).to_be_visible()


def test_several_accounts_live_side_by_side(
    phone_make: PhoneMake, live_site: str, user: User, outsider: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    bind(phone, live_site, outsider)
    rows = phone.locator(".account")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="User Example")).to_contain_text("Northfield College")
    expect(rows.filter(has_text="Outsider Example")).to_be_visible()
    phone.reload()
    expect(phone.locator(".account")).to_have_count(2)


def test_a_new_name_is_the_servers_too(phone_make: PhoneMake, live_site: str, user: User) -> None:
    phone = phone_make()
    device = bind(phone, live_site, user)
    phone.get_by_role("button", name="Change").click()
    phone.get_by_label("Name of this phone").fill("Kitchen tablet")
    phone.get_by_role("button", name="Rename").click()
    expect(phone.locator(".account")).to_contain_text("Kitchen tablet")
    device.refresh_from_db()
    assert device.name == "Kitchen tablet"


def remove(phone: Page) -> None:
    phone.get_by_role("button", name="Change").click()
    phone.get_by_role("button", name="Remove this account").click()
    expect(phone.get_by_role("heading", name="Remove this account from")).to_be_focused()
    phone.get_by_role("button", name="Yes, remove it").click()


def test_removing_tells_the_server_and_the_last_way_in_stays(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    device = bind(phone, live_site, user)
    remove(phone)
    expect(phone.get_by_role("alert")).to_contain_text("last way into the account")
    phone.get_by_role("button", name="Keep it").click()
    app_make(user)
    phone.get_by_role("button", name="Remove this account").click()
    phone.get_by_role("button", name="Yes, remove it").click()
    expect(phone.get_by_role("heading", name="Link this phone")).to_be_visible()
    device.refresh_from_db()
    assert device.state == AuthenticatorState.REVOKED


def test_removing_without_a_network_is_explained(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    device = bind(phone, live_site, user)
    phone.context.set_offline(True)
    remove(phone)
    expect(phone.get_by_role("alert")).to_contain_text("this phone still counts")
    phone.get_by_role("button", name="Delete on this phone only").click()
    expect(phone.get_by_role("heading", name="Link this phone")).to_be_visible()
    device.refresh_from_db()
    assert device.state == AuthenticatorState.ACTIVE


def test_a_phone_that_was_removed_elsewhere_says_how_to_come_back(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bound = bind(phone, live_site, user)
    with transaction.atomic():
        authenticator_revoke(device=Authenticator.objects.get(pk=bound.pk), reason="by_owner")
    expect(phone.get_by_text("This phone counts no more").first).to_be_visible()
    expect(phone.get_by_text("Sign in another way and link the phone again")).to_be_visible()
    expect(phone.get_by_role("button", name="Show the offline code")).to_be_hidden()
    phone.get_by_role("button", name="Change").click()
    phone.get_by_role("button", name="Remove this account").click()
    phone.get_by_role("button", name="Yes, remove it").click()
    expect(phone.get_by_role("heading", name="Link this phone")).to_be_visible()


def test_cleared_storage_says_how_to_come_back(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    link(phone, live_site, user)
    developer = phone.context.new_cdp_session(phone)
    developer.send("Storage.clearDataForOrigin", {"origin": live_site, "storageTypes": "all"})
    phone.get_by_text("This phone was linked before").click()  # the open app sees it by itself
    expect(phone.get_by_text("the browser has cleared its storage")).to_be_visible()
    expect(phone.get_by_text("No other way? Call the help desk.")).to_be_visible()


def test_a_missing_key_says_how_to_come_back(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    phone.evaluate(KEY_LOSE)
    expect(phone.get_by_text("The key of this account is missing")).to_be_visible()
    expect(phone.get_by_role("button", name="Show the offline code")).to_be_hidden()
