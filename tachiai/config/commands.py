"""Every command that Tachiai adds to Django's, in the order of `tachiai --help`: one line of this table each.

`function` is named, not imported, because most of them need the settings loaded first. It gets the parsed
arguments and answers the exit code. What a command and its arguments are for stands in `texts/cli.toml`, under
`cli.command.<name>` and `cli.argument.<name>.<argument>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True)
class Argument:
    """`name` as argparse writes it (`file`, `--at`); `options` are argparse's."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.name.lstrip("-").replace("-", "_")


class Needs(Enum):
    """What there has to be before a command is called. With a database Django is set up, too."""

    NOTHING = "nothing"
    # What an operator set, without a fault in it.
    SETTINGS = "settings"
    # Made when there is none yet.
    DATABASE = "database"
    # One with the tables of a market in it: nobody means to look into one that was made just now.
    MARKET = "market"


@dataclass(frozen=True)
class Command:
    """`any_kind`: with it a demo may be opened as a real market and the other way round, as it looks and writes nothing
    into it."""

    words: str
    group: str
    function: str
    arguments: tuple[Argument, ...] = ()
    needs: Needs = Needs.MARKET
    any_kind: bool = False

    @property
    def key(self) -> str:
        return self.words.replace(" ", "_").replace("-", "_")


COMMANDS: tuple[Command, ...] = (
    Command("run", "serve", "tachiai.config.supervisor:run", needs=Needs.NOTHING),
    Command("web", "serve", "tachiai.config.web_server:run", needs=Needs.DATABASE),
    Command("worker", "serve", "tachiai.config.worker:run", needs=Needs.DATABASE),
    Command("demo year", "market", "tachiai.config.demo.command:year", needs=Needs.DATABASE),
    Command("demo", "market", "tachiai.config.demo.command:demo",
            (Argument("--list-contracts", {"action": "store_true"}),), needs=Needs.DATABASE),
    Command("clock", "market", "tachiai.config.clock:command",
            (Argument("--at", {"required": True, "metavar": "ISO"}),
             Argument("--ahead-of-time", {"action": "store_true"}))),
    Command("import jobs", "market", "tachiai.config.import_jobs:command",
            (Argument("file"),
             Argument("--client", {"required": True, "metavar": "MAIL"}),
             Argument("--map", {"default": "default"}),
             Argument("--report", {"metavar": "PATH"}))),
    Command("mail test", "market", "tachiai.config.mail:test", (Argument("mail"),), needs=Needs.SETTINGS),
    Command("inquiries receive", "market", "tachiai.config.inquiries:receive"),
    Command("staff list", "keep", "tachiai.config.staff:show", any_kind=True),
    Command("staff add", "keep", "tachiai.config.staff:appoint", (Argument("mail"),)),
    Command("staff remove", "keep", "tachiai.config.staff:dismiss", (Argument("mail"),)),
    Command("sign-out", "keep", "tachiai.config.staff:sign_out", (Argument("who"),)),
    Command("backup", "keep", "tachiai.config.backups.saving:backup", (Argument("file"),), any_kind=True),
    Command("restore", "keep", "tachiai.config.backups.restoring:restore", (Argument("file"),),
            needs=Needs.DATABASE),
    Command("check", "inspect", "tachiai.config.self_check:check", needs=Needs.DATABASE, any_kind=True),
    Command("book check", "inspect", "tachiai.config.book:check", any_kind=True),
    Command("seal", "inspect", "tachiai.config.evidence:seal",
            (Argument("reference"),
             Argument("--out", {"required": True, "metavar": "FILE"}))),
    Command("verify", "inspect", "tachiai.config.verification:command",
            (Argument("bundle"),
             Argument("--digest", {"default": "", "metavar": "SHA256"})), needs=Needs.NOTHING),
    Command("screen", "inspect", "tachiai.config.screen:command", needs=Needs.NOTHING),
    Command("statements", "inspect", "tachiai.config.statements:command", (Argument("period"),), any_kind=True),
    Command("lifecycles", "inspect", "tachiai.config.self_check:lifecycles",
            (Argument("--json", {"action": "store_true"}),), needs=Needs.NOTHING),
    Command("docs", "inspect", "tachiai.config.docs:command", needs=Needs.DATABASE, any_kind=True),
)  # fmt: skip
GROUPS = ("serve", "market", "keep", "inspect")
ENVIRONMENT = (
    "PORT",
    "DATABASE_URL",
    "TACHIAI_VAR",
    "TACHIAI_DEMO",
    "TACHIAI_DEMO_YEAR",
    "TACHIAI_BIND",
    "TACHIAI_HOSTS",
    "TACHIAI_ORIGIN",
    "TACHIAI_BEHIND_PROXY",
    "TACHIAI_SMTP",
    "TACHIAI_MAIL_FROM",
    "TACHIAI_INQUIRIES_ADDRESS",
    "TACHIAI_INQUIRIES_IMAP",
    "TACHIAI_FUNDS",
    "TACHIAI_BANK_ACCOUNT",
    "TACHIAI_FEES",
    "TACHIAI_COUNTRY",
    "TACHIAI_STAFF_SECOND_FACTOR",
    "TACHIAI_MEDIATION",
    "TACHIAI_MESSAGE_SCREENING",
    "TACHIAI_GUIDELINES",
    "TACHIAI_ARTICLES",
    "TACHIAI_VIRUS_SCAN",
    "TACHIAI_TSA_URL",
    "TACHIAI_SECRET_KEY",
    "TACHIAI_DB_POOL",
    "TACHIAI_LOG",
    "TACHIAI_LANG",
    "TACHIAI_DEBUG",
)
BETWEEN_OUR_PROCESSES = ("TACHIAI_SUPERVISOR", "TACHIAI_SUPERVISED")
EXAMPLES = (
    "tachiai run",
    "PORT=8123 TACHIAI_DEMO=1 tachiai run",
    "tachiai lifecycles --json",
    """echo '{"id": 1, "where": "message", "lang": "en", "text": "Write me on LINE"}' | tachiai screen""",
    "tachiai createsuperuser",
)
