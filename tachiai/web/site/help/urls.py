from typing import Any

app_name = "help"
urlpatterns: list[Any] = []
