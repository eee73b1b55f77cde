from django.urls import include, path

from tachiai.web.site.demo import pages

app_name = "demo"
urlpatterns = [
    path("clock/", pages.move_clock, name="move_clock"),
    path("mail/", include("tachiai.web.site.demo_mail.urls")),
]
