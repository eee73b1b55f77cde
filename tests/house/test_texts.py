"""Every text that code or a template names is in a catalogue, and every text of a catalogue is named somewhere.

Names are found in string literals: whole keys (`"shell.menu"`), keys put together (`f"{cycle}.state.{name}"`), and
in templates prefixes (`"jobs.state."|add:state`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from django.apps import apps

from tachiai.config.place import PACKAGE
from tachiai.kernel.texts import CATALOGUE
from tachiai.terms.packs import FACTS
from tests.house.tracked import named, own_modules, tracked_files

# Prefixes of keys that come together where no single literal shows it.
DERIVED: tuple[str, ...] = ()
# Literals that look like a key and are the name of something else.
OTHER_NAMES = {"notices.deliver_mail", "conversations.make_preview", "notices.resume_mail", "contests.make_marked"}
OTHER_NAMES |= {"inquiries.read_mailbox"}
# Tables are named so where a row of any of them may be meant.
TABLES = {model._meta.label_lower for model in apps.get_models()}
# A kind of notice is named without the chapter that its texts stand in.
CHAPTERS_LEFT_OUT = ("", "notices.")
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
QUOTED = re.compile(r"""["']([a-z_]+(?:\.[a-z0-9_]+)*\.?)["']""")
FILE_ENDINGS = (".html", ".toml", ".css", ".js", ".py", ".md", ".txt", ".svg", ".xml", ".json", ".csv")
VARIABLE_OF_A_COMPONENT = re.compile(r"""\s:[\w-]+=["'][a-z_.]+["']""")
CHAPTERS = {key.split(".")[0] for key in CATALOGUE}


@cache
def literals() -> tuple[tuple[str, str], ...]:
    """(file, literal) for every string literal of the package that could name a text."""
    return (*_literals_in_code(), *_literals_in_files())


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """One pattern for each f-string of the code that could make a key."""
    found = set()
    for _, tree in own_modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and (pattern := _pattern(node)):
                found.add(pattern)
    return tuple(re.compile(pattern) for pattern in found)


def test_every_text_that_is_named_exists() -> None:
    missing = [
        f"{where}: {literal}"
        for where, literal in literals()
        if KEY.fullmatch(literal)
        and literal.split(".")[0] in CHAPTERS
        and not literal.endswith(FILE_ENDINGS)
        and literal not in OTHER_NAMES | TABLES
        and literal not in FACTS
        and not _names_texts(literal)
    ]
    assert not missing, "no text in any catalogue:\n" + "\n".join(sorted(set(missing)))


def test_every_text_is_named_somewhere() -> None:
    whole = {literal for _, literal in literals()}
    prefixes = tuple({literal for literal in whole if literal.endswith(".")} | set(DERIVED))
    unused = [
        key
        for key in CATALOGUE
        if key not in whole and not key.startswith(prefixes) and not any(p.fullmatch(key) for p in patterns())
    ]
    assert not unused, "no code or template names these texts:\n" + "\n".join(unused)


def _names_texts(literal: str) -> bool:
    """A text, or the common part of several (`errors.not_found` has a title and a body)."""
    return any(
        f"{chapter}{literal}" in CATALOGUE or any(key.startswith(f"{chapter}{literal}.") for key in CATALOGUE)
        for chapter in CHAPTERS_LEFT_OUT
    )


def _literals_in_code() -> Iterator[tuple[str, str]]:
    for path, tree in own_modules():
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                yield named(path), node.value


def _literals_in_files() -> Iterator[tuple[str, str]]:
    for path in tracked_files():
        is_text = path.parent.name == "texts"
        if path.is_relative_to(PACKAGE) and path.suffix in (".html", ".toml", ".txt") and not is_text:
            for literal in QUOTED.findall(VARIABLE_OF_A_COMPONENT.sub("", path.read_text("utf-8"))):
                yield named(path), literal


def _pattern(node: ast.JoinedStr) -> str | None:
    """A pattern of the keys that the f-string makes; None when it says too little to be about texts."""
    constants = [part.value for part in node.values if isinstance(part, ast.Constant)]
    if not any(re.search(r"\.[a-z_]+|[a-z_]+\.", str(constant)) for constant in constants):
        return None
    if not all(re.fullmatch(r"[a-z0-9_.]*", str(constant)) for constant in constants):
        return None
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[A-Za-z0-9_.]+" for part in node.values
    )
