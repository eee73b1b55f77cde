from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tachiai.jobs"
    label = "jobs"
