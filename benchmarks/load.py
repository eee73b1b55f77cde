"""Fills an empty, migrated database with a large market, set by set in SQL.

The rows are plain but whole: every deal has its listing, proposal, terms and thread, every contract its steps, its
deliveries, its money in the book and what was told of it, so that pages and sweeps do on them what they do on real ones.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from tachiai.contracts.lifecycles import FIXED_PRICE
from tachiai.jobs.indexing import listing_vector
from tachiai.jobs.rules import Draft, categories
from tachiai.money.rules import AMOUNT, MOVEMENTS, SCHEDULES, SHARDS, Account, fee_of
from tachiai.notices.rules import step_kinds
from tachiai.terms.rules import Terms

PRICE = 30_000
SCHEDULE = next(iter(SCHEDULES))
NEGOTIATING = "negotiating"  # a deal whose two sides still talk: no contract yet
TERMS = Terms(
    purpose="店の紹介ページに載せる文章",
    scope="取材メモをもとにした記事の執筆、見出しの提案",
    out_of_scope="写真の撮影",
    deliverables="記事 3本(各2,000字)",
    acceptance_items=("各記事が1,800字以上2,200字以内", "見出しが3つ以上ある", "誤字脱字がない"),
    delivery_format="Word または Google ドキュメント",
    delivery_place="契約ページ",
    due_on=date(2030, 1, 31),
    rounds=2,
    redo_days=5,
    rights="assigned",
    ip_scope="店のサイトとちらしでの使用、改変を含む。権利の対価は報酬に含む。",
    portfolio="after_release",
    confidentiality="standard",
    price=PRICE,
)
SUBJECTS = ["珈琲店", "旅行", "料理", "映画", "歯科医院", "保険", "不動産", "農園", "大学", "図書館", "自転車", "美容室", "温泉", "育児", "音楽", "介護"]
DESCRIPTION = "{}を紹介する仕事です。これまでの経験と、似た実績があれば教えてください。進め方は相談して決めます。"

# How a contract came to each state, by the names of the steps.
PATHS = {
    "awaiting_deposit": (),
    "lapsed": ("lapse",),
    "working": ("deposit",),
    "delivery_overdue": ("deposit", "mark_delivery_overdue"),
    "delivered": ("deposit", "deliver"),
    "inspection_overdue": ("deposit", "deliver", "mark_inspection_overdue"),
    "completed": ("deposit", "deliver", "accept"),
}


@dataclass(frozen=True)
class Market:
    """How much of everything. `listings` are open and without a deal; deals stand in `states` in turn. The first
    person is the client of `heavy` deals beyond an even share.

    `rows` is a query for the deals numbered `first` to `last`: n, client, worker, listing (shared ones belong to the
    deal of the lowest number), state, at (when the deal was made), messages (in its thread).
    """

    people: int
    listings: int
    deals: int
    states: tuple[str, ...]
    heavy: int = 0
    rows: str = field(default_factory=lambda: EVEN)

    @property
    def contracts(self) -> int:
        return self.deals - self.deals * self.states.count(NEGOTIATING) // len(self.states)


def fill(market: Market) -> None:
    """Insert all of it. The database must be empty."""
    with _unguarded() as cursor:
        cursor.execute(_KINDS)
        cursor.executemany("INSERT INTO kind VALUES (%s, %s, %s, %s, %s)", list(_kinds()))
        cursor.execute(_PEOPLE, asdict(market))
        _book(cursor, _FILL_WALLETS, {"people": market.people, "shards": SHARDS})
    _insert_listings(market)
    fill_deals(market, 1, market.deals)


def fill_deals(market: Market, first: int, last: int) -> None:
    """Insert the deals numbered `first` to `last`, which are also the ids of their rows."""
    params = {
        **asdict(market),
        "states": list(market.states),
        "first": first,
        "last": last,
        "terms": json.dumps(TERMS.as_data()),
        "digest": TERMS.digest(),
        "price": PRICE,
        "schedule": SCHEDULE,
        "history": json.dumps(list(_history())),
        "told": json.dumps(list(_told())),
    }
    with _unguarded() as cursor:
        cursor.execute("DROP TABLE IF EXISTS deal, history, told")
        for statement in (_DEAL.format(rows=market.rows), *_HELPERS, *_DEALS):
            cursor.execute(statement, params)
        _book(cursor, " UNION ALL ".join(map(_moved, ("deposit", "accept"))), params)
        for table in _NUMBERED:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("ANALYZE")


@contextlib.contextmanager
def _unguarded() -> Iterator[Any]:
    """A cursor for whole rows: triggers and foreign keys, which look at them one by one, are asleep meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def _book(cursor: Any, moved: str, params: dict[str, Any]) -> None:
    """Post what the query `moved` says, as `money_post` would one by one: it looks for an account's newest row anew each
    time, which in one large transaction takes ever longer."""
    cursor.execute("DROP TABLE IF EXISTS moved, leg")
    for statement in (_MOVED.format(moved=moved), *_BOOK):
        cursor.execute(statement, params)


