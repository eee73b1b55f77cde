from django.urls import path

from tachiai.web.site.help import guides, pages

app_name = "help"
urlpatterns = [
    path("", pages.home, name="home"),
    path("guides/<slug:name>/", guides.guide, name="guide"),
    path("<slug:name>/", pages.article, name="article"),
    path("<slug:name>/useful/", pages.vote, name="vote"),
]
