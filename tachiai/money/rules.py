"""Which accounts there are, which movements of money are permitted, and what a fee is. Anything else raises.

Amounts are integers in the installation's minor unit (yen). A movement is one entry whose legs sum to nought. An
account's balance is the sum of its legs; only the outside world may stand below nought.
"""

from __future__ import annotations

DEPOSIT_ESCROW = "deposit_escrow"
RELEASE_ESCROW = "release_escrow"
RETURN_ESCROW = "return_escrow"
