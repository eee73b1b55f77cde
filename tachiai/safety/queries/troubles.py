"""What was reported and which measures began, as rows to be counted over a stretch of time (see
`contracts.queries.troubles`). A report counts whatever became of it."""

from __future__ import annotations

from tachiai.contracts.queries.troubles import FORMAT_OF_CONTRACT
from tachiai.conversations.queries.troubles import THREAD_OF_MESSAGE
from tachiai.jobs.queries.troubles import FORMAT_OF_LISTING, FORMAT_OF_PROPOSAL, FORMAT_OF_THREAD

_FORMATS = {
    "listing": FORMAT_OF_LISTING.format(id="c.subject_id"),
    "proposal": FORMAT_OF_PROPOSAL.format(id="c.subject_id"),
    "contract": FORMAT_OF_CONTRACT.format(id="c.subject_id"),
    "thread": FORMAT_OF_THREAD.format(id="c.subject_id"),
    "message": FORMAT_OF_THREAD.format(id=THREAD_OF_MESSAGE.format(id="c.subject_id")),
    "contest_proposal": "'contest'",
    "task_question": "'task'",
}
_BY_KIND = " ".join(f"WHEN '{kind}' THEN {format}" for kind, format in _FORMATS.items())
_FORMAT = f"coalesce(CASE c.subject_kind {_BY_KIND} END, '')"

TROUBLES = (
    f"""SELECT 'report:' || r.clause AS source, {_FORMAT} AS format, c.subject_kind || ':' || c.subject_id AS subject,
            r.filed_at AS at
        FROM safety_report r JOIN safety_case c ON c.id = r.case_id
        WHERE r.filed_at >= %(begins)s AND r.filed_at < %(ends)s""",
    """SELECT 'measure:' || m.name, '', 'person:' || m.person_id, m.began_at
       FROM safety_measure m
       WHERE m.began_at >= %(begins)s AND m.began_at < %(ends)s AND m.restriction_id IS NOT NULL""",
)

DURATIONS = (
    """SELECT 'report' AS measure, r.closed_at AS at, r.closed_at - r.filed_at AS took
       FROM safety_report r WHERE r.closed_at >= %(begins)s AND r.closed_at < %(ends)s AND r.closed_at IS NOT NULL""",
)
