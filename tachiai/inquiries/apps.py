from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "tachiai.inquiries"
    label = "inquiries"
