from django.apps import AppConfig


class HelpCentreConfig(AppConfig):
    name = "tachiai.help_centre"
    label = "help_centre"
