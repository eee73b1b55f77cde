from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "tachiai.contracts"
    label = "contracts"
