"""How a paper's content is sent to the database."""

from __future__ import annotations

import json
from typing import Any


class AsWritten(json.JSONEncoder):
    """Text as it is written, not as `\\u` escapes: a third of the bytes, and many rows are sent as one array in which
    every backslash would be escaped again, one by one."""

    def __init__(self, **options: Any):
        super().__init__(**{**options, "ensure_ascii": False})
