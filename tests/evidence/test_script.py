"""`verify.py`, as whoever gets a bundle runs it: alone, on any Python from 3.9 on."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tachiai.evidence import verifier
from tachiai.evidence.script import script, sentences
from tests.evidence.forging import checked, members_of, packed

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, bundle: bytes) -> Path:
    """The bundle, and the script taken out of it."""
    (tmp_path / "bundle.zip").write_bytes(bundle)
    (tmp_path / "verify.py").write_bytes(members_of(bundle)["verify.py"])
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and what it says, without any package and without the environment."""
    command = [sys.executable, "-I", "-S", "verify.py", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={"PYTHONIOENCODING": "utf-8"})
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize(("language", "said"), [("en", "VALID."), ("ja", "有効です")])
def test_it_says_valid_with_what_is_to_be_compared(folder: Path, bundle: bytes, language: str, said: str) -> None:
    code, told = run(folder, "bundle.zip", "--language", language)
    assert code == 0
    assert told.startswith(said)
    assert told.strip().endswith(checked(bundle).figures["digest"])
    assert run(folder, "bundle.zip", "--digest", checked(bundle).figures["digest"])[0] == 0


@pytest.mark.parametrize(("language", "said"), [("en", "letter.txt was added"), ("ja", "letter.txt")])
def test_it_names_what_is_wrong(folder: Path, bundle: bytes, language: str, said: str) -> None:
    (folder / "bundle.zip").write_bytes(packed({**members_of(bundle), "letter.txt": b"me too"}))
    code, told = run(folder, "bundle.zip", "--language", language)
    assert code == 1
    assert said in told


def test_what_cannot_be_read_is_one_line_and_code_1(folder: Path) -> None:
    code, told = run(folder, "nowhere.zip")
    assert (code, told.count("\n")) == (1, 1)
    (folder / "empty.zip").write_bytes(b"")
    assert run(folder, "empty.zip")[0] == 1


def test_thousands_of_faults_do_not_flood_the_page(folder: Path, bundle: bytes) -> None:
    more = {f"{number}.txt": b"" for number in range(3_000)}
    (folder / "bundle.zip").write_bytes(packed({**members_of(bundle), **more}))
    code, told = run(folder, "bundle.zip")
    assert code == 1
    assert told.count("\n") < 70
    assert "2950 more" in told


def test_it_is_plain_python_of_version_3_9_that_imports_the_standard_library_alone() -> None:
    tree = ast.parse(script(), feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names | {"__future__"}
    calls = {node.func.id: node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_name(node.func)}
    assert not any(word.arg == "strict" for word in calls["zip"].keywords) if "zip" in calls else True


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name)


def test_every_fault_has_its_sentence_in_both_languages() -> None:
    """Each with the same gaps."""
    words = {language: sentences(language) for language in ("ja", "en")}
    assert words["ja"].keys() == words["en"].keys()
    for key in words["ja"]:
        gaps = [{name for _, name, _, _ in Formatter().parse(words[language][key]) if name} for language in words]
        assert gaps[0] == gaps[1], key
    figures = {f"figure.{name}" for name in ("contract", "sealed_at", "stamped_at", "head", "digest")}
    assert set(words["ja"]) <= set(_literals()) | figures


def _literals() -> Iterator[str]:
    """Every text in the code of the verifier."""
    for path in Path(verifier.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
