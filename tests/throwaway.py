"""The folder and the database that one test run uses and leaves no trace of."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachiai.config.embedded_postgres import EmbeddedPostgres

PREFIX = "tachiai-tests-"
FAST_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
}


class Throwaway:
    """`environment` is set at once, before the settings load; the server starts only with `start`.

    The folder can be entered by all because the server may need another account; what is in it is private.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self.folder.chmod(0o755)
        var = self.folder / "var"
        (var / "static").mkdir(mode=0o700, parents=True)
        self.environment = {"TACHIAI_VAR": str(var), "TACHIAI_SECRET_KEY": "known to every test"}
        self._server: EmbeddedPostgres | None = None
        os.environ.update(self.environment)
        if not os.environ.get("DATABASE_URL"):
            self._server = cluster(self.folder)
            self.environment["DATABASE_URL"] = os.environ["DATABASE_URL"] = self._server.url

    def start(self) -> None:
        if self._server:
            self._server.enter()

    def remove(self) -> None:
        if self._server:
            self._server.leave()
        shutil.rmtree(self.folder, ignore_errors=True)


def cluster(folder: Path) -> EmbeddedPostgres:
    """The test server that lies below `folder`."""
    from tachiai.config.embedded_postgres import EmbeddedPostgres  # noqa: PLC0415 - reads TACHIAI_VAR when imported

    return EmbeddedPostgres(folder / "var", system_folder=folder / "system", settings=FAST_AND_FORGETFUL)


def sweep() -> None:
    """Stop the servers and remove the folders of test runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        # Another run may be ending or sweeping at the same time.
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == os.geteuid() and not Path(f"/proc/{pid}").exists():
                _stop_and_remove(folder)


def _stop_and_remove(folder: Path) -> None:
    if (folder / "var" / "server.lock").exists():
        left = cluster(folder)
        left.enter()
        left.leave()
    shutil.rmtree(folder, ignore_errors=True)
