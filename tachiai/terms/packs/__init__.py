"""Jurisdiction packs: what the law of a place asks of a contract, as data (`*.toml`), and the engine that asks it.

Words: a *pack* is one dated version of the rules of one place, pinned by a contract as "jp@2026.01"; a *regime* is an
act or a guideline in it, which applies when its condition over the *facts* is met or undecided; a *check* looks at the
facts at a moment; a *finding* is what it found: missing, late, restricted, or needed to decide. Nothing here says what
a court would.

    packs = packs_for(facts, on)                 # or pinned(contract.packs)
    for finding in findings("contract", facts, packs): ...
    limits("payment", facts, packs)["max_days"]  # the strictest, and who gave it

The code knows no country, and no framework.
"""

from tachiai.terms.packs.catalogue import CHECKS, Moment
from tachiai.terms.packs.engine import duties, findings, latest_payment, limits
from tachiai.terms.packs.facts import FACTS, NOTHING_ASKED, party_facts, terms_facts
from tachiai.terms.packs.finding import Duty, Finding, Given, Override, blocking, overridden
from tachiai.terms.packs.kinds import Confidence, Severity
from tachiai.terms.packs.library import KNOWN, help_lines, in_force, packs_for, pinned, pins
from tachiai.terms.packs.schema import Pack

__all__ = [
    "CHECKS",
    "FACTS",
    "KNOWN",
    "NOTHING_ASKED",
    "Confidence",
    "Duty",
    "Finding",
    "Given",
    "Moment",
    "Override",
    "Pack",
    "Severity",
    "blocking",
    "duties",
    "findings",
    "help_lines",
    "in_force",
    "latest_payment",
    "limits",
    "overridden",
    "packs_for",
    "party_facts",
    "pinned",
    "pins",
    "terms_facts",
]
