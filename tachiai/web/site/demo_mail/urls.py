from django.urls import path

from tachiai.web.site.demo_mail import pages

app_name = "demo"
urlpatterns = [
    path("", pages.listed, name="mailbox"),
    path("<str:name>/", pages.one, name="mail"),
]
