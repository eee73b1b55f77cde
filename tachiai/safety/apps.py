from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "tachiai.safety"
    label = "safety"
