from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import rules


class MoneyConfig(AppConfig):
    name = "tachiai.money"
    label = "money"

    def ready(self) -> None:
        from tachiai.money import checks  # noqa: F401, PLC0415 - importing registers; settings come first

        if settings.FEES:
            use_fees(settings.FEES)


def use_fees(file: str) -> None:
    """Refusal that names what is wrong in an operator's file of fees."""
    try:
        rules.add_schedules(Path(file))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(Refused("money.refused.fees", {"file": file, "fault": error})) from error
