"""The page of one's own sessions."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.selectors import sessions_of
from accounts.services import session_leave, session_revoke, sessions_revoke
from accounts.sessions import key_hash
from accounts.web.session_open import session_end


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """List the browsers in which the person is signed in."""
    here = key_hash(request.session.session_key or "")
    found = sessions_of(user=cast(User, request.user))
    rows = [{"session": session, "is_here": session.session_key == here} for session in found]
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
def session_revoke_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End one session."""
    user = cast(User, request.user)
    if not session_revoke(user=user, session_id=session_id, at=timezone.now()):
        raise Http404
    messages.success(request, _("That session has ended."))
    return redirect("accounts:sessions")


@require_POST
def sessions_revoke_view(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere."""
    sessions_revoke(user=cast(User, request.user), at=timezone.now())
    session_end(request)
    return redirect("mfa:sign_in")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out of this browser."""
    key = request.session.session_key or ""
    session_leave(user=cast(User, request.user), session_key=key, at=timezone.now())
    session_end(request)
    return redirect("mfa:sign_in")
