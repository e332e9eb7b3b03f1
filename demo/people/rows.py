"""From the plan to rows: people, their addresses and their authenticators, in a few statements."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import ContactAddress, User
from accounts.models.address import Kind as AddressKind
from accounts.vault import blind_index
from demo.people.cast import PASSWORD
from demo.people.plan import DevicePlan, PersonPlan
from mfa.models import Authenticator, AuthenticatorState


def users_write(people: list[PersonPlan]) -> dict[str, User]:
    """Write the people with their managers and roles; return them by user name."""
    secret = make_password(PASSWORD)  # once: three hundred hashes would take half a minute
    made = User.objects.bulk_create([_user(person, secret) for person in people])
    users = {user.username: user for user in made}
    for person in people:
        user = users[person.username]
        user.created_at = person.joined_at
        if person.manager:
            user.manager = users[person.manager]
            user.manager_since = person.joined_at + timedelta(days=30)
    User.objects.bulk_update(made, ["created_at", "manager", "manager_since"])
    for group in Group.objects.all():
        group.user_set.add(*(users[one.username] for one in people if one.role == group.name))
    return users


def addresses_write(people: list[PersonPlan], users: dict[str, User]) -> None:
    """Write mail addresses and phone numbers, verified on the day they were added."""
    ContactAddress.objects.bulk_create(
        address for person in people for address in _addresses(person, users[person.username])
    )


def devices_write(people: list[PersonPlan], users: dict[str, User]) -> dict[int, int]:
    """Write authenticators; return the key of each by the `id()` of its plan."""
    plans = [(person, device) for person in people for device in person.devices]
    rows = [_device(users[person.username], device) for person, device in plans]
    made = Authenticator.objects.bulk_create(rows)
    return {id(device): row.pk for (_, device), row in zip(plans, made, strict=True)}


def _user(person: PersonPlan, secret: str) -> User:
    return User(
        username=person.username,
        password=secret if person.has_password else make_password(None),
        password_changed_at=person.joined_at if person.has_password else None,
        given_name=person.given_name,
        family_name=person.family_name,
        employee_number=person.employee_number,
        department=person.department,
        country=person.country,
        time_zone=person.time_zone,
        status=person.status,
        tier=person.tier,
    )


def _addresses(person: PersonPlan, user: User) -> Iterator[ContactAddress]:
    for mail in person.mails:
        yield _address(user, mail.label, mail.added_at, mail.email, "")
    for phone in person.phones:
        yield _address(user, phone.label, phone.added_at, "", phone.number)


def _address(user: User, label: str, at: datetime, email: str, number: str) -> ContactAddress:
    return ContactAddress(
        user=user,
        kind=AddressKind.PHONE if number else AddressKind.EMAIL,
        email=email,
        number=number or None,
        number_index=blind_index(number) if number else None,
        label=label,
        added_at=at,
        changed_at=at,
        verified_at=at,
    )


def _device(user: User, device: DevicePlan) -> Authenticator:
    is_active = device.state == AuthenticatorState.ACTIVE
    return Authenticator(
        user=user,
        name=device.name,
        kind=device.kind,
        state=device.state,
        confirmed=is_active,
        number=device.number or None,
        number_index=blind_index(device.number) if device.number else None,
        seed=device.seed or None,
        created_at=device.activated_at,
        activated_at=device.activated_at,
        last_used_at=device.last_used_at,
        lost_at=device.lost_at,
        revoked_at=device.revoked_at,
        revoked_reason="" if is_active else "lost" if device.lost_at else "by_owner",
    )
