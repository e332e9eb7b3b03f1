"""How the demo's people are reached and what they prove themselves with."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from demo.people import college
from demo.people.cast import CAST
from demo.people.crowd import ascii_name
from demo.people.numbers import OFFICE, Numbers
from demo.people.plan import DevicePlan, MailPlan, PersonPlan, PhonePlan
from mfa.models import AuthenticatorState, Kind

WITHOUT_DEVICE = 15
LOST_THEIR_LAST = 4  # of those: had one once, so that they are not new
NEW_DEVICE, NEW_ADDRESS = 5, 5  # too fresh to count in a check of a caller
_CAST = {member.username: member for member in CAST}
_PHONES = ("My phone", "iPhone", "Pixel", "Galaxy", "Work phone")


def reach_add(people: list[PersonPlan], random: Random, at: datetime) -> None:
    """Give everybody addresses and authenticators, then make some of them special."""
    numbers = Numbers()
    shared = _shared_offices(people, numbers)
    mail_names: set[str] = set()
    for person in people:
        _mails(person, mail_names, random)
        office = shared.get(person.username)
        _phones(person, numbers, office, random)
        _devices(person, numbers, random, at)
    ordinary = [one for one in people if one.username not in _CAST and one.has_password]
    _without_device(ordinary[-WITHOUT_DEVICE:], at)
    _fresh(ordinary[40 : 40 + NEW_DEVICE + NEW_ADDRESS], at)


def _shared_offices(people: Iterable[PersonPlan], numbers: Numbers) -> dict[str, str]:
    """Return who answers which shared telephone."""
    found: dict[str, str] = {}
    for department, size in college.SHARED_OFFICES:
        number = numbers.office()
        members = [
            one.username
            for one in people
            if one.department == department and not one.title and one.username not in _CAST
        ]
        found.update(dict.fromkeys(members[:size], number))
    return found


def _mails(person: PersonPlan, taken: set[str], random: Random) -> None:
    stem = name = f"{ascii_name(person.given_name)}.{ascii_name(person.family_name)}"
    number = 1
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    taken.add(name)
    college_mail = MailPlan(f"{name}@{college.MAIL_DOMAIN}", "college", person.joined_at)
    private = f"{name.replace('.', '')}{random.randint(1, 99)}@"
    private += random.choice(college.PRIVATE_DOMAINS)
    person.mails = [college_mail, MailPlan(private, "private", person.joined_at)]


def _phones(person: PersonPlan, numbers: Numbers, office: str | None, random: Random) -> None:
    number, label = numbers.private(person.country)
    person.phones = [PhonePlan(number, label, person.joined_at)]
    if office or person.username in _CAST or random.random() < 0.6:
        person.phones.append(PhonePlan(office or numbers.office(), OFFICE, person.joined_at))


def _devices(person: PersonPlan, numbers: Numbers, random: Random, at: datetime) -> None:
    """Two thirds have a phone, the others a code or both; some replaced a phone on the way."""
    member = _CAST.get(person.username)
    has_phone, has_totp, has_second, replaced = _habits(random)
    if member:
        has_phone, has_totp, has_second, replaced = member.has_phone, member.has_totp, False, False
    if not person.has_password:
        return
    since = max(at - timedelta(days=random.randint(60, 1100)), person.joined_at)
    mobile = person.phones[0]
    if has_phone:
        name = random.choice(_PHONES) if mobile.label == "mobile" else "Home"
        person.devices.append(DevicePlan(Kind.PHONE, name, since, number=mobile.number))
    if has_totp:
        seed = member.seed if member else random.randbytes(20).hex()
        person.devices.append(DevicePlan(Kind.TOTP, "Authenticator app", since, seed=seed))
    if has_second and len(person.phones) > 1:
        office = person.phones[1]
        person.devices.append(DevicePlan(Kind.PHONE, "Office", since, number=office.number))
    if replaced:
        old, _label = numbers.private(person.country)
        person.devices.append(_revoked(old, since))


def _habits(random: Random) -> tuple[bool, bool, bool, bool]:
    has_totp = random.random() < 0.28
    has_phone = not has_totp or random.random() < 0.6
    return has_phone, has_totp, random.random() < 0.15, random.random() < 0.08


def _revoked(number: str, until: datetime) -> DevicePlan:
    return DevicePlan(
        Kind.PHONE,
        "Old phone",
        until - timedelta(days=300),
        number=number,
        state=AuthenticatorState.REVOKED,
        revoked_at=until,
    )


def _without_device(people: list[PersonPlan], at: datetime) -> None:
    for number, person in enumerate(people):
        lost = [_revoked(person.phones[0].number, at - timedelta(days=40 + number))]
        person.devices = lost if number < LOST_THEIR_LAST else []


def _fresh(people: list[PersonPlan], at: datetime) -> None:
    """Add what counts for nothing yet: devices of yesterday, addresses of this month."""
    for number, person in enumerate(people[:NEW_DEVICE]):
        for device in person.active_devices:
            device.activated_at = at - timedelta(hours=10 + 9 * number)
    for number, person in enumerate(people[NEW_DEVICE:]):
        person.mails[1].added_at = person.phones[0].added_at = at - timedelta(days=1 + 5 * number)
