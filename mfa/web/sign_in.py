"""The first half of signing in: username and password."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.passwords import password_check
from audit.origin import client_ip
from mfa.devices.selectors import ever_had_one
from mfa.domain.enrolment import Enrolment
from mfa.set_up.selectors import enrolment_rule
from mfa.sign_in.selectors import ACCOUNT, person_signing_in, service_named
from mfa.trust.sign_in import trusted_sign_in
from mfa.web.browser import origin_of
from mfa.web.forms import SignInForm
from mfa.web.intro import set_up_start
from mfa.web.opener import opener_for
from mfa.web.pending import path_or_empty, pending_begin, pending_of
from mfa.web.place_sign_in import asking_of
from mfa.web.place_thaw import THAW
from mfa.web.prompt import prompt_start
from mfa.web.trust_cookie import trust_token_of
from mfa.web.words import lock_text


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for username and password. Whatever is wrong with them is said in the same words."""
    next_path = path_or_empty(request.POST.get("next") or request.GET.get("next", ""))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = password_check(
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password"],
            ip=client_ip(request),
            at=timezone.now(),
        )
        if user is not None:
            return _password_accepted(request, user, next_path)
        form.add_error(None, _("Username or password is not right."))
    elif request.user.is_authenticated and request.user.is_verified():
        return redirect(next_path or str(settings.LOGIN_REDIRECT_URL))
    return render(request, "mfa/sign_in.html", {"form": form, "next": next_path})


def _password_accepted(request: HttpRequest, user: User, next_path: str) -> HttpResponse:
    person = person_signing_in(user_id=user.pk)
    if person is None:
        return THAW.met(request, user)
    if person.is_locked:
        messages.error(request, lock_text(person.locked_seconds))
        return redirect("mfa:sign_in")
    # Where setting up is refused, the prompt takes a temporary passcode of the help desk.
    may_set_up = enrolment_rule(person.now) != Enrolment.REFUSED
    is_first = may_set_up and not ever_had_one(user.pk)
    if not is_first and _is_trusted(request, person.user):
        return redirect(next_path or str(settings.LOGIN_REDIRECT_URL))
    pending_begin(request, person=person, next_path=next_path, is_first=is_first)
    pending = pending_of(request)
    if pending is None:
        return redirect("mfa:sign_in")
    if is_first:
        return redirect(set_up_start(pending))
    prompt_start(request, asking_of(request, pending))
    return redirect("mfa:prompt")


def _is_trusted(request: HttpRequest, user: User) -> bool:
    """Open the session at once when this browser is trusted and the rules let it stand in."""
    token = trust_token_of(request, user.pk)
    return bool(token) and trusted_sign_in(
        user=user,
        token=token,
        origin=origin_of(request),
        service=service_named(ACCOUNT),
        opener=opener_for(request),
        at=timezone.now(),
    )
