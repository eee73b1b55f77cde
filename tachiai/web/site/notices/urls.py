from django.urls import path

from tachiai.web.site.notices import pages

app_name = "notices"
urlpatterns = [
    path("", pages.listed, name="list"),
    path("read/", pages.read_all, name="read_all"),
    path("<int:notice_id>/read/", pages.read, name="read"),
    path("preferences/", pages.preferences, name="preferences"),
]
