"""The folder and the database that one test run uses and leaves no trace of."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachiai.config.embedded_postgres import EmbeddedPostgres

PREFIX = "tachiai-tests-"
# Names a file that is locked for as long as the database that workers copy is being made.
IN_THE_MAKING = "TACHIAI_TESTS_TEMPLATE"
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
        self.environment = {"TACHIAI_VAR": str(var), "TACHIAI_SECRET_KEY": "known to every test, and long enough"}
        self._server: EmbeddedPostgres | None = None
        self._maker: subprocess.Popen[bytes] | None = None
        os.environ.update(self.environment)
        if not os.environ.get("DATABASE_URL"):
            self._server = cluster(self.folder)
            self.environment["DATABASE_URL"] = os.environ["DATABASE_URL"] = self._server.url

    def start(self) -> None:
        if self._server:
            self._server.enter()

    def make_template(self) -> None:
        """Run all migrations once, in the server's own database, while the tests are collected."""
        if not self._server:
            return
        file = self.folder / "template.lock"
        with file.open("w") as lock:
            # The process made here inherits the lock and lets go of it when it ends, however it ends.
            fcntl.flock(lock, fcntl.LOCK_EX)
            words = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
            self._maker = subprocess.Popen(words, pass_fds=[lock.fileno()], stdin=subprocess.DEVNULL)
        os.environ[IN_THE_MAKING] = str(file)

    def remove(self) -> None:
        if self._maker:
            self._maker.kill()
            self._maker.wait()
            del os.environ[IN_THE_MAKING]
        if self._server:
            self._server.leave()
        shutil.rmtree(self.folder, ignore_errors=True)


def template() -> str | None:
    """The database that a worker's own is copied from, once it is complete. None: it runs the migrations itself."""
    from tachiai.config.embedded_postgres import DATABASE  # noqa: PLC0415 - reads TACHIAI_VAR when imported

    if not (file := os.environ.get(IN_THE_MAKING)):
        return None
    with Path(file).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    return DATABASE


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
