"""The outside world of money: who says that a transfer has arrived. `TACHIAI_FUNDS` chooses one.

`record_only`: clients transfer to the operator's account, staff look there and confirm. `demo_bank`: every
announced transfer arrives at once; only for a demo.
"""

from __future__ import annotations

from django.conf import settings

RECORD_ONLY = "record_only"
DEMO_BANK = "demo_bank"
FUNDS_MODELS = (RECORD_ONLY, DEMO_BANK)


def arrives_at_once() -> bool:
    """Whether announced money counts as arrived without anybody looking."""
    return settings.FUNDS == DEMO_BANK
