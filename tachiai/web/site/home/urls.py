from django.urls import path

from tachiai.web.site.home import pages

app_name = "site"
urlpatterns = [
    path("", pages.home, name="home"),
    path("language/", pages.choose_language, name="language"),
]
