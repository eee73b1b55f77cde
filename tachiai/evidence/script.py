"""`verify.py` as it travels in a bundle: the modules of `verifier` in one file, with all it says in both languages."""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

from tachiai.evidence import verifier
from tachiai.kernel.texts import CATALOGUE, LANGUAGES

WORDS = "evidence.verify."
# In the order in which they build on one another.
PARTS = ("faults", "chain", "archive", "stamp", "contents", "command")
FIRST_LINE = "#!/usr/bin/env python3"
_OURS = ("__future__", verifier.__name__)
NO_WORDS = "WORDS: dict[str, dict[str, str]] = {}"


@cache
def script() -> bytes:
    """The script: needs nothing but Python's standard library. The same bytes for the same release."""
    sources = [_source(part) for part in PARTS]
    trees = [ast.parse(source) for source in sources]
    head = f'{FIRST_LINE}\n"""{verifier.__doc__}"""\n\nfrom __future__ import annotations\n\n{_imports(trees)}'
    body = "\n\n\n".join(_body(source, tree) for source, tree in zip(sources, trees, strict=True))
    words = json.dumps({language: sentences(language) for language in LANGUAGES}, ensure_ascii=False, indent=4)
    return f"{head}\n\n\n{body}\n".replace(NO_WORDS, NO_WORDS.removesuffix("{}") + words, 1).encode()


def sentences(language: str) -> dict[str, str]:
    """What the verifier says, by its own keys."""
    return {key.removeprefix(WORDS): CATALOGUE.pattern(key, language) for key in CATALOGUE if key.startswith(WORDS)}


def _source(part: str) -> str:
    return Path(import_module(f"{verifier.__name__}.{part}").__file__ or "").read_text("utf-8")


def _imports(trees: Iterable[ast.Module]) -> str:
    """What all parts need of the standard library, each module once."""
    names: dict[str, set[str]] = defaultdict(set)
    for node in (node for tree in trees for node in tree.body):
        if isinstance(node, ast.Import):
            names.update((alias.name, set()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith(_OURS):
            names[node.module] |= {alias.name for alias in node.names}
    whole = [f"import {name}" for name, members in sorted(names.items()) if not members]
    parts = [f"from {name} import {', '.join(sorted(members))}" for name, members in sorted(names.items()) if members]
    return "\n".join((*whole, *parts))


def _body(source: str, tree: ast.Module) -> str:
    """Everything below the imports, under a line that says what it is about."""
    last = max(node.end_lineno or 0 for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    title = (ast.get_docstring(tree) or "").split("\n")[0]
    return f"# {title}\n\n" + "\n".join(source.splitlines()[last:]).strip()
