"""Where `make run` answers: here, unless somebody says otherwise and brings a certificate."""

from pathlib import Path

import pytest

from stack.processes import commands
from stack.refusal import StartRefused
from stack.serving import Serving, serving_chosen
from tests.fixtures.certificates import certificate_make

NAME = "keydesk.example.org"
ORIGIN = f"https://{NAME}:8443"


@pytest.fixture
def tls(tmp_path: Path) -> dict[str, str]:
    made = certificate_make(tmp_path, NAME)
    return {
        "KEYDESK_PORT": "8443",
        "KEYDESK_TLS_CERT": str(made.certificate),
        "KEYDESK_TLS_KEY": str(made.key),
        "KEYDESK_ORIGIN": ORIGIN,
    }


def refused(given: dict[str, str]) -> str:
    with pytest.raises(StartRefused) as caught:
        serving_chosen(given)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_by_itself_it_answers_on_this_machine_in_plain_http() -> None:
    serving = serving_chosen({})
    assert serving == Serving(port=8000, host="127.0.0.1")
    assert (serving.is_open, serving.probe) == (False, "http://127.0.0.1:8000")
    assert "--certfile" not in commands(serving, has_mailbox=False)["web"]


def test_a_certificate_alone_opens_nothing(tls: dict[str, str]) -> None:
    serving = serving_chosen(tls)
    assert (serving.scheme, serving.is_open) == ("https", False)
    web = commands(serving, has_mailbox=False)["web"]
    assert web[web.index("--bind") + 1] == "127.0.0.1:8443"
    assert web[web.index("--certfile") + 1] == tls["KEYDESK_TLS_CERT"]


@pytest.mark.parametrize(
    ("host", "probe"),
    [
        ("0.0.0.0", "https://127.0.0.1:8443"),  # noqa: S104
        ("192.168.1.5", "https://192.168.1.5:8443"),
        ("fd00::5", "https://[fd00::5]:8443"),
    ],
)
def test_other_machines_need_a_host_and_a_certificate(
    host: str, probe: str, tls: dict[str, str]
) -> None:
    serving = serving_chosen({**tls, "KEYDESK_HOST": host})
    assert (serving.is_open, serving.probe) == (True, probe)
    assert "KEYDESK_TLS_CERT" in refused({"KEYDESK_HOST": host})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"KEYDESK_TLS_KEY": ""}, "go together"),
        ({"KEYDESK_TLS_CERT": ""}, "go together"),
        ({"KEYDESK_TLS_CERT": "/no/such/file"}, "cannot be used"),
        ({"KEYDESK_TLS_KEY": __file__}, "cannot be used"),
        ({"KEYDESK_ORIGIN": ""}, "KEYDESK_ORIGIN"),
        ({"KEYDESK_ORIGIN": f"http://{NAME}:8443"}, "KEYDESK_ORIGIN"),
        ({"KEYDESK_ORIGIN": f"https://{NAME}"}, "KEYDESK_ORIGIN"),
        ({"KEYDESK_HOST": "everywhere"}, "KEYDESK_HOST"),
    ],
)
def test_what_cannot_work_is_said_before_anything_starts(
    change: dict[str, str], said: str, tls: dict[str, str]
) -> None:
    assert said in refused({**tls, **change})
