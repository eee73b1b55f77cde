from typing import Any

app_name = "start"
urlpatterns: list[Any] = []
