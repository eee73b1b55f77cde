"""What the shared cache holds beyond its time. Django itself drops an expired entry only when it is asked for again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import connection

from tachiai.clockwork.actions import Swept

ROUND = 5_000


def discard_expired(_: datetime) -> Swept:
    """Discard what has expired, the oldest first, a round at most. Entries expire by the clock of the machine, which no
    time machine moves."""
    table = connection.ops.quote_name(cast(Any, settings.CACHES)["default"]["LOCATION"])
    # The table is ours, and its name no input. Asked for once: within IN the planner may ask, and discard, again.
    expired = f"SELECT cache_key FROM {table} WHERE expires < now() ORDER BY expires LIMIT %s FOR UPDATE SKIP LOCKED"  # noqa: S608
    discard = f"DELETE FROM {table} USING expired WHERE {table}.cache_key = expired.cache_key"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"WITH expired AS MATERIALIZED ({expired}) {discard}", [ROUND])
        return Swept(fired=cursor.rowcount)
