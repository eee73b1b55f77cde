from typing import Any

app_name = "inquiries"
urlpatterns: list[Any] = []
