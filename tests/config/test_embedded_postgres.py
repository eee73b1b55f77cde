"""The embedded server as root and as an ordinary user, with the project in a home that nobody else can enter."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tachiai.config.server_home import SYSTEM_FOLDER, server_home
from tests.config.conftest import StandIn

# A stand-in takes a second to make: one pytest-xdist worker runs all tests that use it.
pytestmark = pytest.mark.xdist_group("stand_in")


@pytest.fixture(scope="module")
def var(stand_in: StandIn) -> str:
    """A data folder in which a cluster was made."""
    told = stand_in.run("""
        with server("var").running(): tell()
    """)
    assert told == {"said": ["postgres.making"]}
    return "var"


@pytest.fixture(scope="module")
def var_as_installed(stand_in: StandIn) -> Iterator[str]:
    """A data folder whose server goes where an operator's goes, also as root."""
    yield "var-installed"
    if stand_in.uid == 0:
        shutil.rmtree(server_home(stand_in.project / "var-installed").folder)


def test_it_serves_utf8_on_a_private_socket_and_nowhere_else(stand_in: StandIn, var: str) -> None:
    told = stand_in.run(f"""
        db = server("{var}")
        with db.running():
            socket = Path(db.home.sockets, ".s.PGSQL.5432")
            listens = query(db, "SHOW listen_addresses")
            encoding = query(db, "SHOW server_encoding")
            modes = [oct(path.stat().st_mode & 0o777) for path in (db.home.sockets, db.home.data, socket)]
            rules = query(db, "SELECT type, auth_method FROM pg_hba_file_rules")
            length = len(str(socket))
        tell(listens=listens, encoding=encoding, modes=modes, rules=rules, length=length, left=socket.exists())
    """)
    assert told["listens"] == ""
    assert told["encoding"] == "UTF8"
    assert told["modes"] == ["0o700"] * 3
    assert told["length"] < 107
    assert "host|trust" not in told["rules"]
    assert told["left"] is False


def test_no_folder_outside_its_own_changes_owner_or_mode(stand_in: StandIn, var_as_installed: str) -> None:
    watched = [*stand_in.project.parents, SYSTEM_FOLDER.parent, Path("/var"), Path("/tmp")]
    before = {path: owner_and_mode(path) for path in (*watched, *stand_in.project.rglob("*"), stand_in.project)}
    system_folder_was_there = SYSTEM_FOLDER.exists()
    told = stand_in.run(f"""
        db = server("{var_as_installed}", system_folder=SYSTEM_FOLDER)
        with db.running():
            tell(answer=query(db, "SELECT 6 * 7"))
    """)
    after = {path: owner_and_mode(path) for path in before}
    assert told["answer"] == "42"
    assert after == before
    assert stat.S_IMODE(stand_in.project.parent.stat().st_mode) == 0o700
    if stand_in.uid != 0:
        assert SYSTEM_FOLDER.exists() == system_folder_was_there


def test_what_it_makes_belongs_to_the_account_that_runs_it(stand_in: StandIn, var_as_installed: str) -> None:
    told = stand_in.run(f"""
        db = server("{var_as_installed}", system_folder=SYSTEM_FOLDER)
        with db.running():
            account = db.home.account.pw_uid if db.home.account else os.geteuid()
            runs_as = Path(f"/proc/{{db.server_pid()}}").stat().st_uid
            tell(folder=db.home.folder, programs=db.home.binaries, account=account, runs_as=runs_as)
    """)
    assert told["runs_as"] == told["account"] != 0
    assert owner_and_mode(Path(told["folder"])) == (told["account"], 0o700)
    if stand_in.uid == 0:
        assert Path(told["folder"]).parent == SYSTEM_FOLDER
        assert owner_and_mode(Path(told["programs"]) / "postgres") == (0, 0o755)
    else:
        assert Path(told["folder"]) == stand_in.project / var_as_installed / "postgres"