def _insert_listings(market: Market) -> None:
    with connection.cursor() as cursor:
        params = {**asdict(market), "terms": json.dumps(TERMS.as_data())}
        cursor.execute(_OPEN_LISTINGS, params)


def _kinds() -> Iterator[tuple[int, str, str, str, str]]:
    """Sorts of listings: number, category, title, description, search vector."""
    leaves = [leaf.slug for group in categories() for leaf in group.leaves]
    for number in range(len(leaves) * 5):
        category, subject = leaves[number % len(leaves)], SUBJECTS[number % len(SUBJECTS)]
        draft = Draft(f"{subject}についての仕事", category, DESCRIPTION.format(subject), TERMS, PRICE, PRICE)
        yield number, category, draft.title, draft.description, listing_vector(draft)


def _history() -> Iterator[dict[str, Any]]:
    """Every step on the way to each state."""
    for state, names in PATHS.items():
        before = FIXED_PRICE.first
        for number, name in enumerate(names, start=1):
            step = FIXED_PRICE.step(name)
            yield {"state": state, "number": number, "step": name, "before": before, "after": step.to, "actor": min(step.by)}
            before = step.to


def _told() -> Iterator[dict[str, Any]]:
    """Which kinds of notices those steps caused, and on which side."""
    for taken in _history():
        kinds = step_kinds(FIXED_PRICE, FIXED_PRICE.step(taken["step"]), taken["after"])
        for actor in kinds.keys() & {"client", "worker"} - {taken["actor"]}:
            kind = kinds[actor]
            yield {"state": taken["state"], "number": taken["number"], "kind": kind, "actor": actor}


def _moved(step: str) -> str:
    """A query for what a step moved, for every deal that took it."""
    (name,) = FIXED_PRICE.step(step).moves
    movement, fee = MOVEMENTS[name], fee_of(PRICE, SCHEDULES[SCHEDULE])
    amounts = {AMOUNT: PRICE, "net": fee.net, "fee": fee.fee, "fee_tax": fee.tax, "withheld": 0}
    legs = [(movement.taken, movement.source, -PRICE)]
    legs += [(line, account, amounts[line]) for line, account in movement.parts.items() if amounts[line]]
    lines, codes, sums = (", ".join(column) for column in zip(*((f"'{line}'", _code(account), str(yen)) for line, account, yen in legs), strict=True))
    return f"""
        SELECT 'contract:' || n || ':' || number || ':{name}' AS key, '{name}' AS movement, n AS holder_id, number AS step_number, at,
            ARRAY[{lines}] AS lines, ARRAY[{codes}] AS codes, ARRAY[{sums}]::bigint[] AS amounts
        FROM deal JOIN history USING (state) WHERE step = '{step}'
    """


def _code(account: Account) -> str:
    owner = {"client": "client", "worker": "worker", "holder": "n", "shard": f"n %% {SHARDS}"}[account.owner]
    return f"'{account.kind}:' || {owner}"


_KINDS = "CREATE TEMP TABLE kind (number int, category text, title text, description text, search tsvector)"

_PEOPLE = """
INSERT INTO people_person (password, email, display_name, introduction, skills, language, time_zone, is_staff, is_active, joined_at)
SELECT '!', 'p' || n || '@example.com', '会員 ' || n, '文章と資料づくりを10年しています。', '{執筆,校正}', 'ja', 'Asia/Tokyo', n = 2, true, now()
FROM generate_series(1, %(people)s) n
"""

_FILL_WALLETS = """
SELECT 'load:' || n AS key, 'pay_in' AS movement, NULL::bigint AS holder_id, NULL::int AS step_number, now() AS at,
    ARRAY['amount', 'amount'] AS lines, ARRAY['outside:' || n %% %(shards)s, 'wallet:' || n] AS codes, ARRAY[-100000000000, 100000000000] AS amounts
FROM generate_series(1, %(people)s) n
"""

_MOVED = """
CREATE TEMP TABLE moved AS
SELECT row_number() OVER (ORDER BY step_number, holder_id, key) + (SELECT coalesce(max(id), 0) FROM money_entry) AS entry, said.*
FROM ({moved}) said
"""

