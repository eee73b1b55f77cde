"""What a query costs: how many rows the server looks at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection


def visited(sql: str) -> int:
    """How many rows of tables PostgreSQL looked at to answer."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}")
        answer = cursor.fetchone()[0]
    (plan,) = json.loads(answer) if isinstance(answer, str) else answer
    return sum(_looked_at(node) for node in _nodes(plan["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _looked_at(node: dict[str, Any]) -> int:
    if "Relation Name" not in node:
        return 0
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return (node["Actual Rows"] + removed) * node["Actual Loops"]
