"""What an operator sets: everything wrong is told in a sentence that says which variable, why, and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachiai.config.cli import main
from tachiai.config.commands import BETWEEN_OUR_PROCESSES, ENVIRONMENT
from tachiai.config.environment import FORMS, faults
from tachiai.kernel.texts import CATALOGUE

PUBLIC = {"TACHIAI_ORIGIN": "https://market.example.org", "TACHIAI_BEHIND_PROXY": "1"}
MAIL = {"TACHIAI_SMTP": "smtps://a:b@mail.example.org:465", "TACHIAI_MAIL_FROM": "Market <no-reply@example.org>"}

NO_PORTS = ("0", "65536", "soup", "-1", "8000.5", "٨٠", "8" * 5_000)


def sentences(given: dict[str, str], language: str = "en") -> list[str]:
    return [CATALOGUE.get(fault.key, language, **fault.params) for fault in faults(given)]


@pytest.mark.parametrize(
    "given",
    [
        {},
        PUBLIC,
        {**PUBLIC, "TACHIAI_HOSTS": "market.example.org, www.example.org"},
        {**PUBLIC, "TACHIAI_HOSTS": ".example.org"},
        {"TACHIAI_ORIGIN": "http://127.0.0.1:8000", "TACHIAI_DEBUG": "1"},
        {"TACHIAI_ORIGIN": "http://192.0.2.7:8000", "TACHIAI_DEMO": "1"},
        MAIL,
        {**MAIL, "TACHIAI_SMTP": "smtp://127.0.0.1:1025"},
        {**MAIL, "TACHIAI_SMTP": "smtp+starttls://office%40example.org:p%2Fw@mail.example.org:587"},
        {"TACHIAI_INQUIRIES_ADDRESS": "o@example.org", "TACHIAI_INQUIRIES_IMAP": "imaps://o:w@example.org/INBOX"},
        {"DATABASE_URL": "postgresql:///tachiai?host=%2Frun%2Fpostgresql", "TACHIAI_DB_POOL": "0"},
        {"TACHIAI_VIRUS_SCAN": "cat", "TACHIAI_LOG": "INFO", "TACHIAI_LANG": "ja", "TACHIAI_COUNTRY": "jp"},
        {"TACHIAI_DEMO": "", "TACHIAI_SMTP": "", "PORT": ""},
        {"PORT": "65535", "TACHIAI_DB_POOL": "262143", "TACHIAI_COUNTRY": "FR"},
        {"TACHIAI_TOOL_OF_OURS": "x", **dict.fromkeys(BETWEEN_OUR_PROCESSES, "x")},
    ],
)
def test_what_can_be_meant_is_taken(given: dict[str, str]) -> None:
    assert sentences(given) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"TACHIAI_STMP": "smtps://mail.example.org"}, "there is no setting TACHIAI_STMP; did you mean TACHIAI_SMTP?"),
        ({"TACHIAI_BEHIND_PROXY": "yes"}, "TACHIAI_BEHIND_PROXY is 0 or 1, not yes"),
        ({"TACHIAI_DEMO": "true"}, "TACHIAI_DEMO is 0 or 1, not true"),
        *(({"PORT": said}, f"PORT is a number from 1 to 65535, not {said}") for said in NO_PORTS),
        ({"TACHIAI_DB_POOL": "many"}, "TACHIAI_DB_POOL is a whole number from 0 to 262143, not many"),
        ({"TACHIAI_DB_POOL": "9" * 20}, "TACHIAI_DB_POOL is a whole number from 0 to 262143, not 999"),
        ({"TACHIAI_DB_POOL": "262144"}, "TACHIAI_DB_POOL is a whole number from 0 to 262143"),
        ({"TACHIAI_LOG": "loud"}, "TACHIAI_LOG is one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not loud"),
        ({"TACHIAI_GUIDELINES": "/nowhere/at/all"}, "TACHIAI_GUIDELINES: there is no folder /nowhere/at/all"),
        ({"TACHIAI_ARTICLES": "/etc/passwd"}, "TACHIAI_ARTICLES: there is no folder /etc/passwd"),
        ({"TACHIAI_FEES": "/nowhere/fees.toml"}, "TACHIAI_FEES: there is no file /nowhere/fees.toml"),
        ({"TACHIAI_VAR": "/etc/passwd/var"}, "TACHIAI_VAR: /etc/passwd/var cannot be written to"),
        (
            {"TACHIAI_VIRUS_SCAN": "no-such-scanner --all"},
            "the command no-such-scanner --all is not found",
        ),
        ({"TACHIAI_SECRET_KEY": "swordfish"}, "TACHIAI_SECRET_KEY is too short"),
        ({"TACHIAI_HOSTS": "*"}, "TACHIAI_HOSTS holds names of hosts, comma separated"),
        ({"TACHIAI_HOSTS": "https://market.example.org"}, "no https://, no port, no *"),
        ({**PUBLIC, "TACHIAI_ORIGIN": "https://market.example.org/"}, "without a slash or anything else after it"),
        ({"TACHIAI_ORIGIN": "market.example.org"}, "TACHIAI_ORIGIN is the public address in the form https://"),
        ({**PUBLIC, "TACHIAI_BEHIND_PROXY": "0"}, "Let it set X-Forwarded-Proto"),
        ({"TACHIAI_ORIGIN": "http://market.example.org"}, "write https://market.example.org"),
        ({**PUBLIC, "TACHIAI_DEBUG": "1"}, "shows settings on error pages"),
        ({**PUBLIC, "TACHIAI_HOSTS": "www.example.org"}, "lacks market.example.org, the host of TACHIAI_ORIGIN"),
        ({"DATABASE_URL": "mysql://root@127.0.0.1/tachiai"}, "DATABASE_URL has the form postgresql://"),
        ({**MAIL, "TACHIAI_SMTP": "mail.example.org:25"}, "TACHIAI_SMTP has the form smtps://"),
        ({**MAIL, "TACHIAI_SMTP": "smtps://a:pass/word@mail.example.org"}, "write @ : / as %40 %3A %2F"),
        ({**MAIL, "TACHIAI_SMTP": "smtp://a:b@mail.example.org"}, "without encryption. Begin it with smtp+starttls://"),
        ({**MAIL, "TACHIAI_MAIL_FROM": ""}, "TACHIAI_SMTP is set without TACHIAI_MAIL_FROM"),
        ({"TACHIAI_MAIL_FROM": "The Office"}, "TACHIAI_MAIL_FROM is a mail address"),
        ({"TACHIAI_INQUIRIES_ADDRESS": "office"}, "TACHIAI_INQUIRIES_ADDRESS is a mail address"),
        ({"TACHIAI_INQUIRIES_IMAP": "imaps://a:b@example.org"}, "set without TACHIAI_INQUIRIES_ADDRESS"),
        ({"TACHIAI_COUNTRY": "Japan"}, "TACHIAI_COUNTRY is a country in two letters"),
        ({"TACHIAI_COUNTRY": "ZZ"}, "TACHIAI_COUNTRY is a country in two letters (ISO 3166), such as JP, not ZZ"),
        ({"TACHIAI_TSA_URL": "tsa.example.org"}, "TACHIAI_TSA_URL is the web address"),
        ({"TACHIAI_LANG": "de"}, "TACHIAI_LANG is ja or en, not de"),
    ],
)
def test_what_cannot_be_meant_is_told(given: dict[str, str], told: str) -> None:
    (found,) = sentences(given)
    assert told in found
    (japanese,) = sentences(given, "ja")
    assert any(name in japanese for name in given)


def test_no_sentence_holds_a_password() -> None:
    given = {
        "TACHIAI_SECRET_KEY": "swordfish",
        "TACHIAI_SMTP": "smtpx://a:swordfish@example.org",
        "TACHIAI_INQUIRIES_IMAP": "imapx://a:swordfish@example.org",
        "DATABASE_URL": "mysql://a:swordfish@example.org/x",
    }
    told = sentences(given)
    assert len(told) == 4
    assert "swordfish" not in " ".join(told)


def test_every_form_belongs_to_a_variable_that_there_is() -> None:
    assert set(FORMS) <= set(ENVIRONMENT)


def test_nothing_starts_with_a_wrong_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("TACHIAI_LANG", "en")
    monkeypatch.setenv("TACHIAI_HOSTS", "*")
    monkeypatch.setenv("TACHIAI_GUIDELINES", str(tmp_path / "none"))
    for command in ("run", "web", "worker", "check", "book check", "createsuperuser"):
        assert main(command.split()) == 1
        assert [line.split()[1] for line in capsys.readouterr().err.splitlines()] == [
            "TACHIAI_HOSTS",
            "TACHIAI_GUIDELINES:",
        ]
    assert main(["--help"]) == 0, "help is always there"
