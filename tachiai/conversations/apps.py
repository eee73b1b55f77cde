from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "tachiai.conversations"
    label = "conversations"
