"""An operator sets up an installation behind TLS with a mail server, keeps it, and moves it to a second machine."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tachiai.config.cli import main
from tachiai.config.place import PROJECT
from tests.config.test_supervisor import Run, free_port, until
from tests.notices.mailserver import Inbox, listen

HOST = "market.example.org"
PASSWORD = "three-herons-at-the-weir"
FEES = '[cooperative]\nvalid_from = 2020-02-01\ntax_percent = 10\ntiers = [{ percent = "7.25" }]\n'


@dataclass
class Machine:
    """A data folder, a database, and what the operator has set."""

    var: Path
    settings: dict[str, str]

    def start(self, *words: str, output: Path, **more: str) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TACHIAI_")}
        environment |= {"TACHIAI_VAR": str(self.var), "TACHIAI_LANG": "en", **self.settings, **more}
        with output.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "tachiai", *words],
                cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def says(self, *words: str, **more: str) -> tuple[int, str]:
        output = self.var.parent / "said"
        code = self.start(*words, output=output, **more).wait(150)
        return code, output.read_text()


@dataclass
class Browser:
    """Asks as the proxy in front of Tachiai does, and keeps the cookies."""

    port: int
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[http.client.HTTPResponse, str]:
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
        headers["Cookie"] = "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        server.request("GET" if form is None else "POST", path, urlencode(form or {}), headers)
        answer = server.getresponse()
        page = answer.read().decode(errors="replace")
        for said in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(said)
        return answer, page

    def send(self, path: str, **form: str) -> tuple[http.client.HTTPResponse, str]:
        """A form of the page at `path`, with its proof of origin."""
        _, page = self.ask(path)
        proof = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert proof, page
        return self.ask(path, {"csrfmiddlewaretoken": proof[1], **form})


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    inbox, port = Inbox(), free_port()
    server = listen(inbox, port)
    yield inbox, port
    server.stop()


@pytest.fixture
def machine(tmp_path: Path, inbox: tuple[Inbox, int]) -> Iterator[Machine]:
    here = {**conninfo_to_dict(os.environ["DATABASE_URL"]), "dbname": connection.settings_dict["NAME"]}
    name = f"{here['dbname']}_operator"
    (tmp_path / "articles").mkdir()
    (tmp_path / "fees.toml").write_text(FEES)
    settings = {
        "DATABASE_URL": f"postgresql:///{name}?host={here['host']}&user={here['user']}",
        "TACHIAI_ORIGIN": f"https://{HOST}",
        "TACHIAI_BEHIND_PROXY": "1",
        "TACHIAI_SMTP": f"smtp://127.0.0.1:{inbox[1]}",
        "TACHIAI_MAIL_FROM": "Market <no-reply@market.example.org>",
        "TACHIAI_FEES": str(tmp_path / "fees.toml"),
        "TACHIAI_ARTICLES": str(tmp_path / "articles"),
        "TACHIAI_VIRUS_SCAN": "true",
    }
    with psycopg.connect(make_conninfo(**here), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield Machine(tmp_path / "var", settings)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.django_db(transaction=True)
def test_an_operator_moves_an_installation_and_serves_it(
    machine: Machine, inbox: tuple[Inbox, int], tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # the other machine's
    # On the first machine: the first member of staff, and a backup.
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    assert main(["createsuperuser", "--noinput", "--email", "office@example.org"]) == 0
    assert main(["backup", str(tmp_path / "kept.tar")]) == 0

    # On the second: what is wrong is told before anything starts; then it is brought back.
    code, said = machine.says("restore", str(tmp_path / "kept.tar"), TACHIAI_BEHIND_PROXY="yes")
    assert (code, "TACHIAI_BEHIND_PROXY is 0 or 1, not yes" in said) == (1, True), said
    code, said = machine.says("restore", str(tmp_path / "kept.tar"))
    assert (code, "Restored." in said) == (0, True), said

    port, log = free_port(), tmp_path / "log"
    run = Run(machine.start("run", output=log, PORT=str(port)), port, log)
    try:
        until(run.answers, "the site answers")
        _is_guarded(Browser(port))
        _signs_up_by_mail(Browser(port), inbox[0])
        _staff_need_a_second_factor(Browser(port))
        until(lambda: Browser(port).ask("/health/")[0].status == 200, "every part is well")
        assert "7.25" in Browser(port).ask("/help/fees/?lang=en")[1]
    finally:
        run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(60) == 0
    assert "signed in from 198.51.100.7" in run.said, "the address of the person, not of the proxy"
    assert not [secret for secret in (PASSWORD, *_links(inbox[0])) if secret in run.said]
    assert json.loads(_health_of_nobody(machine, tmp_path))["worker"] == "failed"


def _is_guarded(browser: Browser) -> None:
    answer, page = browser.ask("/account/login/?lang=en")
    assert answer.status == 200, page
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-csrf", "__Host-language"}
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")), cookie
        assert "Domain" not in cookie
    server = http.client.HTTPConnection("127.0.0.1", browser.port)
    server.request("GET", "/", headers={"Host": "elsewhere.example"})
    assert server.getresponse().status == 400


def _signs_up_by_mail(browser: Browser, inbox: Inbox) -> None:
    said = {"email": "mio@example.org", "password1": PASSWORD, "password2": PASSWORD}
    answer, page = browser.send("/account/signup/", display_name="Mio", terms="on", **said)
    assert answer.status == 302, page
    until(lambda: inbox.mails, "the mail has come")
    mail = inbox.to("mio@example.org")
    assert mail["From"] == "Market <no-reply@market.example.org>"
    (link,) = _links(inbox)
    answer, page = browser.send(link)
    assert answer.status == 302, page


def _links(inbox: Inbox) -> list[str]:
    found = re.findall(rf"https://{HOST}/account/confirm-email/\S+", inbox.to("mio@example.org").get_content())
    return [urlsplit(link).path for link in found]


def _staff_need_a_second_factor(browser: Browser) -> None:
    answer, page = browser.send("/account/login/", login="office@example.org", password=PASSWORD)
    assert answer.status == 302, page
    assert "__Host-session" in browser.cookies
    answer, _ = browser.ask("/desk/")
    assert (answer.status, answer.headers["Location"]) == (302, "/account/2fa/")


def _health_of_nobody(machine: Machine, tmp_path: Path) -> str:
    """What a monitor hears when the web server stands alone."""
    port, log = free_port(), tmp_path / "log-of-web"
    web = machine.start("web", output=log, PORT=str(port))
    try:
        def hears() -> str:
            try:
                return Browser(port).ask("/health/")[1]
            except OSError:
                return ""

        until(hears, "the web server answers")
        return hears()
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(60)