_BOOK = (
    """INSERT INTO money_entry (id, key, movement, holder_kind, holder_id, step_number, made_at)
       SELECT entry, key, movement, CASE WHEN holder_id IS NULL THEN '' ELSE 'contract' END, holder_id, step_number, at FROM moved ORDER BY entry""",
    """CREATE TEMP TABLE leg AS SELECT entry, part.* FROM moved, unnest(lines, codes, amounts) WITH ORDINALITY AS part(line, code, amount, place)""",
    "INSERT INTO money_account (code, balance) SELECT DISTINCT code, 0 FROM leg ON CONFLICT DO NOTHING",
    """INSERT INTO money_leg (entry_id, account_id, line, amount, balance_after)
       SELECT entry, account.id, line, amount, balance + sum(amount) OVER (PARTITION BY account.id ORDER BY entry, place)
       FROM leg JOIN money_account account USING (code) ORDER BY entry, place""",
    """UPDATE money_account account SET balance = balance + added
       FROM (SELECT code, sum(amount) AS added FROM leg GROUP BY code) total WHERE total.code = account.code""",
    "SELECT setval(pg_get_serial_sequence('money_entry', 'id'), (SELECT max(id) FROM money_entry))",
)

_LISTINGS = """
INSERT INTO jobs_listing (id, client_id, format, category, title, description, "values", budget_min, budget_max, apply_by, language,
    search, created_at, changed_at, published_at, source, external_id, imported_digest, lifecycle_version, state, entered_at, due_at, steps_taken)
SELECT {number}, {client}, 'fixed_price', category, title || ' ' || n, description, %(terms)s, 10000 + n %% 90 * 1000, 20000 + n %% 90 * 1000,
    now() + interval '30 days' + n * interval '1 second', 'ja', search, {at}, {at}, {at} - n * interval '1 second', '', '', '', 1,
    {state}, {at}, CASE WHEN {state} = 'open' THEN now() + interval '30 days' + n * interval '1 second' END, 1
FROM {source} JOIN kind ON number = n %% (SELECT count(*) FROM kind) ORDER BY n
"""

_OPEN_LISTINGS = _LISTINGS.format(
    number="n", client="1 + n %% %(people)s", state="'open'", at="now()", source="generate_series(1, %(listings)s) n"
)

EVEN = """
SELECT n, CASE WHEN n <= %(heavy)s THEN 1 ELSE 1 + n %% %(people)s END AS client,
    1 + (n + 1 + (n / %(people)s) %% (%(people)s - 1)) %% %(people)s AS worker, %(listings)s + n AS listing,
    (%(states)s::text[])[1 + (n + n / %(people)s) %% cardinality(%(states)s::text[])] AS state, now() AS at, 4 AS messages
FROM generate_series(%(first)s, %(last)s) n
"""

_DEAL = """
CREATE TEMP TABLE deal AS
SELECT row.*, said_before + sum(messages) OVER (ORDER BY n) AS last_message, listing IS DISTINCT FROM lag(listing) OVER (ORDER BY n) AS opens
FROM ({rows}) row, (SELECT coalesce(max(id), 0) AS said_before FROM conversations_message) before
"""

_HELPERS = (
    "UPDATE deal SET worker = 2 WHERE worker = client",
    """CREATE TEMP TABLE history AS SELECT * FROM jsonb_to_recordset(%(history)s)
       AS taken(state text, number int, step text, before text, after text, actor text)""",
    """CREATE TEMP TABLE told AS SELECT * FROM jsonb_to_recordset(%(told)s)
       AS told(state text, number int, kind text, actor text)""",
)