def test_a_second_start_keeps_the_data(stand_in: StandIn, var: str) -> None:
    stand_in.run(f"""
        db = server("{var}")
        with db.running():
            query(db, "CREATE TABLE kept AS SELECT 'yes' AS word")
        tell()
    """)
    told = stand_in.run(f"""
        db = server("{var}")
        with db.running():
            tell(word=query(db, "SELECT word FROM kept"))
    """)
    assert told == {"said": [], "word": "yes"}


def test_two_programs_share_it_and_the_last_one_stops_it(stand_in: StandIn, var: str) -> None:
    told = stand_in.run(f"""
        one, two = server("{var}"), server("{var}")
        one.enter(); two.enter()
        same = one.server_pid() == two.server_pid()
        one.leave()
        still = query(two, "SELECT 'here'")
        two.leave()
        tell(same=same, still=still, running=two.server_pid())
    """)
    assert told == {"said": [], "same": True, "still": "here", "running": None}


def test_a_server_left_by_a_killed_program_is_found_used_and_stopped(stand_in: StandIn, var: str) -> None:
    assert (
        stand_in.run(f"""
        server("{var}").enter()
        os.kill(os.getpid(), signal.SIGKILL)
    """)
        == {}
    )
    told = stand_in.run(f"""
        db = server("{var}")
        with db.running():
            answer = query(db, "SELECT 1")
        tell(answer=answer, running=db.server_pid())
    """)
    assert told == {"said": ["postgres.using_leftover"], "answer": "1", "running": None}


def test_a_crash_whose_process_number_was_reused_does_not_bar_the_start(stand_in: StandIn, var: str) -> None:
    told = stand_in.run(f"""
        import subprocess, time
        db = server("{var}")
        db.enter()
        os.kill(db.server_pid(), signal.SIGKILL)
        while db.server_pid(): time.sleep(0.05)
        account = db.home.account
        other = subprocess.Popen(["sleep", "60"], user=account and account.pw_uid, cwd="/")
        for trace in (db.home.data / "postmaster.pid", db.home.sockets / ".s.PGSQL.5432.lock"):
            lines = trace.read_text().splitlines()
            trace.write_text("\\n".join([str(other.pid), *lines[1:]]) + "\\n")
        again = server("{var}")
        again.enter()
        answer = query(again, "SELECT 1")
        again.leave(); db.leave(); other.kill()
        tell(answer=answer)
    """)
    assert told == {"said": ["postgres.forgot_dead_server"], "answer": "1"}


def test_a_server_that_dies_is_mended_once_nothing_of_it_writes_any_more(stand_in: StandIn, var: str) -> None:
    told = stand_in.run(f"""
        import subprocess, time
        db = server("{var}")
        with db.running():
            query(db, "CREATE TABLE words (word text); INSERT INTO words VALUES ('acknowledged')")
            busy = subprocess.Popen(
                [str(db.home.binaries / "psql"), db.url, "-Atqc", "SELECT pg_backend_pid()",
                 "-c", "SELECT count(*) FROM generate_series(1, 1000000000)"],
                stdout=subprocess.PIPE, text=True)
            backend = int(busy.stdout.readline())
            before = db.server_pid()
            os.kill(before, signal.SIGKILL)
            while db.server_pid(): time.sleep(0.05)
            db.mend()
            db.mend()
            gone = not Path(f"/proc/{{backend}}/cwd").exists()
            busy.wait()
            is_new = db.server_pid() != before
            tell(gone=gone, is_new=is_new, word=query(db, "SELECT word FROM words"))
    """)
    assert told.pop("word") == "acknowledged"
    assert told == {"said": ["postgres.forgot_dead_server"], "gone": True, "is_new": True}


def test_ctrl_c_in_the_terminal_does_not_reach_it(stand_in: StandIn, var: str) -> None:
    told = stand_in.run(f"""
        db = server("{var}")
        with db.running():
            pid = db.server_pid()
            tell(sessions=[os.getsid(pid), os.getsid(0)], groups=[os.getpgid(pid), os.getpgid(0)])
    """)
    assert told["sessions"][0] != told["sessions"][1]
    assert told["groups"][0] != told["groups"][1]


