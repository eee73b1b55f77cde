from django.apps import AppConfig


class ClockworkConfig(AppConfig):
    name = "tachiai.clockwork"
    label = "clockwork"
