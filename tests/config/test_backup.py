"""`tachiai backup` and `tachiai restore`: what stands on a second machine is what stood on the first."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tachiai.config.backups import ABOUT
from tachiai.config.backups.about import about_this, fitting
from tachiai.config.backups.archive import Writer, members
from tachiai.config.backups.restoring import _place_of
from tachiai.config.backups.saving import WITHOUT_ROWS
from tachiai.config.cli import main
from tachiai.config.place import PROJECT
from tachiai.conversations.actions.files import store_file
from tachiai.kernel.refused import Refusal
from tests.cast import Cast
from tests.deal import MONDAY, Deal

BRIEF = b"what is to be drawn\n" * 1_000


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACHIAI_LANG", "en")


@pytest.mark.django_db(transaction=True)
class TestAMarket:
    @pytest.fixture
    def kept(self, cast: Cast, tmp_path: Path, client, settings, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.delenv("TACHIAI_SECRET_KEY", raising=False)
        settings.FUNDS = "demo_bank"
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        store_file(name="絵.txt", content=io.BytesIO(BRIEF), owner_id=cast.aoi.pk, at=MONDAY)
        client.force_login(cast.aoi)
        assert main(["backup", str(tmp_path / "kept.tar")]) == 0
        return tmp_path / "kept.tar"

    @pytest.fixture
    def second(self, tmp_path: Path) -> Iterator[SecondMachine]:
        here = {**conninfo_to_dict(os.environ["DATABASE_URL"]), "dbname": connection.settings_dict["NAME"]}
        name = f"{here['dbname']}_second"
        with psycopg.connect(make_conninfo(**here), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            yield SecondMachine(tmp_path / "second", f"postgresql:///{name}?host={here['host']}&user={here['user']}")
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def test_comes_back_whole_on_a_second_machine_and_only_once(self, kept: Path, second: SecondMachine) -> None:
        restored = second.run("restore", str(kept))
        assert restored.returncode == 0, restored.stderr
        assert "files: 1 of 1 have the SHA-256 with which they were handed over" in restored.stdout
        assert "the book adds up" in restored.stdout and " 0 yen held" not in restored.stdout
        ours = {path.relative_to(default_storage.path("")): path.read_bytes() for path in _files(default_storage)}
        theirs = second.var / "files"
        assert {path.relative_to(theirs): path.read_bytes() for path in _below(theirs)}.items() <= ours.items()
        assert BRIEF in [path.read_bytes() for path in _below(theirs)]
        assert (second.var / "secret_key").read_text() == settings.SECRET_KEY
        with psycopg.connect(second.url) as there:
            for table in connection.introspection.table_names():
                expected = (0,) if table in WITHOUT_ROWS else _count(table)
                assert there.execute(f'SELECT count(*) FROM "{table}"').fetchone() == expected, table
        again = second.run("restore", str(kept))
        assert again.returncode == 1
        assert "the database is not empty" in again.stderr and "is not empty. Name another TACHIAI_VAR" in again.stderr

    def test_is_readable_by_its_owner_alone_and_never_overwritten(
        self, kept: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert kept.stat().st_mode & 0o777 == 0o600
        before = kept.read_bytes()
        assert main(["backup", str(kept)]) == 1
        assert "is there already and is not overwritten" in capsys.readouterr().err
        assert kept.read_bytes() == before
        assert [path.name for path in kept.parent.iterdir() if path.is_file()] == ["kept.tar"], "nothing half-made"

    def test_is_not_brought_back_over_another(self, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = _count("people_person")
        assert main(["restore", str(kept)]) == 1
        assert "the database is not empty" in capsys.readouterr().err
        assert _count("people_person") == before

    def test_of_newer_tables_is_refused_with_the_migration_that_is_not_known(self) -> None:
        newer = replace(about_this(), migrations=["contracts.9999_parallel_worlds"])
        with pytest.raises(Refusal) as refused:
            fitting(newer.as_bytes())
        assert refused.value.reasons[0].params["name"] == "contracts.9999_parallel_worlds"

    def test_of_a_newer_server_is_refused(self) -> None:
        with pytest.raises(Refusal) as refused:
            fitting(replace(about_this(), postgres=99).as_bytes())
        assert refused.value.reasons[0].key == "restore.refused.older_server"


@dataclass
class SecondMachine:
    """A data folder and a database that nobody used yet."""

    var: Path
    url: str

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TACHIAI_")}
        environment |= {"TACHIAI_VAR": str(self.var), "DATABASE_URL": self.url, "TACHIAI_LANG": "en"}
        return subprocess.run(
            [sys.executable, "-m", "tachiai", *words],
            cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip


class TestTheFile:
    @pytest.fixture
    def archive(self) -> bytes:
        out = io.BytesIO()
        writer = Writer(out)
        writer.add_bytes(ABOUT, b"{}")
        writer.add_bytes("files/2026/11/a", b"first")
        writer.add_bytes("files/2026/11/b", b"second")
        writer.close()
        return out.getvalue()

    def test_gives_back_what_was_put_in(self, archive: bytes) -> None:
        assert read(archive) == {ABOUT: b"{}", "files/2026/11/a": b"first", "files/2026/11/b": b"second"}

    def test_names_what_was_changed(self, archive: bytes) -> None:
        with pytest.raises(Refusal) as refused:
            read(archive.replace(b"second", b"secund"))
        assert [reason.params for reason in refused.value.reasons] == [{"name": "files/2026/11/b"}]

    def test_names_what_was_taken_out_or_put_in(self) -> None:
        out = io.BytesIO()
        writer = Writer(out)
        writer.add_bytes("files/put in", b"")
        writer._manifest["files/taken out"] = writer._manifest.pop("files/put in")
        writer.close()
        with pytest.raises(Refusal) as refused:
            read(out.getvalue())
        assert [reason.params["name"] for reason in refused.value.reasons] == ["files/put in", "files/taken out"]

    @pytest.mark.parametrize("kept", [0.2, 0.5, 0.7])
    def test_that_breaks_off_is_refused(self, archive: bytes, kept: float) -> None:
        with pytest.raises(Refusal):
            read(archive[: int(len(archive.rstrip(b"\0")) * kept)])

    def test_that_breaks_off_inside_a_file_is_refused(self) -> None:
        out = io.BytesIO()
        writer = Writer(out)
        writer.add_bytes("files/long", bytes(40_000))
        writer.close()
        with pytest.raises(Refusal) as refused:
            read(out.getvalue()[:20_000])
        assert refused.value.reasons[0].key == "restore.refused.broken_off"

    def test_of_another_kind_is_refused(self) -> None:
        with pytest.raises(Refusal) as refused:
            read(b"PGDMP" + bytes(2_000))
        assert refused.value.reasons[0].key == "restore.refused.no_backup"

    def test_with_a_link_in_it_is_refused(self) -> None:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            link = tarfile.TarInfo("files/link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(link)
        with pytest.raises(Refusal) as refused:
            read(out.getvalue())
        assert refused.value.reasons[0].params == {"name": "files/link"}

    @pytest.mark.parametrize("name", ["files/../../secret_key", "/etc/passwd", "static/x.js", "files/../about.json"])
    def test_whose_names_lead_elsewhere_is_refused(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(Refusal):
            _place_of(name, tmp_path)
        assert list(tmp_path.iterdir()) == []


def read(archive: bytes) -> dict[str, bytes]:
    found = {}
    for name, size, copy in members(io.BytesIO(archive)):
        target = io.BytesIO()
        copy(target)
        found[name] = target.getvalue()
        assert len(found[name]) == size
    return found


def test_the_manifest_is_plain_to_read_without_tachiai() -> None:
    out = io.BytesIO()
    writer = Writer(out)
    writer.add_bytes("files/a", b"abc")
    writer.close()
    with tarfile.open(fileobj=io.BytesIO(out.getvalue())) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    assert manifest == {"files/a": [3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]}


def _files(storage) -> list[Path]:
    return _below(Path(storage.path("")))


def _below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _count(table: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()
