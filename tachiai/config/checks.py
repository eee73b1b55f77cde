"""Django's system checks of ours: every command that checks the project runs them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tachiai.config.lifecycles import LIFECYCLES, text_keys
from tachiai.contracts.lifecycles import CONTRACTS, MEDIATION_LEVELS
from tachiai.contracts.queries.requests import kinds
from tachiai.conversations.safety import MODES
from tachiai.guidelines import rules
from tachiai.help_centre.figures import figures
from tachiai.help_centre.library import library as help_library
from tachiai.help_centre.soundness import faults as faulty_articles
from tachiai.kernel.joint import Product
from tachiai.kernel.joint_faults import walk
from tachiai.kernel.soundness import Fault, faults
from tachiai.kernel.texts import CATALOGUE
from tachiai.money.rules import EFFECTS
from tachiai.screening.rules import RULEBOOK


@register()
def check_lifecycles(**_: Any) -> list[CheckMessage]:
    """Every life cycle is sound and has its texts; no silence traps anybody."""
    found: list[CheckMessage] = []
    for cycle in LIFECYCLES:
        found += [_error(cycle.name, fault) for fault in faults(cycle, EFFECTS)]
        found += [Error(f"no text {key}", id="tachiai.E020") for key in text_keys(cycle) if key not in CATALOGUE]
    return found


@register()
def check_requests(**_: Any) -> list[CheckMessage]:
    """No contract, with everything that may be open beside it at this installation's level of mediation, traps
    anybody or pays otherwise than the record. Walks some 300 joint states in a quarter of a second."""
    level = settings.MEDIATION_LEVEL
    if level not in MEDIATION_LEVELS:
        hint = f"TACHIAI_MEDIATION is one of {', '.join(MEDIATION_LEVELS)}"
        return [Error(f"there is no mediation level {level!r}", hint=hint, id="tachiai.E021")]
    return [
        _error(cycle.name, fault)
        for cycle in CONTRACTS
        for fault in walk(Product(cycle, kinds(level, cycle.name)), EFFECTS).faults
    ]


@register()
def check_message_screening(**_: Any) -> list[CheckMessage]:
    """The installation screens messages in a way that there is."""
    if settings.MESSAGE_SCREENING in MODES:
        return []
    hint = f"TACHIAI_MESSAGE_SCREENING is one of {', '.join(MODES)}"
    return [Error(f"there is no screening {settings.MESSAGE_SCREENING!r}", hint=hint, id="tachiai.E022")]


@register()
def check_guidelines(**_: Any) -> list[CheckMessage]:
    """The documents can be read, an operator's own too, and some clause answers for whatever the rulebook finds."""
    hint = f"TACHIAI_GUIDELINES={settings.GUIDELINES}" if settings.GUIDELINES else None
    try:
        told = rules.library().by_danger
    except ValueError as faults:
        return [Error(fault, hint=hint, id="tachiai.E023") for fault in str(faults).splitlines()]
    dangers = sorted(path.stem for path in RULEBOOK.glob("*.toml"))
    return [
        Error(f"no clause answers for the danger {danger}", hint=hint, id="tachiai.E024")
        for danger in dangers
        if danger not in told
    ]


@register()
def check_articles(**_: Any) -> list[CheckMessage]:
    """The articles of the help centre can be read and shown, an operator's own too."""
    hint = f"TACHIAI_ARTICLES={settings.ARTICLES}" if settings.ARTICLES else None
    try:
        found = list(faulty_articles(help_library(), figures(timezone.now()), _is_page))
    except ValueError as fault:
        found = [str(fault)]
    return [Error(fault, hint=hint, id="tachiai.E025") for fault in found]


def _is_page(name: str) -> bool:
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False


def _error(cycle: str, fault: Fault) -> Error:
    way = f"the way there: {' > '.join(fault.way)}" if fault.way else None
    return Error(f"{cycle}: {fault.where}: {fault.hint}", hint=way, id=f"tachiai.{fault.id}")
