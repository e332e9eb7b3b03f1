"""A year of sign-ins: at the hours people work, from the places they work at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from audit.tags import Tag
from demo.people.plan import DevicePlan, PersonPlan
from mfa.models import Kind

DAYS = 365
PER_DAY = 0.4  # of a person on an average day: about 30,000 sign-ins a year in all
HOURS = {7: 6, 8: 22, 9: 16, 10: 9, 11: 7, 12: 5, 13: 12, 14: 8, 15: 6, 16: 4, 19: 2, 21: 2, 23: 1}
# Less goes on at the weekend, more when a term begins (month → factor).
WEEKDAY = (1.25, 1.2, 1.2, 1.15, 1.0, 0.2, 0.25)
MONTH = (1.3, 1.1, 1.0, 1.0, 0.9, 0.5, 0.4, 1.2, 1.4, 1.1, 1.0, 0.6)
FAILS = 0.045
REASONS = {
    Kind.PHONE: ("no_answer", "no_answer", "hung_up", "voicemail", "busy"),
    Kind.TOTP: ("wrong_code", "wrong_code", "expired"),
}
_WINDOWS, _MAC = "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7"
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15"
AGENTS = (
    f"Mozilla/5.0 ({_WINDOWS}) {_CHROME}",
    f"Mozilla/5.0 ({_WINDOWS}) {_CHROME} Edg/138.0.0.0",
    f"Mozilla/5.0 ({_WINDOWS}; rv:140.0) Gecko/20100101 Firefox/140.0",
    f"Mozilla/5.0 ({_MAC}) {_CHROME}",
    f"Mozilla/5.0 ({_MAC}) {_SAFARI}",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One attempt to sign in and how it ended."""

    at: datetime
    person: PersonPlan
    device: DevicePlan
    tag: Tag
    reason: str
    ip: str
    agent: str


def history_make(people: list[PersonPlan], random: Random, at: datetime) -> list[SignIn]:
    """Return every sign-in of the year before `at`, oldest first."""
    found = [sign_in for person in people if person.devices for sign_in in _of(person, random, at)]
    return sorted(found, key=lambda one: one.at)


def _of(person: PersonPlan, random: Random, at: datetime) -> Iterator[SignIn]:
    zone = ZoneInfo(person.time_zone)
    today = at.astimezone(zone).date()
    rhythm = PER_DAY * random.uniform(0.4, 1.6)
    # Addresses for documentation (RFC 5737, RFC 3849): the college's, and one at home.
    college = f"198.51.100.{random.randint(2, 250)}"
    home = f"203.0.113.{random.randint(2, 250)}"
    if random.random() < 0.3:
        home = f"2001:db8:{random.randint(1, 0xFFFF):x}::{random.randint(1, 0xFFFF):x}"
    agents = random.sample(AGENTS, 2)
    for ago in range(DAYS, -1, -1):
        day = today - timedelta(days=ago)
        if random.random() >= rhythm * WEEKDAY[day.weekday()] * MONTH[day.month - 1]:
            continue
        hour = random.choices(list(HOURS), weights=list(HOURS.values()))[0]
        clock = time(hour, random.randrange(60), random.randrange(60), random.randrange(1_000_000))
        moment = datetime.combine(day, clock, tzinfo=zone)
        is_home = hour >= 19 or day.weekday() > 4 or random.random() < 0.25
        agent = agents[0] if random.random() < 0.8 else agents[1]
        yield from _attempts(person, moment, random, at, (home if is_home else college, agent))


def _attempts(
    person: PersonPlan, moment: datetime, random: Random, at: datetime, place: tuple[str, str]
) -> Iterator[SignIn]:
    """Yield a sign-in, sometimes with a failed attempt a minute before it."""
    held = [one for one in person.devices if one.is_held(moment)]
    if not held or moment >= at - timedelta(minutes=5):
        return
    device = random.choice(held)
    if random.random() < FAILS:
        reason = random.choice(REASONS[device.kind])
        before = moment - timedelta(seconds=random.randint(40, 100))
        yield SignIn(before, person, device, Tag.USER_SIGN_IN_FAILED, reason, *place)
        if random.random() < 0.2:
            return
    device.last_used_at = moment
    yield SignIn(moment, person, device, Tag.USER_SIGN_IN_APPROVED, "", *place)
