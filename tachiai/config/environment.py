"""Whether an operator's environment variables can be meant as they stand: looked at before anything starts.

What a variable may hold stands here once; `refuse_wrong_settings` names which one is wrong, why, and what to write.
Choices whose list belongs to a module (mediation, screening, funds) are checked there, by Django's system checks.
"""

from __future__ import annotations

import difflib
import logging
import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from tachiai.config.commands import BETWEEN_OUR_PROCESSES, ENVIRONMENT
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.rules import COUNTRIES

PREFIX = "TACHIAI_"
LEAST_SECRET = 32
LARGEST_PORT = 65_535
# PostgreSQL itself takes no more.
MOST_CONNECTIONS = 262_143
HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)
HERE = ("localhost", "127.0.0.1", "::1")
BOUNDS = {"least_secret": LEAST_SECRET, "largest_port": LARGEST_PORT, "most_connections": MOST_CONNECTIONS}
Given = Mapping[str, str]


def refuse_wrong_settings(given: Given = os.environ) -> None:
    """Refusal with a sentence for each variable that is not as it should be."""
    if found := list(faults(given)):
        raise Refusal(*found)


def faults(given: Given) -> Iterator[Refused]:
    """Every fault of `given`; an empty value counts as none given."""
    said = {name: value for name, value in given.items() if value and (name in ENVIRONMENT or _may_be_ours(name))}
    yield from _mistyped(said)
    for name, is_right in FORMS.items():
        if name in said and (key := is_right(said[name])):
            told = {"name": name, "given": _hidden(name, said[name])}
            yield Refused(f"settings.refused.{key}", {**told, **BOUNDS})
    yield from _together(said)


def _may_be_ours(name: str) -> bool:
    return name.startswith(PREFIX) and name not in BETWEEN_OUR_PROCESSES


def _mistyped(said: Given) -> Iterator[Refused]:
    """Names that look like one of ours; others belong to somebody else's tools."""
    ours = {name.removeprefix(PREFIX): name for name in ENVIRONMENT}
    for name in sorted(said.keys() - set(ENVIRONMENT)):
        if near := difflib.get_close_matches(name.removeprefix(PREFIX), ours, n=1, cutoff=0.7):
            yield Refused("settings.refused.mistyped", {"name": name, "near": ours[near[0]]})


def _hidden(name: str, value: str) -> str:
    """What may be shown of a value: no secret, no password in an address."""
    return "***" if name == "TACHIAI_SECRET_KEY" else re.sub(r"(://[^:/@]*:)[^@]*@", r"\1***@", value)


def _switch(value: str) -> str:
    return "" if value in ("0", "1") else "switch"


def _port(value: str) -> str:
    return "" if 0 < _number(value) <= LARGEST_PORT else "port"


def _connections(value: str) -> str:
    return "" if 0 <= _number(value) <= MOST_CONNECTIONS else "connections"


