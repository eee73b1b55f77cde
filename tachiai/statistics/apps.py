from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "tachiai.statistics"
    label = "statistics"
