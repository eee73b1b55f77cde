"""Messages per second through the whole of posting, beside bare inserts of the same rows on the same server.

Two people write in turn in one thread, each message its own commit: checked, screened, indexed, announced, told to open
pages. The limit is the one INSERT into the table of messages, committed by itself. One process, one connection.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - settings come first

from tachiai.conversations import actions  # noqa: E402
from tachiai.conversations.actions.consent import give_consent  # noqa: E402
from tachiai.conversations.lifecycles import CONSENT_VERSION  # noqa: E402
from tachiai.conversations.queries.consent import mode  # noqa: E402
from tachiai.people.actions import HashedPassword, open_account  # noqa: E402
from tachiai.screening.queries import judge  # noqa: E402

BODY = (
    "いつもありがとうございます。看板の案を三つお送りします。一つ目は丸みのある文字、二つ目は筆で書いたような文字、三つ目は"
    "細い線の文字です。白黒でも読めることを確かめました。お時間のあるときにご覧いただき、気になる点をお知らせください。"
)  # fmt: skip
INSERT = "INSERT INTO conversations_message (thread_id, author_id, body, posted_at) VALUES (%s, %s, %s, %s)"


def per_second(count: int, work: Callable[[int], object]) -> float:
    started = time.perf_counter()
    for number in range(count):
        work(number)
    return count / (time.perf_counter() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="few messages: shows that it works, measures nothing")
    count = 50 if parser.parse_args().small else 2_000
    at, password = datetime.now(UTC), HashedPassword.of("blue-heron-at-dawn-42")
    two = [open_account(email=f"{name}@example.com", password=password, display_name=name).pk for name in ("Aoi", "Ren")]
    for person in two:
        give_consent(person_id=person, version=CONSENT_VERSION, in_mode=mode(), at=at)
    thread = actions.open_thread(people=two, at=at)

    def post(number: int) -> None:
        actions.post_message(thread_id=thread, author_id=two[number % 2], body=f"{number}: {BODY}", at=at)

    def insert(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [thread, two[number % 2], f"{number}: {BODY}", at])

    for number in range(20):
        post(number)
    posted, bare = per_second(count, post), per_second(count, insert)
    judged = per_second(count, lambda number: judge(f"{number}: {BODY}", where="message"))
    print(f"=> {describe()}; {count} messages of {len(BODY)} characters, one connection")
    print(f"=> posted {posted:.0f} a second, bare inserts {bare:.0f}: ratio {posted / bare:.3f}")
    print(f"=> screening alone {judged:.0f} a second: {posted / judged:.0%} of the time of a message")
    return 0


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["messages"], sys.argv[1:]))
