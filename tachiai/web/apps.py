from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tachiai.web"
    label = "web"

    def ready(self) -> None:
        import tachiai.web.agreed  # noqa: PLC0415 - listens to sign-ins, once the apps are ready
        import tachiai.web.forms  # noqa: PLC0415 - says what fields ask for, before any form is declared
        import tachiai.web.security_log  # noqa: F401, PLC0415 - listens to sign-ins too
