from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "tachiai.config"
    label = "config"
