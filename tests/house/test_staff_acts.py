"""Whatever someone of the staff does or looks at is logged: every action that takes a staff member leads to the log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tachiai.config.place import PACKAGE
from tests.house.tracked import own_modules

# Who acts, as actions name them.
STAFF = {"by_staff_id", "staff_id", "by_id"}
# What writes the log, or tells of a step so that it is written.
LOGS = {
    "tachiai.people.actions.audit.log_staff_act",
    "tachiai.clockwork.actions.record",
    "tachiai.clockwork.events.StaffStepTaken",
}
# Here people are named who are only read about.
READS = ("queries", "rules", "announcements", "web", "config")
# Part of an act that is logged: what became of a text says whether the rules were right about it.
PARTS = {"tachiai.screening.actions.decide_finding"}
Called = dict[str, set[str]]


def test_every_action_of_staff_leads_to_the_log() -> None:
    silent = [name for name in actions_of_staff() if not LOGS & reached(name)]
    assert not silent, "never logged:\n" + "\n".join(silent)


def test_there_are_such_actions() -> None:
    found = set(actions_of_staff())
    assert {"tachiai.people.actions.restrictions.restrict", "tachiai.contracts.rating.decide_plea"} <= found
    assert "tachiai.conversations.actions.holding.look_around" in found


def actions_of_staff() -> Iterator[str]:
    """Every action (they take what they need by name only) to which somebody of the staff is named."""
    for path, tree in own_modules():
        if path.is_relative_to(PACKAGE) and not set(READS) & {path.stem, *path.relative_to(PACKAGE).parts}:
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and STAFF & _named(node):
                    name = f"{_module(path)}.{node.name}"
                    if name not in LOGS | PARTS:
                        yield name


def reached(start: str) -> set[str]:
    """Everything that is called when `start` is, as far as names tell."""
    seen, waiting = {start}, [start]
    while waiting:
        for name in _calls().get(waiting.pop(), set()) - seen:
            seen.add(name)
            waiting.append(name)
    return seen


def _named(node: ast.FunctionDef) -> set[str]:
    return {each.arg for each in node.args.kwonlyargs}


@cache
def _calls() -> Called:
    """By function: the functions that it names, whether it calls them or hands them on."""
    names = {_module(path): _names(path, tree) for path, tree in own_modules() if path.is_relative_to(PACKAGE)}
    found: Called = {}
    for path, tree in own_modules():
        module = _module(path) if path.is_relative_to(PACKAGE) else ""
        for node in tree.body if module else ():
            if isinstance(node, (ast.FunctionDef, ast.Assign, ast.AnnAssign)):
                for own in _defined(node):
                    found[f"{module}.{own}"] = {_home(said, names) for said in _said(node, names[module])}
    return found


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]  # type: ignore[attr-defined]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _said(node: ast.stmt, known: dict[str, str]) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and each.id in known:
            yield known[each.id]
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in known:
            yield f"{known[each.value.id]}.{each.attr}"


def _names(path: Path, tree: ast.Module) -> dict[str, str]:
    """What each name of a module means: what it imports, and what it defines."""
    known = {own: f"{_module(path)}.{own}" for node in tree.body for own in _own(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tachiai"):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return known


def _own(node: ast.stmt) -> list[str]:
    return _defined(node) if isinstance(node, (ast.FunctionDef, ast.Assign, ast.AnnAssign)) else []


def _home(name: str, names: dict[str, dict[str, str]]) -> str:
    """Where a name is defined that a package only hands on."""
    module, _, last = name.rpartition(".")
    meant = names.get(module, {}).get(last, name)
    return name if meant == name else _home(meant, names)


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
