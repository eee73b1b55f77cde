"""Telling the open pages of the participants that something came, by PostgreSQL's own NOTIFY."""

from __future__ import annotations

from django.db import connection

ARRIVALS = "tachiai_arrivals"


def tell_open_pages(*, thread_id: int, message_id: int) -> None:
    """Heard by every web process when the running transaction commits, and by none if it does not. Only numbers."""
    with connection.cursor() as cursor:
        cursor.execute(_TELL, {"channel": ARRIVALS, "thread": thread_id, "message": message_id})


_TELL = """
    SELECT pg_notify(%(channel)s, json_build_object('thread', %(thread)s::bigint, 'message', %(message)s::bigint,
                                                    'people', json_agg(person_id))::text)
    FROM conversations_participant WHERE thread_id = %(thread)s
"""
