"""Which function of the package leads to which other, as far as names tell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tachiai.config.place import PACKAGE
from tests.house.tracked import own_modules

# Here people are named who are only read about.
READS = {"queries", "rules", "announcements", "web", "config"}
Called = dict[str, set[str]]


def actions_named(*wanted: str) -> Iterator[str]:
    """Every action (they take what they need by name only) to which one of these is told."""
    for path, tree in own_modules():
        if path.is_relative_to(PACKAGE) and not READS & {path.stem, *path.relative_to(PACKAGE).parts}:
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _named(node) & set(wanted):
                    yield f"{_module(path)}.{node.name}"


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
