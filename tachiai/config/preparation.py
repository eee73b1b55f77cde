"""What has to be so before the site can be served: tables, static files, the help index, in a demo a filled market."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tachiai.config.database import let_go
from tachiai.config.kind import refuse_the_other_kind
from tachiai.config.place import private_folder
from tachiai.config.voice import say
from tachiai.kernel.refused import Refusal, Refused

DEMO = "tachiai.config.demo"
HELP = "tachiai.help_centre.actions.indexing"


def prepare() -> None:
    """Bring database and static files to this release. Costs nearly nothing when they are."""
    django.setup()
    _check()
    try:
        refuse_the_other_kind()
        _migrate()
        _collect_static()
        import_module(HELP).index_articles(timezone.now())
        if settings.DEMO:
            import_module(DEMO).fill_if_empty()
    finally:
        # Also after Ctrl-C: a pool that outlives its server would complain about it.
        let_go()


def _check() -> None:
    """Refusal with each fault that Django's checks and ours (`config.checks`) find."""
    if faults := [found for found in run_checks() if found.level >= ERROR]:
        hints = [f" ({fault.hint})" if fault.hint else "" for fault in faults]
        told = zip(faults, hints, strict=True)
        raise Refusal(*(Refused("settings.refused.check", {"message": f.msg, "hint": hint}) for f, hint in told))


def demo_accounts() -> list[tuple[str, str, str]]:
    """Mail address, password and who it is; empty when this is no demo."""
    return import_module(DEMO).accounts() if settings.DEMO else []


def _migrate() -> None:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("run.migrating", n=len(plan))
        call_command("migrate", verbosity=0, interactive=False)


def _collect_static() -> None:
    """Collect, hash and compress the static files, but only when a file differs from the last time."""
    root: Path = settings.STATIC_ROOT
    mark, digest = root / ".collected", _digest_of_static()
    if mark.exists() and mark.read_text() == digest:
        return
    say("run.collecting_static")
    private_folder(root)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(digest)


def _digest_of_static() -> str:
    digest = hashlib.sha256(django.get_version().encode())
    for finder in finders.get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(path.encode() + b"\0" + Path(storage.path(path)).read_bytes())
    return digest.hexdigest()