_DEALS = (
    _LISTINGS.format(
        number="listing",
        client="client",
        state="CASE state WHEN 'negotiating' THEN 'open' ELSE 'closed' END",
        at="at",
        source="(SELECT * FROM deal WHERE opens) deal",
    ),
    """INSERT INTO conversations_thread (id, title, path, started_at)
       SELECT n, '記事の執筆 ' || n, CASE state WHEN 'negotiating' THEN '/proposals/' || n || '/' ELSE '/contracts/L' || lpad(n::text, 9, '0') || '/' END,
           at FROM deal""",
    """INSERT INTO conversations_message (id, thread_id, author_id, body, posted_at)
       SELECT last_message - messages + part, n, CASE part %% 2 WHEN 1 THEN worker ELSE client END, 'よろしくお願いします。まず構成をお送りします。',
           at - (messages - part) * interval '1 second'
       FROM deal, generate_series(1, messages) part ORDER BY n, part""",
    """INSERT INTO conversations_participant (thread_id, person_id, last_read_id, latest_id)
       SELECT n, person, last_message, last_message FROM deal, unnest(ARRAY[client, worker]) person""",
    "INSERT INTO terms_sheet (id, baseline, opened_at) SELECT n, %(terms)s, at FROM deal",
    """INSERT INTO terms_version (id, sheet_id, number, "values", digest, proposed_by_id, proposed_at)
       SELECT n, n, 1, %(terms)s, %(digest)s, client, at FROM deal""",
    """INSERT INTO terms_consent (version_id, role, person_id, method, proof, given_at)
       SELECT n, role, person, 'password', '{}', at FROM deal, unnest(ARRAY['client', 'worker'], ARRAY[client, worker]) AS side(role, person)
       WHERE state <> 'negotiating'""",
    "UPDATE terms_sheet SET closed_at = at FROM deal WHERE id = n AND state <> 'negotiating'",
    """INSERT INTO jobs_proposal (id, listing_id, client_id, worker_id, message, price, due_on, thread_id, sheet_id, sent_at, changed_at,
           lifecycle_version, state, entered_at, due_at, steps_taken)
       SELECT n, listing, client, worker, '旅の雑誌で記事を書いてきました。', %(price)s, '2030-01-31', n, n, at, at, 1,
           CASE deal.state WHEN 'negotiating' THEN 'negotiating' ELSE 'contracted' END, at,
           CASE deal.state WHEN 'negotiating' THEN now() + interval '30 days' END, 2
       FROM deal""",
    """INSERT INTO contracts_contract (id, reference, lifecycle, client_id, worker_id, listing_id, proposal_id, terms_id, thread_id,
           title, price, part, parts, part_price, paid, fee_schedule, packs, rounds_agreed, rounds_used, redo_days, work_due_at, made_at, lifecycle_version, state,
           entered_at, due_at, closed_at, steps_taken)
       SELECT n, 'L' || lpad(n::text, 9, '0'), 'fixed_price', client, worker, listing, n, n, n,
           '記事の執筆 ' || n, %(price)s, 0, 1, %(price)s, CASE state WHEN 'completed' THEN %(price)s ELSE 0 END, %(schedule)s, '[]', 2, 0, 5, at + interval '60 days', at, 1, state,
           at, CASE WHEN state NOT IN ('completed', 'lapsed') THEN now() + interval '14 days' + n * interval '1 second' END,
           CASE WHEN state IN ('completed', 'lapsed') THEN at END, (SELECT count(*) FROM history WHERE history.state = deal.state)
       FROM deal WHERE state <> 'negotiating' ORDER BY n""",
    """INSERT INTO contracts_contractstep (subject_id, number, step, from_state, to_state, actor, person_id, taken_at, answers)
       SELECT n, number, step, before, after, actor, CASE actor WHEN 'client' THEN client WHEN 'worker' THEN worker END, at, '{}'
       FROM deal JOIN history USING (state) ORDER BY n, number""",
    """INSERT INTO contracts_delivery (contract_id, number, part, note, delivered_at)
       SELECT n, 1, 0, '3本の原稿をお送りします。', at FROM deal JOIN history USING (state) WHERE step = 'deliver'""",
    """INSERT INTO contracts_itemfinding (delivery_id, item, text, passed, reason)
       SELECT d.id, item, %(terms)s::jsonb -> 'acceptance_items' ->> item, true, '' FROM contracts_delivery d JOIN deal ON n = contract_id, generate_series(0, 2) item WHERE state = 'completed'""",
    """INSERT INTO notices_notice (person_id, kind, params, path, created_at)
       SELECT CASE actor WHEN 'client' THEN client ELSE worker END, kind, jsonb_build_object(
           'title', '記事の執筆 ' || n, 'reference', 'L' || lpad(n::text, 9, '0'), 'price_yen', %(price)s, 'client', '会員 ' || client,
           'worker', '会員 ' || worker, 'reason', '', 'work_due_at', jsonb_build_object('moment', '2030-01-31T14:59:00+00:00'),
           'due_at', jsonb_build_object('moment', '2030-01-31T14:59:00+00:00')), '/contracts/L' || lpad(n::text, 9, '0') || '/', at
       FROM deal JOIN told USING (state) ORDER BY n, number""",
)

_NUMBERED = ("jobs_listing", "conversations_thread", "conversations_message", "terms_sheet", "terms_version", "jobs_proposal", "contracts_contract")
