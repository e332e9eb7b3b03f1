"""Where a sign-in leads when its second step is done."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from mfa.web.reader import is_by_code
from mfa.web.set_up import next_step, set_up_goes_on


def after_sign_in(request: HttpRequest, user: User, next_path: str) -> HttpResponse:
    """Go on with the set-up, else ask whether to trust this browser, else where one wanted to go.

    Staff never trust a browser, and what a code opened vouches for none.
    """
    onwards = next_step(request, user, next_path=next_path)
    if set_up_goes_on(request) or user.is_staff or is_by_code(request):
        return redirect(onwards)
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return redirect(f"{reverse('mfa:trust')}{query}")
