"""The command line: finds the command in the table, gives it what it needs, turns each failure into one line.

Exit codes: 0 done, 1 not done (the reason is on the error output), 2 asked in a way nobody understands.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import signal
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from types import FrameType
from typing import NoReturn

import django
from django.core.management import execute_from_command_line, get_commands

from tachiai.config.commands import COMMANDS, ENVIRONMENT, EXAMPLES, GROUPS, Command, Needs
from tachiai.config.database import database, refuse_without_tables
from tachiai.config.environment import refuse_wrong_settings
from tachiai.config.kind import refuse_the_other_kind
from tachiai.config.voice import complain, note, words
from tachiai.kernel.refused import Refusal, Refused

HELP = ("-h", "--help")
WITHOUT_DATABASE = (Needs.NOTHING, Needs.SETTINGS)
DJANGO_WITHOUT_DATABASE = frozenset(
    ["help", "version", "collectstatic", "findstatic", "diffsettings", "makemessages", "compilemessages"]
)
DJANGO_OF_ANY_KIND = frozenset(["makemigrations", "showmigrations", "sqlmigrate", "check"])
DJANGO_WITHOUT_TABLES = DJANGO_OF_ANY_KIND | {"migrate", "dbshell", "shell"}


def main(argv: list[str] | None = None) -> int:
    """Carry out the command line (without the program's name); the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave_in_order)
    try:
        return _carry_out(sys.argv[1:] if argv is None else argv)
    except Refusal as refusal:
        complain(refusal.reasons)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has seen enough (`tachiai lifecycles | head`); the flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("TACHIAI_DEBUG") == "1":
            raise
        message = " ".join(str(error).split()) or "-"
        complain([Refused("cli.failed", {"kind": type(error).__name__, "message": message})])
    return 1


def _leave_in_order(number: int, _frame: FrameType | None) -> NoReturn:
    """A request to end becomes an exception, so that a database that this program started is stopped."""
    raise SystemExit(128 + number)


def _carry_out(given: list[str]) -> int:
    if not given or given[0] in HELP or given == ["help"]:
        sys.stdout.write(help_page())
        return 0
    command = _find(given)
    if command is None:
        return _django_command(given)
    rest = given[len(command.words.split()) :]
    arguments = parser(command).parse_args(rest)
    if command.needs is not Needs.NOTHING or command.group == "serve":
        refuse_wrong_settings()
    if command.needs in WITHOUT_DATABASE:
        return _function(command)(arguments)
    with database(say=note, may_make=command.needs is Needs.DATABASE):
        django.setup()
        if command.needs is Needs.MARKET:
            refuse_without_tables()
        if not command.any_kind:
            refuse_the_other_kind()
        return _function(command)(arguments)


def _find(given: list[str]) -> Command | None:
    for command in COMMANDS:
        needed = command.words.split()
        if given[: len(needed)] == needed:
            return command
    return None


def _function(command: Command) -> Callable[[argparse.Namespace], int]:
    module, name = command.function.split(":")
    found: Callable[[argparse.Namespace], int] = getattr(import_module(module), name)
    return found


def _django_command(given: list[str]) -> int:
    asks_only = given[0] in DJANGO_WITHOUT_DATABASE or given[0].startswith("-") or set(HELP) & set(given)
    if not asks_only:
        refuse_wrong_settings()
    looks_in = not asks_only and given[0] not in DJANGO_WITHOUT_TABLES
    with contextlib.nullcontext() if asks_only else database(say=note, may_make=not looks_in):
        # Only with the settings loaded, which need the database's address, are all commands known.
        django.setup()
        if unknown := _why_unknown(given[0]):
            complain([unknown])
            return 2
        if looks_in:
            refuse_without_tables()
        if not asks_only and given[0] not in DJANGO_OF_ANY_KIND:
            refuse_the_other_kind()
        execute_from_command_line(["tachiai", *given])
    return 0


def _why_unknown(word: str) -> Refused | None:
    for command in COMMANDS:
        if command.words.split()[0] == word:
            return Refused("cli.incomplete", {"given": word, "full": command.words})
    known = [*(command.words for command in COMMANDS), *get_commands()]
    if word in known or word.startswith("-"):
        return None
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return Refused("cli.unknown_near", {"given": word, "near": near[0]})
    return Refused("cli.unknown", {"given": word})


def parser(command: Command) -> argparse.ArgumentParser:
    """What `tachiai COMMAND` understands."""
    purpose = words(f"cli.command.{command.key}")
    made = argparse.ArgumentParser(prog=f"tachiai {command.words}", description=purpose, allow_abbrev=False)
    for argument in command.arguments:
        explained = words(f"cli.argument.{command.key}.{argument.key}")
        made.add_argument(argument.name, help=explained, **argument.options)
    return made


def help_page() -> str:
    """Everything on one screen: commands by purpose, examples, what an operator can set."""
    lines = [words("cli.about"), "", words("cli.usage"), ""]
    for group in GROUPS:
        rows = [(c.words, words(f"cli.command.{c.key}")) for c in COMMANDS if c.group == group]
        lines += _section(f"cli.group.{group}", rows) if rows else []
    lines += [words("cli.group.django"), f"  {words('cli.every_django_command')}", ""]
    lines += [words("cli.examples"), *(f"  {example}" for example in EXAMPLES), ""]
    lines += _section("cli.variables", [(name, words(f"cli.environment.{name}")) for name in ENVIRONMENT])
    return "\n".join(lines)


def _section(title: str, rows: list[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in rows)
    return [words(title), *(f"  {name:<{width}}  {text}" for name, text in rows), ""]
