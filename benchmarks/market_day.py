"""50 people at everything the site offers for five minutes, against `tachiai run`; --kill: while its processes are killed.

Over HTTP they search, propose, align terms, agree, deposit, write, deliver, accept, reject, ask for an end, report and ask
the office; staff decide and answer. Afterwards everything that the site said yes to must be there exactly once, the book
must add up, and silence alone must bring every contract to its end. The site is a demo market in a folder of its own,
with its own database.

    python -m benchmarks.market_day [--kill] [--seconds 300] [--people 50] [--pause 3] [--every 60]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django

# A market of its own: known before the settings are read.
HOME = Path(os.environ.get("TACHIAI_VAR") or "var").absolute() / "market-day"
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    PORT = probe.getsockname()[1]
os.environ.update(
    TACHIAI_VAR=str(HOME), TACHIAI_DEMO="1", TACHIAI_DEMO_YEAR="0", TACHIAI_FUNDS="demo_bank", PORT=str(PORT), TACHIAI_LANG="en"
)
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")

from tachiai.config.database import database  # noqa: E402 - where the market lies comes first
from tachiai.config.embedded_postgres import EmbeddedPostgres  # noqa: E402

using_database = database()  # names it for the settings
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks import market_audit  # noqa: E402
from benchmarks.live import memory, processes  # noqa: E402
from benchmarks.market_acts import Log, Person  # noqa: E402
from benchmarks.market_life import STAFF, Life, StaffLife  # noqa: E402
from benchmarks.members import make_member, session_of  # noqa: E402
from benchmarks.task_load import PASSWORD  # noqa: E402
from benchmarks.together import percentile  # noqa: E402
from tachiai.people.actions import HashedPassword  # noqa: E402
from tachiai.people.models import Person as Member  # noqa: E402

PATIENCE_SECONDS = 900
BETWEEN_KILLS = (5.0, 15.0)
# Where the database lies and what sessions are signed with: a market begun afresh has both from the one before.
READ_BY_THE_SETTINGS = ("server.identity", "secret_key")


@dataclass
class Site:
    """`tachiai run` on the market's folder. `killed`: how often which of its processes."""

    run: subprocess.Popen[bytes]
    killed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("web", "worker", "database", "one connection"), 0))

    def processes(self, name: str) -> list[int]:
        """The child of that name and what it started."""
        for pid in processes(self.run.pid):
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if b"tachiai" in words and words[-2] == name.encode():
                    return [pid, *processes(pid)]
        return []

    def memory(self) -> dict[str, float]:
        """MB of each part, what processes share divided among them."""
        found = {}
        for name in ("web", "worker"):
            with contextlib.suppress(OSError):
                found[name] = memory(self.processes(name)) / 1e6
        return found

    def kill(self, name: str, chance: random.Random) -> None:
        """One of its processes, at once."""
        server = EmbeddedPostgres(HOME).server_pid()
        pids = {"database": [server], "one connection": processes(server) if server else []}.get(name) or self.processes(name)
        with contextlib.suppress(ProcessLookupError, IndexError):
            if (pid := chance.choice(pids)) is not None:
                os.kill(pid, signal.SIGKILL)
                self.killed[name] += 1


def status() -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/jobs/", timeout=30) as page:
            return page.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def until_it_answers(run: subprocess.Popen[bytes]) -> float:
    """Seconds until the site answered."""
    began = time.monotonic()
    while status() != 200:
        if run.poll() is not None or time.monotonic() > began + PATIENCE_SECONDS:
            raise RuntimeError(f"the site does not answer: {(HOME.parent / 'market-day.log').read_text()[-2000:]}")
        time.sleep(0.2)
    return time.monotonic() - began


