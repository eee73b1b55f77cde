from django.urls import path

from tachiai.web.preview import pages

app_name = "preview"
urlpatterns = [
    path("", pages.gallery, name="gallery"),
    path("<slug:name>/", pages.single, name="component"),
]
