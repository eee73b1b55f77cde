from django.urls import path

from tachiai.web.site.home import health, pages

app_name = "site"
urlpatterns = [
    path("", pages.home, name="home"),
    path("health/", health.health, name="health"),
    path("language/", pages.choose_language, name="language"),
]
