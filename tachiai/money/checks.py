"""What must be true of an installation's money settings before anything starts."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from tachiai.money.gateways import DEMO_BANK, FUNDS_MODELS, RECORD_ONLY


@register
def funds_model_is_safe(app_configs: object, **kwargs: object) -> Sequence[CheckMessage]:
    """The funds model is a known one, and the bank that invents money runs only in a demo."""
    if settings.FUNDS not in FUNDS_MODELS:
        return [Error(f"TACHIAI_FUNDS must be one of {', '.join(FUNDS_MODELS)}", id="money.E001")]
    if settings.FUNDS == DEMO_BANK and not settings.DEMO:
        return [Error("TACHIAI_FUNDS=demo_bank invents money: it needs TACHIAI_DEMO=1", id="money.E002")]
    return []


@register()
def people_know_where_to_transfer(app_configs: object, **kwargs: object) -> Sequence[CheckMessage]:
    """Where deposits come by bank, pages name the account; not in a demo, whose people transfer nothing."""
    if settings.FUNDS != RECORD_ONLY or settings.BANK_ACCOUNT or settings.DEMO:
        return []
    hint = "TACHIAI_BANK_ACCOUNT is what pages show beside the number of a transfer"
    return [Warning("nobody is told to which account deposits are transferred", hint=hint, id="money.W001")]
