"""Evidence is gathered when a check is passed, counted when an act is asked for, spent once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.refusal import Refused
from audit.tags import Tag
from mfa.domain.policy import POLICY
from mfa.evidence.points import call_back_points, channel_of, number_index_of, points_of
from mfa.models import Act, Challenge, Evidence, Grant, Method


class NotEnoughEvidence(Refused):
    """The act is closed: what was gathered is too little, too old or spent."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a case's evidence is worth at this moment. `now` is the database's clock."""

    points: int
    counted: dict[UUID, int]  # challenge id → points it adds, 0 where it adds nothing


def evidence_gather(*, challenge: Challenge, at: datetime) -> Evidence:
    """Keep a passed caller check as evidence, in the transaction that approves it."""
    if challenge.case_ref is None or challenge.asked_by_id is None:
        message = "Only a check of a caller is evidence."
        raise ValueError(message)
    return Evidence.objects.create(
        challenge=challenge,
        user_id=challenge.user_id,
        gathered_by_id=challenge.asked_by_id,
        case_ref=challenge.case_ref,
        channel=channel_of(challenge),
        points=points_of(challenge, now=at),
        gathered_at=ClockTimestamp(),
    )


def evidence_standing(*, case_ref: UUID, user_id: int, agent_id: int) -> Standing:
    """Count the fresh, unspent evidence of a case about a person, held by an agent."""
    return _standing(
        Evidence.objects.filter(
            case_ref=case_ref, user=user_id, gathered_by=agent_id, grant__isnull=True
        )
    )


def grant_open(
    *, act: Act, threshold: int, case_ref: UUID, user: User, agent: User, at: datetime
) -> Grant:
    """Turn enough fresh evidence into a grant for one act, and spend it.

    Raises NotEnoughEvidence. `at` is for the record; freshness is judged by the database's clock.
    """
    rows = Evidence.objects.select_for_update(of=("self",)).filter(
        case_ref=case_ref, user=user, gathered_by=agent, grant__isnull=True
    )
    standing = _standing(rows)
    if standing.points < threshold:
        raise NotEnoughEvidence(
            _("The checks of this caller are not enough for that yet."),
            tag=Tag.STAFF_GRANT_REFUSED,
            actor=agent,
            subject=user,
            case=case_ref,
            act=act,
            points=standing.points,
            threshold=threshold,
        )
    grant = Grant.objects.create(
        user=user,
        held_by=agent,
        case_ref=case_ref,
        act=act,
        points=standing.points,
        threshold=threshold,
        created_at=at,
        expires_at=ClockTimestamp() + POLICY.grant_life,
    )
    used = [challenge for challenge, points in standing.counted.items() if points]
    Evidence.objects.filter(pk__in=used).update(grant=grant)
    return grant


def case_was_granted(*, case_ref: UUID, user_id: int, agent_id: int) -> bool:
    """Say whether this case's evidence already opened a passcode.

    One set of evidence covers one passcode and the revocations of the same case.
    """
    return Grant.objects.filter(
        case_ref=case_ref,
        user=user_id,
        held_by=agent_id,
        act=Act.ISSUE_PASSCODE,
        spent_at__isnull=False,
    ).exists()


def _standing(rows: QuerySet[Evidence]) -> Standing:
    best: dict[str, tuple[int, UUID]] = {}
    counted: dict[UUID, int] = {}
    items = list(_fresh(rows))
    call_back = _call_back(items)
    for item in items:
        worth = points_of(item.challenge, now=_now(item), call_back=call_back)
        points = min(item.points, worth)
        counted[item.pk] = 0
        if points > best.get(item.channel, (0, item.pk))[0]:
            best[item.channel] = (points, item.pk)
    counted |= {challenge_id: points for points, challenge_id in best.values()}
    return Standing(points=sum(counted.values()), counted=counted)


def _now(item: Evidence) -> datetime:
    now: datetime = vars(item)["now"]
    return now


def _call_back(items: list[Evidence]) -> dict[bytes, int]:
    """Weigh the numbers that were called, all at once; the evidence is about one person."""
    calls = [item for item in items if item.challenge.method == Method.PHONE_CALL]
    numbers = [number_index_of(item.challenge) for item in calls]
    return call_back_points(calls[0].user_id, numbers) if calls else {}


def _fresh(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    return (
        rows.filter(gathered_at__gt=ClockTimestamp() - POLICY.evidence_life)
        .select_related("challenge__authenticator", "challenge__address")
        .annotate(now=ClockTimestamp())
        .order_by("gathered_at")
    )
