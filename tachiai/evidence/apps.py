from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "tachiai.evidence"
    label = "evidence"
