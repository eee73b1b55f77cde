"""`tachiai seal` and `tachiai verify`: the same answer as that of the script inside the bundle."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tachiai.config.cli import main
from tachiai.evidence.queries import chain_state
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACHIAI_LANG", "en")


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return Deal(cast.aoi, cast.ren)


def test_what_is_sealed_is_valid_and_remembered(deal: Deal, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "record.zip"
    out.write_bytes(b"an older one")
    assert main(["seal", deal.reference, "--out", str(out)]) == 1
    assert out.read_bytes() == b"an older one"
    out.unlink()
    assert main(["seal", deal.reference, "--out", str(out)]) == 0
    (made,) = chain_state(deal.contract.pk).bundles
    assert (made.role, made.person_name) == ("operator", "")
    assert f"SHA-256 {made.digest}" in capsys.readouterr().out
    assert main(["verify", str(out), "--digest", made.digest]) == 0
    said = capsys.readouterr().out
    assert said.startswith("VALID.")
    assert said.strip().endswith(made.digest)
    assert list(tmp_path.iterdir()) == [out]
    assert script_says(out) == said


def test_a_changed_byte_is_named_with_code_1(deal: Deal, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "record.zip"
    main(["seal", deal.reference, "--out", str(out)])
    content = bytearray(out.read_bytes())
    content[100] ^= 1
    out.write_bytes(content)
    capsys.readouterr()
    assert main(["verify", str(out)]) == 1
    said = capsys.readouterr().out
    assert "READ-ME.txt was changed" in said
    assert script_says(out) == said


def test_what_is_not_there_is_one_line(deal: Deal, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seal", "NOTHING2", "--out", str(tmp_path / "x.zip")]) == 1
    assert capsys.readouterr().err.endswith("there is no contract NOTHING2.\n")
    assert main(["verify", str(tmp_path / "x.zip")]) == 1
    assert "the file cannot be read" in capsys.readouterr().err
    assert main(["seal", deal.reference, "--out", str(tmp_path / "no" / "folder.zip")]) == 1
    assert list(tmp_path.iterdir()) == []


def script_says(bundle: Path) -> str:
    """What the script out of the bundle answers."""
    with zipfile.ZipFile(bundle) as archive:
        code = archive.read("verify.py").decode()
    script = bundle.parent / "verify.py"
    script.write_text(code, "utf-8")
    command = [sys.executable, "-I", "-S", str(script), str(bundle), "--language", "en"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    script.unlink()
    return said
