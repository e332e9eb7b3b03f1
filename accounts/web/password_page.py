"""The page on which a signed-in person changes the password."""

from datetime import timedelta
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import interfaces
from accounts.models import User
from accounts.services import password_change
from accounts.web.forms import PasswordChangeForm
from audit.origin import client_ip

STEP_LIFE = timedelta(minutes=5)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Ask for a second step first, then for the current and the new password."""
    user, gate = cast(User, request.user), interfaces.gate()
    if not gate.is_fresh(request, user=user, within=STEP_LIFE):
        here = reverse("accounts:password")
        return redirect(gate.start_url(request, user=user, next_path=here))
    form = PasswordChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_changed(request, user, form):
        gate.spend(request, user=user)
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is changed. Other sessions have ended."))
        return redirect(str(settings.LOGIN_REDIRECT_URL))
    is_forced = user.password_change_required_at is not None
    return render(request, "accounts/password.html", {"form": form, "is_forced": is_forced})


def _is_changed(request: HttpRequest, user: User, form: PasswordChangeForm) -> bool:
    try:
        password_change(
            user=user,
            current=form.cleaned_data["current"],
            new=form.cleaned_data["new"],
            session_key=request.session.session_key or "",
            ip=client_ip(request),
            at=timezone.now(),
        )
    except ValidationError as error:
        form.add_error("current" if error.__dict__.get("code") == "current" else "new", error)
        return False
    return True
