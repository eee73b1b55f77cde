"""What went wrong in contests, as rows to be counted over a stretch of time (see `contracts.queries.troubles`)."""

from __future__ import annotations

TROUBLES = (
    """SELECT 'contest:' || s.step AS source, 'contest' AS format, 'listing:' || c.listing_id AS subject,
           s.taken_at AS at
       FROM contests_conteststep s JOIN contests_contest c ON c.id = s.subject_id
       WHERE s.taken_at >= %(begins)s AND s.taken_at < %(ends)s
           AND s.step IN ('lapse', 'end_early', 'mark_selection_overdue', 'lapse_selection')""",
)
