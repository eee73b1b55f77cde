"""What went wrong in contracts, and how long things took in them, as rows to be counted over a stretch of time.

Statements for `statistics`, which puts those of all modules together and counts them in the database. `%(begins)s` and
`%(ends)s` are moments, the second left out. Each reads by an index of the moment, never the whole table.
"""

from __future__ import annotations

FORMAT = "(CASE {lifecycle} WHEN 'award' THEN 'contest' ELSE {lifecycle} END)"
FORMAT_OF_CONTRACT = f"(SELECT {FORMAT.format(lifecycle='lifecycle')} FROM contracts_contract WHERE id = {{id}})"
"""The format of the contract with the number `id`: an award is part of its contest."""

_FORMAT = FORMAT.format(lifecycle="c.lifecycle")

# Steps of contracts, of requests and of weeks that tell of trouble; `statistics` says of which kind.
CONTRACT_STEPS = (
    "lapse",
    "give_up",
    "mark_delivery_overdue",
    "end_overdue",
    "refund_overdue",
    "reject",
    "mark_inspection_overdue",
    "deem_accepted",
    "end_by_silence",
    "settle_by_rule",
    "end_idle",
)
REFUSED = ("change", "termination", "contract_close")
# A week that nobody pays in is one without work; where it was the first, the contract lapses with it.
WEEK_STEPS = ("contest", "escalate", "fix")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_TAKEN = "s.taken_at >= %(begins)s AND s.taken_at < %(ends)s"
_OPENED = "r.opened_at >= %(begins)s AND r.opened_at < %(ends)s"

TROUBLES = (
    f"""SELECT 'contract:' || s.step AS source, {_FORMAT} AS format, 'contract:' || c.id AS subject, s.taken_at AS at
        FROM contracts_contractstep s JOIN contracts_contract c ON c.id = s.subject_id
        WHERE {_TAKEN} AND s.step IN ({_listed(CONTRACT_STEPS)})""",
    f"""SELECT 'mediation:' || s.from_state, {_FORMAT}, 'contract:' || c.id, s.taken_at
        FROM contracts_contractstep s JOIN contracts_contract c ON c.id = s.subject_id
        WHERE {_TAKEN} AND s.step = 'enter_mediation'""",
    f"""SELECT 'request:' || r.lifecycle || coalesce(':' || (r.values ->> 'reason_code'), ''), {_FORMAT},
            'contract:' || c.id, r.opened_at
        FROM contracts_request r JOIN contracts_contract c ON c.id = r.contract_id
        WHERE {_OPENED} AND r.lifecycle IN ('contact_reminder', 'termination')""",
    f"""SELECT 'demand', {_FORMAT}, 'contract:' || c.id, r.opened_at
        FROM contracts_request r JOIN contracts_contract c ON c.id = r.contract_id
        WHERE {_OPENED} AND r.claims <> '[]'""",
    f"""SELECT 'refused:' || r.lifecycle, {_FORMAT}, 'contract:' || c.id, s.taken_at
        FROM contracts_requeststep s JOIN contracts_request r ON r.id = s.subject_id
        JOIN contracts_contract c ON c.id = r.contract_id
        WHERE {_TAKEN} AND s.to_state = 'refused' AND r.lifecycle IN ({_listed(REFUSED)})""",
    f"""SELECT 'week:' || s.step, 'hourly', 'contract:' || w.contract_id, s.taken_at
        FROM contracts_weekstep s JOIN contracts_week w ON w.id = s.subject_id
        WHERE {_TAKEN} AND s.step IN ({_listed(WEEK_STEPS)})""",
)
"""Columns: source, format, subject (what the trouble is about), at."""

_INSPECTED = "s.from_state IN ('delivered', 'inspection_overdue') AND s.step IN"
_LAST_DELIVERY = """(SELECT max(d.taken_at) FROM contracts_contractstep d
    WHERE d.subject_id = s.subject_id AND d.number < s.number AND d.step = 'deliver')"""
# Of the part that is paid: what came after the deposit before it.
_FIRST_DELIVERY = """(SELECT min(d.taken_at) FROM contracts_contractstep d
    WHERE d.subject_id = s.subject_id AND d.number < s.number AND d.step = 'deliver' AND d.number > coalesce(
        (SELECT max(e.number) FROM contracts_contractstep e
         WHERE e.subject_id = s.subject_id AND e.number < s.number AND e.step = 'deposit'), 0))"""

DURATIONS = (
    f"""SELECT 'inspect' AS measure, s.taken_at AS at, s.taken_at - {_LAST_DELIVERY} AS took
        FROM contracts_contractstep s WHERE {_TAKEN} AND {_INSPECTED} ('accept', 'reject', 'deem_accepted')""",
    f"""SELECT 'pay', s.taken_at, s.taken_at - {_FIRST_DELIVERY}
        FROM contracts_contractstep s WHERE {_TAKEN} AND {_INSPECTED} ('accept', 'deem_accepted')""",
    f"""SELECT 'mediation', s.taken_at, s.taken_at - r.opened_at
        FROM contracts_requeststep s JOIN contracts_request r ON r.id = s.subject_id
        WHERE {_TAKEN} AND s.to_state IN ('settled', 'decided', 'by_rule') AND r.lifecycle LIKE 'mediation%%'""",
)
"""Columns: measure, at (when it was done), took."""
