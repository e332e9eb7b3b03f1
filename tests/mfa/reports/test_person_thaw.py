"""The operator lifts the freeze of somebody who has no older device and came in person."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from audit.tags import Tag
from mfa.models import FactorState
from tests.fixtures.trail import AuditTrail
from tests.mfa.reports.test_freezing import freeze

pytestmark = pytest.mark.django_db


def test_the_freeze_is_lifted_and_a_new_password_comes_next(
    user: User, audit_trail: AuditTrail, capsys: pytest.CaptureFixture[str]
) -> None:
    freeze(user)
    with audit_trail.records(Tag.SYSTEM_ACCOUNT_THAWED):
        call_command("person_thaw", user.username)
    assert FactorState.objects.get(pk=user.pk).frozen_at is None
    user.refresh_from_db()
    assert user.password_change_required_at is not None
    call_command("person_thaw", user.username)
    assert "not frozen" in capsys.readouterr().out


def test_nobody_by_that_name() -> None:
    with pytest.raises(CommandError):
        call_command("person_thaw", "nobody")