def _number(value: str) -> int:
    """A whole number in at most nine digits; -1 for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


def _language(value: str) -> str:
    return "" if value in ("ja", "en") else "language"


def _log_level(value: str) -> str:
    return "" if value in logging.getLevelNamesMapping() else "log_level"


def _folder(value: str) -> str:
    return "" if Path(value).is_dir() else "folder"


def _file(value: str) -> str:
    return "" if Path(value).is_file() else "file"


def _place(value: str) -> str:
    """A folder that is there and can be written in, or that can be made."""
    path = Path(value).absolute()
    while not path.exists():
        path = path.parent
    return "" if path.is_dir() and os.access(path, os.W_OK | os.X_OK) else "place"


def _command(value: str) -> str:
    try:
        words = shlex.split(value)
    except ValueError:
        return "command"
    return "" if words and shutil.which(words[0]) else "command"


def _secret(value: str) -> str:
    return "" if len(value) >= LEAST_SECRET else "secret"


def _hosts(value: str) -> str:
    return "" if all(HOST.fullmatch(host.strip()) for host in value.split(",")) else "hosts"


def _country(value: str) -> str:
    return "" if value.upper() in COUNTRIES else "country"


def _mail_address(value: str) -> str:
    address = parseaddr(value)[1]
    return "" if re.fullmatch(r"[^@\s]+@[^@\s]+", address) else "mail_address"


def _address(*schemes: str, key: str, is_bare: bool = False) -> Callable[[str], str]:
    """An address of one of `schemes` with a host; a bare one has nothing after it."""

    def fault(value: str) -> str:
        parts = _split(value)
        known = parts is not None and parts.scheme in schemes and bool(parts.hostname or parts.scheme == "postgresql")
        extra = parts is not None and is_bare and (parts.path or parts.query or parts.fragment or parts.username)
        return key if not known or extra else ""

    return fault


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


FORMS: Mapping[str, Callable[[str], str]] = {
    "PORT": _port,
    "DATABASE_URL": _address("postgresql", "postgres", key="database_url"),
    "TACHIAI_VAR": _place,
    "TACHIAI_DEMO": _switch,
    "TACHIAI_DEMO_YEAR": _switch,
    "TACHIAI_BEHIND_PROXY": _switch,
    "TACHIAI_DEBUG": _switch,
    "TACHIAI_STAFF_SECOND_FACTOR": _switch,
    "TACHIAI_HOSTS": _hosts,
    "TACHIAI_ORIGIN": _address("http", "https", key="origin", is_bare=True),
    "TACHIAI_SMTP": _address("smtp", "smtps", "smtp+starttls", key="smtp"),
    "TACHIAI_MAIL_FROM": _mail_address,
    "TACHIAI_INQUIRIES_ADDRESS": _mail_address,
    "TACHIAI_INQUIRIES_IMAP": _address("imap", "imaps", key="imap"),
    "TACHIAI_COUNTRY": _country,
    "TACHIAI_FEES": _file,
    "TACHIAI_GUIDELINES": _folder,
    "TACHIAI_ARTICLES": _folder,
    "TACHIAI_VIRUS_SCAN": _command,
    "TACHIAI_TSA_URL": _address("http", "https", key="tsa_url"),
    "TACHIAI_SECRET_KEY": _secret,
    "TACHIAI_DB_POOL": _connections,
    "TACHIAI_LOG": _log_level,
    "TACHIAI_LANG": _language,
}


def _together(said: Given) -> Iterator[Refused]:
    """What is wrong only beside another variable, of those that are well formed by themselves."""
    sound = {name: value for name, value in said.items() if name in FORMS and not FORMS[name](value)}
    if (origin := sound.get("TACHIAI_ORIGIN")) is not None:
        yield from _of_the_origin(urlsplit(origin), said, sound)
    if "TACHIAI_SMTP" in sound and "TACHIAI_MAIL_FROM" not in said:
        yield Refused("settings.refused.no_sender")
    if "TACHIAI_INQUIRIES_IMAP" in sound and "TACHIAI_INQUIRIES_ADDRESS" not in said:
        yield Refused("settings.refused.no_inquiries_address")
    for name, safe in (("TACHIAI_SMTP", "smtp+starttls://"), ("TACHIAI_INQUIRIES_IMAP", "imaps://")):
        parts = urlsplit(sound.get(name, ""))
        if parts.scheme in ("smtp", "imap") and parts.password and parts.hostname not in HERE:
            yield Refused("settings.refused.password_in_clear", {"name": name, "safe": safe, "host": parts.hostname})


def _of_the_origin(origin: SplitResult, said: Given, sound: Given) -> Iterator[Refused]:
    host = origin.hostname or ""
    if origin.scheme == "https" and said.get("TACHIAI_BEHIND_PROXY") != "1":
        yield Refused("settings.refused.https_without_proxy")
    if origin.scheme == "https" and said.get("TACHIAI_DEBUG") == "1":
        yield Refused("settings.refused.debug_in_public", {"origin": origin.geturl()})
    if origin.scheme == "http" and host not in HERE and said.get("TACHIAI_DEMO") != "1":
        yield Refused("settings.refused.public_without_tls", {"origin": origin.geturl(), "host": host})
    hosts = [each.strip() for each in sound.get("TACHIAI_HOSTS", host).split(",")]
    if not any(host == each or (each.startswith(".") and f".{host}".endswith(each)) for each in hosts):
        yield Refused("settings.refused.host_not_among", {"host": host, "hosts": ",".join(hosts)})
