from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "tachiai.money"
    label = "money"
