"""Code that fits on a screen: short functions, short files, every own import at the top."""

from __future__ import annotations

import ast

from tests.house.tracked import named, own_modules

LONGEST_FUNCTION = 50
LONGEST_FILE = 400
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_functions_fit_on_a_screen() -> None:
    long = [
        f"{named(path)}:{node.lineno} {node.name} has {length} lines"
        for path, tree in own_modules()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS) and (length := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_files_have_one_subject() -> None:
    long = [
        f"{named(path)} has {length} lines"
        for path, _ in own_modules()
        if (length := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    ]
    assert not long, "\n".join(long)


def test_own_modules_are_imported_at_the_top() -> None:
    """An import inside a function hides a dependency. Only `AppConfig.ready` must wait, until the models are loaded."""
    hidden = [
        f"{named(path)}:{node.lineno} imports {name} inside {function.name}"
        for path, tree in own_modules()
        for function in ast.walk(tree)
        if isinstance(function, FUNCTIONS) and (path.name, function.name) != ("apps.py", "ready")
        for node in ast.walk(function)
        for name in _imported(node)
        if name.split(".")[0] == "tachiai"
    ]
    assert not hidden, "\n".join(hidden)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or "tachiai"]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return []
