from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "tachiai.terms"
    label = "terms"
