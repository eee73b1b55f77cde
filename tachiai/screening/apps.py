from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "tachiai.screening"
    label = "screening"
