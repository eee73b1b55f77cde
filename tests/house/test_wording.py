"""What no tracked file may say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tracked import named, own_modules, text_files

FORBIDDEN = {
    "a promise to copy a change by hand: say the fact once instead": re.compile(r"keep\s+in\s+sync", re.IGNORECASE),
    "the address of a package index: every machine brings its own": re.compile(
        r"pypi\.org|pythonhosted\.|npmjs\.|debian\.org|(--|extra[-_])index[-_]url|find[-_]links", re.IGNORECASE
    ),
    "a path of one person's machine": re.compile(r"(?<![\w.~}])/(root|home|work|Users)/[\w.]"),
}
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
KNOWS_JAPANESE_BY_TRADE = {
    "tachiai/config/settings.py": "the languages by their own names",
    "tachiai/guidelines/rules/differing.py": "which signs make a word",
    "tachiai/help_centre/rules/search.py": "words that only ask",
    "tachiai/inquiries/rules/incoming.py": "how mail programs head what they quote",
    "tachiai/jobs/words.py": "the parts of speech as the dictionary calls them",
    "tachiai/screening/folding.py": "which signs are kana and kanji",
    "tachiai/screening/squeezing.py": "what stands between two digits",
    "tachiai/web/forms.py": "what people type around an amount",
}


# What a terminal prints, and what is compared letter by letter with what was signed or issued before.
NARROW_SIGNS_MAY_STAND = ("tachiai/config/", "tachiai/evidence/texts/verify.toml", "tachiai/evidence/texts/readme.toml",
                          "tachiai/terms/packs/", "tachiai/guidelines/documents/", "tachiai/screening/",
                          "tachiai/jobs/texts/confidentiality_text.toml")  # fmt: skip
NARROW_SIGNS = re.compile(r"""[ぁ-んァ-ヶ一-龥」][:(](?!\{weekday\}|[月火水木金土日]\))|(?<!\w)\)[ぁ-んァ-ヶ一-龥]""")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{named(path)}:{content.count(chr(10), 0, hit.start()) + 1} {hit.group()!r}"
        for path, content in text_files()
        if named(path) != "tests/house/test_wording.py"
        for hit in [FORBIDDEN[what].search(content)]
        if hit
    ]
    assert not found, f"{what}\n" + "\n".join(found)


def test_what_people_read_stands_in_the_catalogues() -> None:
    """No Japanese in the strings of code or in templates; docstrings and comments may name the field's words."""
    found = [
        f"{named(path)}:{node.lineno} {node.value!r}"
        for path, tree in own_modules()
        for node in _spoken_strings(tree)
        if JAPANESE.search(node.value) and named(path) not in KNOWS_JAPANESE_BY_TRADE
    ]
    found += [
        f"{named(path)}: {hit.group()}"
        for path, content in text_files()
        if path.suffix == ".html"
        for hit in JAPANESE.finditer(content)
    ]
    assert not found, "\n".join(found)


def test_japanese_that_people_read_has_wide_colons_and_brackets() -> None:
    found = [
        f"{named(path)}:{number} {line.strip()}"
        for path, content in text_files()
        if named(path).startswith("tachiai/") and not named(path).startswith(NARROW_SIGNS_MAY_STAND)
        if path.suffix in (".toml", ".md")
        for number, line in enumerate(content.splitlines(), 1)
        if NARROW_SIGNS.search(line) and not line.startswith("#")
    ]
    assert not found, "\n".join(found)


def _spoken_strings(tree: ast.Module) -> Iterator[ast.Constant]:
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node
