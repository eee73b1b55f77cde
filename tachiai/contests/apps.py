from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "tachiai.contests"
    label = "contests"