def test_an_interrupted_first_start_is_made_anew(stand_in: StandIn) -> None:
    told = stand_in.run("""
        db = server("var-interrupted")
        db.home.prepare()
        (db.home.folder / "data.new").mkdir()
        (db.home.folder / "data.new" / "half").write_text("")
        with db.running():
            tell(answer=query(db, "SELECT 1"), left=(db.home.folder / "data.new").exists())
    """)
    assert (told["answer"], told["left"]) == ("1", False)


def test_data_of_another_version_is_left_alone_with_a_reason(stand_in: StandIn, var: str) -> None:
    told = stand_in.run(f"""
        db = server("{var}")
        version = db.home.data / "PG_VERSION"
        version.write_text("16")
        try:
            server("{var}").enter()
        except Refusal as refusal:
            tell(key=refusal.reasons[0].key, params=dict(refusal.reasons[0].params))
        version.write_text("18")
    """)
    assert told["key"] == "postgres.other_version"
    assert (told["params"]["found"], told["params"]["ours"]) == ("16", 18)


def test_a_start_that_fails_shows_what_the_server_logged(stand_in: StandIn, var: str) -> None:
    told = stand_in.run(f"""
        try:
            server("{var}", {{"fsync": "off", "work_mem": "nonsense"}}).enter()
        except Refusal as refusal:
            tell(key=refusal.reasons[0].key, lines=refusal.reasons[0].params["lines"])
    """)
    assert told["key"] == "postgres.not_started"
    assert "work_mem" in told["lines"]


def test_a_path_too_long_for_a_socket_still_works(stand_in: StandIn) -> None:
    told = stand_in.run("""
        db = server("var/" + "long/" * 25)
        with db.running():
            private = db.home.sockets.stat().st_mode & 0o777 == 0o700
            tell(sockets=db.home.sockets, private=private, answer=query(db, "SELECT 1"))
    """)
    assert told["answer"] == "1"
    assert len(told["sockets"]) < 90
    assert told["private"]
    if stand_in.uid != 0:
        assert told["sockets"].startswith("/tmp/")
        assert not Path(told["sockets"]).exists()


def test_a_socket_folder_that_others_can_enter_is_refused(stand_in: StandIn) -> None:
    told = stand_in.run("""
        db = server("var/" + "wide/" * 25)
        db.home.folder.mkdir(parents=True, mode=0o700)
        if db.home.account: os.chown(db.home.folder, db.home.account.pw_uid, -1)
        db.home.sockets.mkdir()
        db.home.sockets.chmod(0o777)
        try:
            db.enter()
        except Refusal as refusal:
            tell(key=refusal.reasons[0].key)
    """)
    assert told["key"] == "postgres.not_private"


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's cluster lies in the data folder itself")
def test_a_new_project_at_an_old_ones_place_does_not_meet_its_data(tmp_path: Path) -> None:
    old = server_home(tmp_path / "var", system_folder=tmp_path).folder
    assert server_home(tmp_path / "var", system_folder=tmp_path).folder == old
    shutil.rmtree(tmp_path / "var")
    assert server_home(tmp_path / "var", system_folder=tmp_path).folder != old


class TestTheAccount:
    """Which account runs the server of a root user."""

    pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")

    def test_is_the_one_that_already_owns_the_cluster(self, tmp_path: Path) -> None:
        home = server_home(tmp_path / "var", system_folder=tmp_path)
        home.folder.mkdir()
        os.chown(home.folder, 1, 1)
        assert server_home(tmp_path / "var", system_folder=tmp_path).account.pw_uid == 1

    def test_is_never_root(self, tmp_path: Path) -> None:
        assert server_home(tmp_path / "var", system_folder=tmp_path).account.pw_uid != 0


def owner_and_mode(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return found.st_uid, stat.S_IMODE(found.st_mode)
