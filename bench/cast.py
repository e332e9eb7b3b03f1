"""People made for real: those whose telephones ring, who sign in, or who work at the desk."""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import hotp

from accounts.models import ContactAddress, User
from accounts.models.address import Kind as AddressKind
from accounts.roles import Role
from accounts.vault import blind_index
from mfa.models import Authenticator, AuthenticatorState
from mfa.models.authenticator import Kind

PASSWORD = "a-bench-runs-on-loopback"  # noqa: S105 - lives as long as its database
SEED = bytes(range(20)).hex()
LONG_AGO = timedelta(days=365)
AREAS = (406, 208, 307, 509, 605, 701, 801, 303, 206, 403, 780, 604, 986, 564, 531, 402)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody real. `number` is of a range kept for fiction."""

    user: User
    device: Authenticator
    number: str


def people_make(prefix: str, count: int, *, kind: Kind, role: Role | None = None) -> list[Person]:
    """Make people with one authenticator, a mail address and another phone on file each."""
    secret = _cheap_hash()
    users = User.objects.bulk_create([_user(f"{prefix}{n}", secret) for n in range(count)])
    if role:
        Group.objects.get(name=role.value).user_set.add(*users)
    numbers = [_number(user.pk) for user in users]
    devices = Authenticator.objects.bulk_create(
        [_device(user, kind, number) for user, number in zip(users, numbers, strict=True)]
    )
    ContactAddress.objects.bulk_create([_mail(user) for user in users])
    ContactAddress.objects.bulk_create([_office(user) for user in users])
    return [Person(*one) for one in zip(users, devices, numbers, strict=True)]


def code_now() -> str:
    """Return the TOTP code of everybody here at this moment."""
    step = int(time.time()) // 30
    return f"{hotp(bytes.fromhex(SEED), step, 6):06}"  # type: ignore[no-untyped-call]


def half_signed_in(person: Person) -> Client:
    """Return a browser in which the password was right and the second step is asked for."""
    client = Client()
    answer = client.post(
        reverse("mfa:sign_in"), {"username": person.user.username, "password": PASSWORD}
    )
    if answer.status_code != 302 or answer["Location"] != reverse("mfa:prompt"):
        message = f"The password page answered {answer.status_code}."
        raise RuntimeError(message)
    return client


def signed_in(person: Person) -> Client:
    """Return a browser in which somebody signed in with a TOTP code."""
    client = half_signed_in(person)
    answer = client.post(reverse("mfa:prompt"), {"method": "TOTP", "code": code_now()})
    if answer.status_code != 302:
        message = "The authenticator code was not accepted."
        raise RuntimeError(message)
    return client


def _cheap_hash() -> str:
    """Return a hash that costs next to nothing to check: the password page is not measured."""
    hasher = Argon2PasswordHasher()
    hasher.memory_cost, hasher.time_cost, hasher.parallelism = 64, 1, 1
    return hasher.encode(PASSWORD, hasher.salt())


def stock_administrator_make() -> None:
    """Make the person who searches in the stock admin: a role and the right to see people."""
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("stock", None, given_name="Stock", family_name="Admin")
    Group.objects.get(name=Role.ADMINISTRATOR.value).user_set.add(user)
    wanted = Permission.objects.filter(codename="view_user", content_type__app_label="accounts")
    user.user_permissions.add(*wanted)


def _user(name: str, secret: str) -> User:
    return User(username=name, password=secret, given_name="Bench", family_name=name.title())


def _number(pk: int) -> str:
    """Return a number of a film's range; real ones are never needed on the way to the simulator."""
    area, line = divmod(pk, 100)
    return f"+1{AREAS[area % len(AREAS)]}5550{100 + line}"


def _device(user: User, kind: Kind, number: str) -> Authenticator:
    at = timezone.now() - LONG_AGO
    is_phone = kind == Kind.PHONE
    return Authenticator(
        user=user,
        name="Bench",
        kind=kind,
        state=AuthenticatorState.ACTIVE,
        confirmed=True,
        number=number if is_phone else None,
        number_index=blind_index(number) if is_phone else None,
        seed=None if is_phone else SEED,
        created_at=at,
        activated_at=at,
    )


def _mail(user: User) -> ContactAddress:
    at = timezone.now() - LONG_AGO
    return ContactAddress(
        user=user,
        kind=AddressKind.EMAIL,
        email=f"{user.username}@northfield.example",
        label="college",
        added_at=at,
        changed_at=at,
        verified_at=at,
    )


def _office(user: User) -> ContactAddress:
    at = timezone.now() - LONG_AGO
    number = f"+3319900{user.pk % 10_000:04}"  # kept for films, as those above
    return ContactAddress(
        user=user,
        kind=AddressKind.PHONE,
        number=number,
        number_index=blind_index(number),
        label="office",
        added_at=at,
        changed_at=at,
        verified_at=at,
    )
