"""What went out: messages and calls. Destinations are masked, words are never stored."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models.address import mail_mask
from accounts.numbers import number_mask
from delivery.models import Call, Message
from delivery.models.message import Channel
from delivery.push import push_service_of
from helpdesk.console.reading import ReadOnlyAdmin
from helpdesk.console.site import console


def _masked(message: Message) -> str:
    destination = message.destination or ""
    if message.channel == Channel.PUSH:
        return push_service_of(destination)
    return mail_mask(destination) if message.channel == Channel.MAIL else number_mask(destination)


@admin.register(Message, site=console)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "channel", "kind", "person", "masked", "state", "attempts")
    list_only = (
        *("created_at", "channel", "kind", "destination", "state", "attempts"),
        "person__username",
    )
    list_filter = ("channel", "state")
    list_select_related = ("person",)
    ordering = ("-created_at", "-pk")
    fields = (
        *("channel", "kind", "person", "masked", "ref", "state", "attempts", "failure"),
        *("created_at", "due_at", "deadline_at", "claimed_at", "finished_at"),
        *("gateway", "gateway_ref"),
    )

    @admin.display(description=_("to"))
    def masked(self, message: Message) -> str:
        return _masked(message)


@admin.register(Call, site=console)
class CallAdmin(ReadOnlyAdmin):
    """Newest news first. A call that was given up undialled has news, and no other moment."""

    list_display = ("news_at", "person", "masked", "state", "outcome", "answered_at", "ended_at")
    list_only = (
        *("news_at", "state", "outcome", "answered_at", "ended_at"),
        *("message__channel", "message__destination", "message__person__username"),
    )
    list_filter = ("outcome",)
    list_select_related = ("message__person",)
    ordering = ("-news_at", "-pk")
    fields = (
        *("person", "masked", "state", "outcome", "gateway", "gateway_ref"),
        *("dialled_at", "rang_at", "answered_at", "ended_at"),
    )

    @admin.display(description=_("person"))
    def person(self, call: Call) -> str:
        return str(call.message.person)

    @admin.display(description=_("to"))
    def masked(self, call: Call) -> str:
        return _masked(call.message)
