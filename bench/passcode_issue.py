"""(e) Issuing a passcode: the Desk's POST, with the real hash and the page's answer.

A code of the agent is accepted once in half a minute, so the step-up is written beforehand.
"""

from functools import partial

from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from bench.cases import case_begin, case_verify, step_up_write
from bench.cast import people_make, signed_in
from bench.measure import spread_of, timed
from bench.result import Goal, Result
from helpdesk.models import Case
from mfa.models import Passcode
from mfa.models.authenticator import Kind

AGENTS, CASES_EACH = 4, 25  # an agent may issue 30 an hour
WARM_UP = 1  # of each agent's
TARGET_MS = 150
QUOTED_MS = 291


def run(_environment: dict[str, str]) -> Result:
    """Issue one passcode for each of a hundred callers."""
    agents = people_make("issuer", AGENTS, kind=Kind.TOTP, role=Role.AGENT)
    callers = people_make("caller", AGENTS * CASES_EACH, kind=Kind.PHONE)
    times = []
    for number, agent in enumerate(agents):
        browser = signed_in(agent)
        mine = callers[number * CASES_EACH : (number + 1) * CASES_EACH]
        cases = [case_begin(agent.user, caller) for caller in mine]
        for case in cases:
            case_verify(case)
            step_up_write(case, browser)
        measured = [timed(partial(_issue, browser, case)) for case in cases]
        times += measured[WARM_UP:]
    issued = Passcode.objects.filter(user__in=[caller.user for caller in callers]).count()
    spread = spread_of(times)
    result = Result("(e) Passcode issued (POST, full middleware, Argon2, page included)")
    result.rows = [("issue", spread)]
    result.goals = [
        Goal("issue, p95", spread.p95, TARGET_MS),
        Goal("passcodes issued", issued, len(callers), "", at_least=True),
    ]
    result.remarks = [f"Quoted for privacyIDEA's temporary token: {QUOTED_MS} ms (other machine)."]
    return result


def _issue(browser: Client, case: Case) -> None:
    answer = browser.post(reverse("desk:issue", args=[case.pk]), headers={"HX-Request": "true"})
    if answer.status_code != 200:
        message = f"The Desk answered {answer.status_code}."
        raise RuntimeError(message)
