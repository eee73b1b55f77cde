"""The desk's queue of inquiries and the page of one, with 1,000 and with 11,000 inquiries: queries and milliseconds.

The rows are loaded in SQL and have the shape of real ones: most have ended, one in ten waits, a third was asked without
an account, a fourth is about a contract, and each has five lines. One inquiry has a long thread. The pages are asked for
through the whole stack of middleware, without a network between.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe
from benchmarks.together import percentile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings come first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.load import Market, fill  # noqa: E402
from tachiai.config.preparation import prepare  # noqa: E402
from tachiai.inquiries.models import Inquiry  # noqa: E402
from tachiai.inquiries.rules import CATEGORIES, NUMBERS  # noqa: E402
from tachiai.people.actions import HashedPassword, open_account  # noqa: E402
from tachiai.people.models import Person  # noqa: E402

FEW, MANY = 1_000, 11_000
AIM_MS, FLAT, SLACK_MS, MOST_QUERIES = 50.0, 1.5, 3.0, 15
LOAD = """
INSERT INTO inquiries_inquiry (lifecycle_version, state, entered_at, due_at, steps_taken, number, token, person_id, address,
    language, category, article, contract_id, title, asked_at, answer_by, assignee_id, assigned_at, replies, first_answer_at,
    closed_at, helped_word)
SELECT 1, state, at, CASE WHEN state <> 'settled' THEN at + interval '14 days' END, 0, upper(left(md5('n' || n), 10)), md5(n::text),
    asker, CASE WHEN asker IS NULL THEN 'asker' || n %% 997 || '@example.com' ELSE '' END,
    CASE WHEN n %% 5 = 0 THEN 'en' ELSE 'ja' END, (%(categories)s::text[])[1 + n * 7 %% %(kinds)s], '',
    CASE WHEN asker IS NOT NULL AND n %% 8 < 3 THEN c.id END, '納品したのに、検収の返事がありません。', at, at + interval '3 days',
    CASE WHEN n %% 4 = 0 OR state IN ('answered', 'settled') THEN %(staff)s END, at, n %% 3,
    CASE WHEN state IN ('answered', 'settled', 'closed') THEN at + interval '1 day' END,
    CASE WHEN state IN ('settled', 'closed') THEN at + interval '15 days' END, ''
FROM (
    SELECT n, now() - n * interval '7 minutes' AS at,
        CASE WHEN n %% 3 > 0 THEN 1 + n %% %(people)s END AS asker,
        (ARRAY['waiting', 'overdue', 'answered', 'closed', 'settled', 'settled', 'settled', 'settled', 'settled', 'settled'])[1 + n %% 10]
            AS state
    FROM generate_series(%(first)s, %(last)s) n
) made LEFT JOIN LATERAL (SELECT id FROM contracts_contract WHERE client_id = asker ORDER BY id LIMIT 1) c ON true
"""
SAY = """
INSERT INTO inquiries_inquirymessage (inquiry_id, kind, author_id, body, params, suggests, is_by_mail, said_at)
SELECT i.id, kind, CASE WHEN kind = 'person' THEN i.person_id ELSE %(staff)s END,
    '納品から一週間たちましたが、検収の返事がありません。どのように進めればよいか教えてください。', '{}', '', false, i.asked_at
FROM inquiries_inquiry i, unnest(ARRAY['person', 'note', 'staff', 'person', 'staff']) kind, generate_series(1, %(times)s)
WHERE i.id BETWEEN %(first)s AND %(last)s ORDER BY i.id
"""


@dataclass(frozen=True)
class Measured:
    queries: int
    middle: float
    late: float


def load(first: int, last: int, staff: int, people: int) -> None:
    known = Inquiry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    numbers = {"first": first, "last": last, "staff": staff, "people": people}
    with connection.cursor() as cursor:
        cursor.execute(LOAD, {**numbers, "categories": list(CATEGORIES), "kinds": len(CATEGORIES)})
        newest = Inquiry.objects.latest("pk").pk
        cursor.execute(SAY, {"first": known + 1, "last": newest, "staff": staff, "times": 1})
        cursor.execute("VACUUM ANALYZE inquiries_inquiry, inquiries_inquirymessage")


def pages(staff: int) -> dict[str, str]:
    """Each by its name; the thread of one inquiry is as long as a page shows."""
    open_ones = Inquiry.objects.filter(state="waiting", contract__isnull=False).order_by("pk")
    short, long = open_ones[0].pk, open_ones[1].pk
    if open_ones[1].messages.count() < NUMBERS["inquiries"]["shown"]:
        with connection.cursor() as cursor:
            cursor.execute(SAY, {"first": long, "last": long, "staff": staff, "times": NUMBERS["inquiries"]["shown"] // 5})
    category = CATEGORIES[0]
    return {
        "queue": "/desk/inquiries/",
        "queue of one kind": f"/desk/inquiries/?category={category}",
        "what is done, of one kind": f"/desk/inquiries/?view=done&category={category}",
        "an inquiry": f"/desk/inquiries/{short}/",
        "an inquiry with a long thread": f"/desk/inquiries/{long}/",
    }


def ask(client: Client, path: str, times: int) -> Measured:
    took: list[float] = []
    for _ in range(3):
        answer: Any = client.get(path)
    with CaptureQueriesContext(connection) as sent:
        answer = client.get(path)
        queries = len(sent)  # before the next request empties the log
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}")
    for _ in range(times):
        started = time.perf_counter()
        client.get(path)
        took.append(1000 * (time.perf_counter() - started))
    return Measured(queries, percentile(took, 50), percentile(took, 95))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="few inquiries: shows that it works, measures nothing")
    small = parser.parse_args().small
    few, many, times = (100, 300, 3) if small else (FEW, MANY, 60)
    people = 200
    print(f"=> {describe()}")
    prepare()
    fill(Market(people=people, listings=20, deals=2 * people, states=("delivered",)))
    password = HashedPassword.of("blue-heron-at-dawn-42")
    staff = open_account(email="staff@example.com", password=password, display_name="staff", is_staff=True).pk
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(Person.objects.get(pk=staff), backend=settings.AUTHENTICATION_BACKENDS[0])
    load(1, few, staff, people)
    before = {name: ask(client, path, times) for name, path in pages(staff).items()}
    load(few + 1, many, staff, people)
    after = {name: ask(client, path, times) for name, path in pages(staff).items()}
    missed = 0
    for name, first in before.items():
        second = after[name]
        ratio = second.middle / first.middle
        is_kept = second.queries <= MOST_QUERIES and second.middle < AIM_MS
        is_kept = is_kept and second.middle <= FLAT * first.middle + SLACK_MS
        missed += not is_kept
        print(f"=> {name:30} {few:6}: {first.queries:2} queries, p50 {first.middle:5.1f} ms, p95 {first.late:5.1f}; "
              f"{many:6}: {second.queries:2} queries, p50 {second.middle:5.1f} ms, p95 {second.late:5.1f}; "
              f"{ratio:.2f} times{'' if is_kept else '  MISSED'}")  # fmt: skip
    print(f"=> aim: p50 under {AIM_MS:g} ms and flat; {missed} missed")
    return 0 if small else int(bool(missed))


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["inquiries"], sys.argv[1:]))
