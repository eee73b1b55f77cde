from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "tachiai.money"
    label = "money"

    def ready(self) -> None:
        from tachiai.money import checks  # noqa: F401, PLC0415 - importing registers; settings come first
