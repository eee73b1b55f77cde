from django.apps import AppConfig

from tachiai.kernel import events


class ConfigConfig(AppConfig):
    name = "tachiai.config"
    label = "config"

    def ready(self) -> None:
        from tachiai.config import checks  # noqa: F401, PLC0415 - registers them
        from tachiai.config.wiring import WIRING  # noqa: PLC0415 - models load only after the apps are ready

        events.wire(WIRING)
