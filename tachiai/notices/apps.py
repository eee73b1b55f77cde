from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tachiai.notices"
    label = "notices"
