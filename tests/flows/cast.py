"""Who takes part in a story, each in front of a screen of their own. No mocks, no short cuts."""

import re
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

from mfa.models import Authenticator
from tests.fixtures.people import PASSWORD
from tests.mfa.casting import code_of

SIX_DIGITS = re.compile(r"^\s+(\d{6})$", re.MULTILINE)


def password_type(page: Page, username: str) -> None:
    """Fill in the first half of a sign-in."""
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


class Phones:
    """The phone simulator: every fictional telephone and every mailbox."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.read: dict[str, int] = {}
        page.goto(f"{site}/simulator/")

    def ringing(self, number: str) -> Locator:
        """Wait until this number rings."""
        phone = self.page.locator(f"article.phone[data-number='{number}']")
        expect(phone).to_have_attribute("data-state", "RINGING")
        return phone

    def answer(self, number: str) -> Locator:
        """Pick up."""
        phone = self.ringing(number)
        phone.get_by_role("button", name="Answer").click()
        expect(phone).to_have_attribute("data-state", "ANSWERED")
        return phone

    def key(self, number: str, keys: str) -> None:
        """Pick up, hear what is said and press keys."""
        phone = self.answer(number)
        pressed = ""
        for key in keys:
            phone.get_by_role("button", name=key, exact=True).click()
            pressed += key
            if pressed != keys:
                expect(phone.get_by_label("Keys pressed")).to_have_text(pressed)
        expect(phone).to_have_count(0)

    def end(self, number: str, button: str) -> None:
        """Do anything but answer: `Hang up`, `Ignore` or `Voicemail`."""
        self.ringing(number).get_by_role("button", name=button).click()
        expect(self.page.locator(f"article.phone[data-number='{number}']")).to_have_count(0)

    def code_in_mail(self, address: str) -> str:
        """Wait for the next letter to an address, open it and read the code in it."""
        letters = self.page.locator(f"a[data-to='{address}']", has_text="Is it you")
        self.read[address] = self.read.get(address, 0) + 1
        expect(letters).to_have_count(self.read[address])
        self.page.goto(urljoin(self.page.url, letters.first.get_attribute("href")))
        letter = self.page.get_by_role("region", name="Letter")
        expect(letter).to_contain_text(address)
        expect(letter).to_contain_text("Someone on the phone with the help desk says they are you")
        text = letter.locator(".letter-text").inner_text()
        codes: list[str] = SIX_DIGITS.findall(text)
        return codes[-1]


class AgentAtDesk:
    """An agent with a headset. `actions` counts clicks, shortcuts and submitted fields."""

    def __init__(self, page: Page, site: str, app: Authenticator) -> None:
        self.page, self.app, self.actions = page, app, 0
        page.goto(f"{site}/console/desk/")
        password_type(page, app.user.username)
        page.get_by_label("Code").fill(code_of(app, steps=-1))
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_role("searchbox", name="Who is calling?")).to_be_focused()

    def find(self, letters: str, name: str) -> None:
        """Search by three letters and pick the caller."""
        self.page.keyboard.type(letters)
        self._click(self.page.get_by_role("button", name=re.compile(name)))
        expect(self.page.get_by_role("heading", name=name)).to_be_visible()

    def say_what_is_lost(self, last_digits: str, ticket: str) -> None:
        """Answer the first question of a case: one form."""
        self.page.get_by_label(f"number ends {last_digits}").check()
        self.page.get_by_label("Ticket number").first.fill(ticket)
        self._click(self.page.get_by_role("button", name="Go on to the checks"))

    def call(self, last_digits: str) -> str:
        """Call a number on file; return the number that only this screen shows."""
        self._click(self.page.get_by_role("button", name=f"Call ••{last_digits}"))
        shown = self.page.locator("[data-check-number]")
        expect(shown).to_have_count(1)
        return shown.inner_text().replace(" ", "")

    def mail_code(self) -> None:
        """Mail a code to the first address on file."""
        self._click(self.page.get_by_role("button", name="Mail a code").first)
        expect(self.page.get_by_text("sent: ask the caller to read the code back")).to_be_visible()

    def type_read_back(self, code: str) -> None:
        """Type what the caller reads out."""
        self.page.get_by_label("Code the caller reads back").fill(code)
        self._click(self.page.get_by_role("button", name="Check", exact=True).first)

    def sees(self, text: str) -> None:
        """Wait for a text; nobody reloads anything."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sees_points(self, points: int) -> None:
        """Wait for the meter."""
        expect(self.page.get_by_text(f"{points} of 100")).to_be_visible()

    def issue(self) -> str:
        """Confirm with one's own code and issue: one form. Return what is read out."""
        self.page.get_by_label("Your own authenticator code").first.fill(code_of(self.app))
        self._click(self.page.get_by_role("button", name="Issue passcode"))
        self._click(self.page.get_by_role("button", name="Show the digits"))
        return re.sub(r"\D", "", self.page.locator("#secret").inner_text())

    def close(self) -> None:
        """Close the case; the lost device goes with it."""
        self._click(self.page.get_by_role("button", name="Close case"))
        expect(self.page.get_by_role("heading", name="resolved")).to_be_visible()

    def _click(self, button: Locator) -> None:
        button.click()
        self.actions += 1


class CallerAtBrowser:
    """The person who called, in front of a browser."""

    def __init__(self, page: Page, site: str, username: str) -> None:
        self.page, self.site, self.username = page, site, username

    def start(self) -> None:
        """Type the password and choose the passcode."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site}/sign-in/")
        password_type(self.page, self.username)
        expect(self.page.get_by_text("Temporary passcode").first).to_be_visible()

    def passcode(self, code: str) -> None:
        """Type a passcode."""
        self.page.get_by_label("Passcode").fill(code)
        self.page.get_by_role("button", name="Confirm").click()

    def sees(self, text: str) -> None:
        """Wait for a text."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def enrol(self, phones: Phones, number: str) -> None:
        """Add a new phone and confirm it by the digit on the screen."""
        self.page.get_by_role("link", name="Add a device").click()
        self.page.get_by_role("link", name=re.compile("Phone call")).click()
        self.page.get_by_label("Number").fill(number)
        self.page.get_by_role("button", name="Next").click()
        self.page.get_by_role("button", name="Yes, call it").click()
        digit = self.page.locator("p.digit").inner_text()
        phones.key(number, digit)
        expect(self.page.get_by_role("heading", name="Your new device is ready")).to_be_visible()
