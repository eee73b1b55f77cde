"""All addresses."""

from django.urls import include, path

handler400 = "tachiai.web.errors.bad_request"
handler500 = "tachiai.web.errors.server_error"
urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("tachiai.web.urls")),
]
