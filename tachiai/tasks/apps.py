from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tachiai.tasks"
    label = "tasks"