@contextlib.contextmanager
def site(keep: bool) -> Iterator[Site]:
    """A fresh market, served; removed afterwards. With `keep` one that was left goes on, and is left again."""
    HOME.parent.mkdir(parents=True, exist_ok=True)
    if not keep:
        _remove()
    with (HOME.parent / "market-day.log").open("wb") as log:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        run = subprocess.Popen([sys.executable, "-m", "tachiai", "run"], env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        until_it_answers(run)
        yield Site(run)
    finally:
        run.terminate()
        run.wait(PATIENCE_SECONDS)
        if not keep:
            _remove()


def _remove() -> None:
    server = EmbeddedPostgres(HOME)
    if server.home.data.exists():
        with server.running():
            pass  # the last one out stops what was left running
    shutil.rmtree(server.home.folder, ignore_errors=True)
    for each in HOME.iterdir():
        if each.name not in READ_BY_THE_SETTINGS:
            shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink()


def people(count: int, pause: float, log: Log) -> list[Life]:
    """Half of them clients, half workers, and two of the staff."""
    password = HashedPassword.of(PASSWORD)
    names = [*(f"client{n}" for n in range(count // 2)), *(f"worker{n}" for n in range(count - count // 2)), *(f"office{n}" for n in range(STAFF))]
    known = Member.objects.count()
    members = [make_member(f"{name}-{known}", password) for name in names]
    Member.objects.filter(pk__in=[each.pk for each in members[count:]]).update(is_staff=True)
    signed_in = [Person(each.display_name, each.pk, PORT, (settings.SESSION_COOKIE_NAME, session_of(each)), log) for each in members]
    workers = [Life(each, (), pause, each.pk) for each in signed_in[count // 2 : count]]
    clients = [Life(each, workers, pause, each.pk) for each in signed_in[: count // 2]]
    return [*clients, *workers, *(StaffLife(each, (), pause, each.pk) for each in signed_in[count:])]


def watch(here: Site, end: float, every: float, kill: bool) -> None:
    """Until the end: the memory every so many seconds; with `kill` one process dies whenever all went well for a while."""
    chance, began = random.Random(), time.monotonic()
    look_at = began
    while (at := time.monotonic()) < end:
        if at >= look_at:
            said = ", ".join(f"{name} {used:.0f} MB" for name, used in here.memory().items())
            print(f"=> {(at - began) / 60:4.1f} min: {said}; load {os.getloadavg()[0]:.1f}", flush=True)
            look_at += every
        if kill and status() == 200:
            time.sleep(min(chance.uniform(*BETWEEN_KILLS), max(0.0, end - time.monotonic())))
            here.kill(chance.choice(list(here.killed)), chance)
        else:
            time.sleep(min(1.0, max(0.0, end - at)))


def day(here: Site, asked: argparse.Namespace, log: Log) -> None:
    """Everybody lives for so many seconds."""
    lives = people(asked.people, asked.pause, log)
    end = time.monotonic() + asked.seconds
    threads = [threading.Thread(target=life.go_on, args=(end,), daemon=True) for life in lives]
    for thread in threads:
        thread.start()
    watch(here, end, asked.every, asked.kill)
    for thread in threads:
        thread.join(PATIENCE_SECONDS)


def report(log: Log, seconds: float) -> None:
    answers = sum(map(len, log.took.values()))
    print(f"=> {answers} answers in {seconds:.0f} s, {sum(map(len, log.acknowledged.values()))} acts acknowledged: "
          f"{', '.join(f'{len(marks)} {kind}' for kind, marks in sorted(log.acknowledged.items()))}")  # fmt: skip
    for kind, took in sorted(log.took.items(), key=lambda each: -percentile(each[1], 95)):
        print(f"=> {kind:<20}{len(took):>6}  p50 {1000 * percentile(took, 50):5.0f} ms  p95 {1000 * percentile(took, 95):5.0f} ms")
    for name, found in (("errors", log.errors), ("not answered", log.away)):
        print(f"=> {name}: {sum(found.values())}")
        for said, number in found.most_common(12):
            print(f"=>   {number} x {said}")


def audit(here: Site, log: Log) -> list[str]:
    """Everything that is wrong afterwards."""
    print(f"=> the site answers again after {until_it_answers(here.run):.1f} s", flush=True)
    connection.close()
    connection.close_pool()  # its connections are of a database that was killed
    market_audit.miss_the_dead()
    wrong = market_audit.settle()
    wrong += [*market_audit.lost_or_doubled(log), *market_audit.told_twice(), *market_audit.broken_histories()]
    if said := market_audit.book_check():
        wrong.append(said)
    wrong += market_audit.without_end(log.acknowledged["contract"])
    if said := market_audit.book_check():
        wrong.append(said)
    print(f"=> mails written twice: {market_audit.mails_twice(HOME / 'mail')}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="10 seconds, 6 people: shows that it works, measures nothing")
    parser.add_argument("--kill", action="store_true", help="kill web server, worker, database and connections at random")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--pause", type=float, default=3, help="seconds that each thinks between two acts, on average")
    parser.add_argument("--every", type=float, default=60, help="seconds between two looks at the memory")
    parser.add_argument("--keep", action="store_true", help="go on with the market of an earlier run that was kept, and keep it")
    asked = parser.parse_args()
    if asked.small:
        asked.seconds, asked.people, asked.pause = 10, 6, 0.5
    log = Log()
    print(f"=> {asked.people} people and {STAFF} of the staff, {asked.pause} s of thought; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with site(asked.keep) as here:
        day(here, asked, log)
        report(log, asked.seconds)
        wrong = audit(here, log)
        if asked.kill:
            print(f"=> killed: {', '.join(f'{number} x {name}' for name, number in here.killed.items())}")
    for each in wrong:
        print(f"=> WRONG: {each}")
    print(f"=> {len(wrong)} things are wrong afterwards, {sum(log.errors.values())} errors")
    return int(bool(wrong or log.errors))


if __name__ == "__main__":
    sys.exit(main())
