"""The operator tries whether mail leaves, and reads what the server says."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest

from tachiai.config.cli import main
from tachiai.config.mail import test as send_test
from tachiai.kernel.refused import Refusal
from tests.notices.conftest import free_port
from tests.notices.mailserver import Inbox, listen


@pytest.fixture
def inbox(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """A server of the operator's, as TACHIAI_SMTP names it."""
    monkeypatch.setenv("TACHIAI_LANG", "en")
    inbox = Inbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    controller = listen(inbox, settings.EMAIL_PORT)
    settings.DEFAULT_FROM_EMAIL = "Market <no-reply@market.example.org>"
    yield inbox
    controller.stop()


def send() -> int:
    return send_test(argparse.Namespace(mail="you@example.org"))


@pytest.mark.parametrize("mail", ["you@", "you@@example.org"])
def test_an_address_that_is_none_is_refused_in_words(inbox: Inbox, mail: str) -> None:
    with pytest.raises(Refusal):
        send_test(argparse.Namespace(mail=mail))


def test_that_it_left_is_said_with_sender_and_server(
    inbox: Inbox, settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send() == 0
    assert inbox.to("you@example.org")["From"] == "Market <no-reply@market.example.org>"
    told = capsys.readouterr().out
    assert f"127.0.0.1:{settings.EMAIL_PORT}" in told and "no-reply@market.example.org" in told


def test_it_is_tried_without_a_database(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/none")
    assert main(["mail", "test", "you@example.org"]) == 0
    assert inbox.to("you@example.org")
    monkeypatch.setenv("TACHIAI_DEMO", "yes")
    assert main(["mail", "test", "you@example.org"]) == 1


@pytest.mark.parametrize("answer", ["550 no such user here", "451 try later"])
def test_why_it_did_not_is_told_in_the_servers_words(inbox: Inbox, answer: str) -> None:
    inbox.refuse = answer
    with pytest.raises(Refusal) as refused:
        send()
    assert refused.value.reasons[0].params["reason"] == answer


def test_a_server_that_is_not_there_is_named(inbox: Inbox, settings) -> None:
    settings.EMAIL_PORT = 9
    with pytest.raises(Refusal) as refused:
        send()
    told = refused.value.reasons[0].params
    assert (told["server"], "refused" in str(told["reason"])) == ("127.0.0.1:9", True)
