"""What people asked about, as rows to be counted over a stretch of time (see `contracts.queries.troubles`)."""

from __future__ import annotations

from tachiai.contracts.queries.troubles import FORMAT_OF_CONTRACT

_FORMAT = f"coalesce(CASE WHEN i.contract_id IS NOT NULL THEN {FORMAT_OF_CONTRACT.format(id='i.contract_id')} END, '')"

TROUBLES = (
    f"""SELECT 'inquiry:' || i.category AS source, {_FORMAT} AS format,
            coalesce('contract:' || i.contract_id, 'inquiry:' || i.id) AS subject,
            i.asked_at AS at
        FROM inquiries_inquiry i
        WHERE i.asked_at >= %(begins)s AND i.asked_at < %(ends)s AND i.state <> 'merged'""",
)

DURATIONS = (
    """SELECT 'inquiry' AS measure, i.first_answer_at AS at, i.first_answer_at - i.asked_at AS took
       FROM inquiries_inquiry i
       WHERE i.asked_at >= %(asked_from)s AND i.asked_at < %(ends)s
           AND i.first_answer_at >= %(begins)s AND i.first_answer_at < %(ends)s
           AND i.first_answer_at - i.asked_at <= %(within)s""",
)
