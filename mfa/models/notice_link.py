"""The link in a notice by which a person says: that was not me."""

import uuid

from django.conf import settings
from django.db import models


class NoticeLink(models.Model):
    """One a notice, whatever the number of addresses; its token is derived and not stored.

    `happened_at` is when the announced change was made: what was bound since then is not trusted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    notice = models.CharField(max_length=30)
    ref = models.UUIDField()
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-happened_at"], name="notice_link_user")]

    def __str__(self) -> str:
        return f"{self.notice} {self.happened_at}"
