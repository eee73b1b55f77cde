from django.apps import AppConfig
from django.conf import settings

from tachiai.guidelines import rules


class GuidelinesConfig(AppConfig):
    name = "tachiai.guidelines"
    label = "guidelines"

    def ready(self) -> None:
        rules.use(settings.GUIDELINES)
