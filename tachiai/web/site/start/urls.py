from django.urls import path

from tachiai.web.site.start import pages

app_name = "start"
urlpatterns = [
    path("client/", pages.client, name="client"),
    path("worker/", pages.worker, name="worker"),
    path("safety/", pages.safety, name="safety"),
    path("set-aside/", pages.set_aside, name="set_aside"),
]
