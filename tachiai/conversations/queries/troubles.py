"""How long an answer took, as rows to be counted over a stretch of time (see `contracts.queries.troubles`)."""

from __future__ import annotations

THREAD_OF_MESSAGE = "(SELECT thread_id FROM conversations_message WHERE id = {id})"

DURATIONS = (
    """SELECT 'answer' AS measure, turned.posted_at AS at, turned.posted_at - turned.asked_at AS took
       FROM (
           SELECT posted_at, lag(posted_at) OVER talk AS asked_at
           FROM (
               SELECT m.id, m.thread_id, m.author_id, m.posted_at,
                   lag(m.author_id) OVER (PARTITION BY m.thread_id ORDER BY m.id) AS before
               FROM conversations_message m WHERE m.posted_at >= %(asked_from)s AND m.posted_at < %(ends)s
           ) AS said
           WHERE before IS DISTINCT FROM author_id WINDOW talk AS (PARTITION BY thread_id ORDER BY id)
       ) AS turned
       WHERE turned.posted_at >= %(begins)s AND turned.asked_at IS NOT NULL""",
)
"""From the first message of one side that the other had not answered to that answer. `%(asked_from)s`: how far back
before `%(begins)s` a message may have waited to be counted."""
