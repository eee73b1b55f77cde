"""Fills an empty, migrated database with a large market, set by set in SQL: people, listings, contracts, messages.

The rows are plain but whole: every contract has its listing, proposal, terms, thread and steps, so that pages and
sweeps do on them what they do on real ones.
"""

from __future__ import annotations

import json
from datetime import date

from django.db import connection

from tachiai.terms.rules import Terms

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
    portfolio="after_release",
    confidentiality="standard",
    price=30_000,
)

_PEOPLE = """
INSERT INTO people_person (password, email, display_name, introduction, skills, language, time_zone, is_staff, is_active, joined_at)
SELECT '!', 'p' || n || '@example.com', 'Person ' || n, '', '{}', 'ja', 'Asia/Tokyo', false, true, now()
FROM generate_series(1, %(people)s) n
"""

_LISTINGS = """
INSERT INTO jobs_listing (client_id, format, category, title, description, "values", budget_min, budget_max, apply_by, language,
    search, created_at, changed_at, published_at, source, external_id, lifecycle_version, state, entered_at, due_at, steps_taken)
SELECT 1 + n %% %(people)s, 'fixed_price', (%(categories)s::text[])[1 + n %% %(leaves)s], '記事の執筆 ' || n, '店の紹介記事を書いてください。',
    %(terms)s, 10000 + n %% 90 * 1000, 20000 + n %% 90 * 1000, now() + interval '30 days' + n * interval '1 second', 'ja',
    setweight(to_tsvector('simple', '記事 執筆 ' || (array['店','旅','料理','映画','本'])[1 + n %% 5] || ' w' || n %% 1000), 'A'),
    now(), now(), now() - n * interval '1 second', '', '', 1, 'open', now(), now() + interval '30 days' + n * interval '1 second', 1
FROM generate_series(1, %(listings)s) n
"""

_CONTRACTS = (
    "INSERT INTO conversations_thread (id, started_at) SELECT n, now() FROM generate_series(1, %(contracts)s) n",
    """INSERT INTO conversations_participant (thread_id, person_id, last_read_id)
       SELECT n, 1 + n %% %(people)s, 0 FROM generate_series(1, %(contracts)s) n
       UNION ALL SELECT n, 1 + (n + 1) %% %(people)s, 0 FROM generate_series(1, %(contracts)s) n""",
    "INSERT INTO terms_sheet (id, opened_at, closed_at) SELECT n, now(), now() FROM generate_series(1, %(contracts)s) n",
    """INSERT INTO terms_version (id, sheet_id, number, "values", digest, proposed_by_id, proposed_at)
       SELECT n, n, 1, %(terms)s, %(digest)s, 1 + n %% %(people)s, now() FROM generate_series(1, %(contracts)s) n""",
    """INSERT INTO jobs_proposal (id, listing_id, worker_id, message, price, due_on, thread_id, sheet_id, sent_at, changed_at,
           lifecycle_version, state, entered_at, steps_taken)
       SELECT n, 1 + n %% %(listings)s, 1 + (n + 1) %% %(people)s, 'よろしくお願いします。', 30000, '2030-01-31', n, n, now(), now(),
           1, 'contracted', now(), 2 FROM generate_series(1, %(contracts)s) n""",
    """INSERT INTO contracts_contract (id, reference, lifecycle, client_id, worker_id, listing_id, proposal_id, terms_id, thread_id,
           title, price, fee_schedule, rounds_agreed, rounds_used, redo_days, work_due_at, made_at, lifecycle_version, state,
           entered_at, due_at, steps_taken)
       SELECT n, 'L' || lpad(n::text, 9, '0'), 'fixed_price', 1 + n %% %(people)s, 1 + (n + 1) %% %(people)s, 1 + n %% %(listings)s, n, n, n,
           '記事の執筆 ' || n, 30000, %(schedule)s, 2, 0, 5, now() + interval '60 days', now(), 1, 'awaiting_deposit',
           now(), now() + interval '14 days' + n * interval '1 second', 0 FROM generate_series(1, %(contracts)s) n""",
)

_SEQUENCES = ("conversations_thread", "terms_sheet", "terms_version", "jobs_proposal", "contracts_contract")


def load(*, people: int, listings: int, contracts: int, categories: list[str], schedule: str) -> None:
    """Insert that many rows; contracts all wait for their deposit. The database must be empty."""
    params = {
        "people": people,
        "listings": listings,
        "contracts": contracts,
        "categories": categories,
        "leaves": len(categories),
        "terms": json.dumps(TERMS.as_data()),
        "digest": TERMS.digest(),
        "schedule": schedule,
    }
    with connection.cursor() as cursor:
        for statement in (_PEOPLE, _LISTINGS, *_CONTRACTS):
            cursor.execute(statement, params)
        for table in _SEQUENCES:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {contracts})")
        cursor.execute("ANALYZE")
