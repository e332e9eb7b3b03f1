"""Several people behind one telephone: whom else it rings for, and how each is named (P11)."""

from django.db.models import Q

from accounts.models import ContactAddress, User
from accounts.models.address import Kind as AddressKind
from accounts.models.user import Status
from mfa.models import Authenticator, AuthenticatorState, Kind

IN_USE = (AuthenticatorState.ACTIVE, AuthenticatorState.SUSPENDED)


def sharers_of(number_index: bytes, *, besides: User) -> list[User]:
    """Return who else has this number as a device or on file."""
    held = Authenticator.objects.filter(
        kind=Kind.PHONE, number_index=number_index, state__in=IN_USE
    )
    on_file = ContactAddress.objects.filter(
        kind=AddressKind.PHONE, number_index=number_index, removed_at__isnull=True
    )
    people = User.objects.filter(
        Q(pk__in=held.values("user")) | Q(pk__in=on_file.values("user")), status=Status.ACTIVE
    )
    return list(people.exclude(pk=besides.pk).only("given_name", "family_name"))


def namesakes_of(number_index: bytes, *, person: User) -> list[User]:
    """Return those among them whose given name is the person's."""
    mine = person.given_name.casefold()
    others = sharers_of(number_index, besides=person)
    return [one for one in others if one.given_name.casefold() == mine]
