from django.urls import path

from tachiai.web.site.calendar import pages

app_name = "calendar"
urlpatterns = [
    path("calendar/<str:secret>.ics", pages.feed, name="feed"),
    path("settings/calendar/", pages.settings, name="settings"),
    path("settings/calendar/names/", pages.name_others, name="name_others"),
    path("settings/calendar/off/", pages.turn_off, name="turn_off"),
]
