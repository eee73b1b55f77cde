from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tachiai.people"
    label = "people"
