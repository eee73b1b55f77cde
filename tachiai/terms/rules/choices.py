"""What can be chosen where a point of the terms is a choice. Texts: terms.<field>.<value>."""

from __future__ import annotations

from enum import StrEnum


class JobForm(StrEnum):
    """In which form a job is given (domain 1.1). Texts: jobs.format.<value>."""

    FIXED_PRICE = "fixed_price"
    HOURLY = "hourly"
    CONTEST = "contest"
    TASK = "task"


class Rights(StrEnum):
    """What happens to the rights in the result. From the lightest for the worker to the heaviest."""

    KEPT = "kept"
    LICENSED = "licensed"
    ASSIGNED = "assigned"


class Portfolio(StrEnum):
    """May the worker show the result as a sample of their work? From the lightest for the client to the heaviest."""

    NO = "no"
    ON_REQUEST = "on_request"
    AFTER_RELEASE = "after_release"
    FREELY = "freely"


class Deadlock(StrEnum):
    """How a held deposit is divided when a mediation ends without a result. An odd yen goes to the client."""

    TO_CLIENT = "to_client"
    HALF = "half"
    TO_WORKER = "to_worker"


class Confidentiality(StrEnum):
    NONE = "none"
    STANDARD = "standard"
    STRICT = "strict"


class PriceBasis(StrEnum):
    """What the price is counted by (domain 3.1)."""

    LUMP_SUM = "lump_sum"
    PER_PIECE = "per_piece"
    PER_CHARACTER = "per_character"
    PER_HOUR = "per_hour"


class Tax(StrEnum):
    """The rate of consumption tax that the price contains (law 3.1)."""

    STANDARD = "standard"
    REDUCED = "reduced"
    NONE = "none"


class Withholding(StrEnum):
    """Whether the client withholds income tax from the reward (law 3.2). The client decides; undecided is a value."""

    UNDECIDED = "undecided"
    NONE = "none"
    WITHHELD = "withheld"


class PayMeans(StrEnum):
    """How the reward is paid (law 1.2, items 8 to 11)."""

    SITE = "site"
    DIGITAL = "digital"
    CLAIMS = "claims"
    FACTORING = "factoring"
    BILL = "bill"


class Recommission(StrEnum):
    """Whether the client orders on what somebody else ordered from the client (law 1.3)."""

    NO = "no"
    YES = "yes"
