"""One process of `test_hammer`: random movements over few contracts, so that processes meet; some are sent twice.

python -m tests.money.hammer SEED PERSON,PERSON,...      prints how many were done and how many refused
"""

from __future__ import annotations

import random
import sys

import django

django.setup()

from django.db import IntegrityError  # noqa: E402 - settings come first

from tachiai.kernel.refused import Refusal  # noqa: E402
from tachiai.money.actions import post_movement  # noqa: E402
from tachiai.money.rules import (  # noqa: E402
    DEPOSIT_ESCROW,
    EFFECTS,
    MOVEMENTS,
    PAY_PART,
    RELEASE_ESCROW,
    RETURNED,
    contract_holder,
)
from tests.money.moves import AT, FEES  # noqa: E402

MOVES = 120


def hammer(seed: int, people: list[int]) -> tuple[int, int]:
    chance, done, refused = random.Random(seed), 0, 0
    for _ in range(MOVES):
        try:
            _move(chance, people)
            done += 1
        except (Refusal, IntegrityError):
            refused += 1
    return done, refused


def _move(chance: random.Random, people: list[int]) -> None:
    contract = chance.randrange(8)
    movement = chance.choice([DEPOSIT_ESCROW, DEPOSIT_ESCROW, *EFFECTS])
    amount, step_number = chance.choice([90_000, 90_000, 40_000]), chance.randrange(10**6)
    share = chance.choice([0, 1, amount]) if RETURNED in MOVEMENTS[movement].parts else None
    pays_all = movement in (RELEASE_ESCROW, PAY_PART) or share == amount
    withheld = chance.choice([0, 0, amount // 10]) if pays_all else 0
    for _ in range(chance.choice([1, 1, 2])):
        post_movement(
            movement,
            holder=contract_holder(contract),
            client_id=people[contract % 4],
            worker_id=people[(contract + 1) % 4],
            amount=amount,
            worker_share=share,
            withheld=withheld,
            fee_schedule=FEES,
            step_number=step_number,
            at=AT,
        )


if __name__ == "__main__":
    print(*hammer(int(sys.argv[1]), [int(pk) for pk in sys.argv[2].split(",")]))
