from django.urls import path

from tachiai.web.site.guide import pages

app_name = "guide"
urlpatterns = [
    path("", pages.contents, name="contents"),
    path("<slug:name>/", pages.article, name="article"),
]
