"""How long an answer took, as rows to be counted over a stretch of time (see `contracts.queries.troubles`)."""

from __future__ import annotations

THREAD_OF_MESSAGE = "(SELECT thread_id FROM conversations_message WHERE id = {id})"

_SAID = """
    SELECT id, thread_id, posted_at, turns,
        count(*) FILTER (WHERE turns) OVER (PARTITION BY thread_id ORDER BY id) AS turn
    FROM (
        SELECT m.id, m.thread_id, m.posted_at,
            lag(m.author_id) OVER (PARTITION BY m.thread_id ORDER BY m.id) IS DISTINCT FROM m.author_id AS turns
        FROM conversations_message m WHERE m.posted_at >= %(asked_from)s AND m.posted_at < %(ends)s
    ) AS read"""

DURATIONS = (
    f"""WITH said AS ({_SAID})
        SELECT 'answer' AS measure, turned.posted_at AS at, turned.posted_at - min(waited.posted_at) AS took
        FROM said AS turned JOIN said AS waited ON waited.thread_id = turned.thread_id
            AND waited.turn = turned.turn - 1 AND waited.posted_at >= turned.posted_at - %(within)s
        WHERE turned.turns AND turned.posted_at >= %(begins)s GROUP BY turned.id, turned.posted_at""",
)
"""From the first message of one side that the other had not answered to that answer; one that waited longer than
`%(within)s` is none. So a month's figures rest on it and on what was said so long before it (`%(asked_from)s`), with
whatever other months it is counted."""
