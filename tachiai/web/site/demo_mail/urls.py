from django.urls import path

from tachiai.web.site.demo_mail import pages

# Part of the namespace `demo`: see tachiai/web/site/demo/urls.py.
urlpatterns = [
    path("", pages.listed, name="mailbox"),
    path("<str:name>/", pages.one, name="mail"),
]
