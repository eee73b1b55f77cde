from django.urls import path

from tachiai.web.site.help import guides, pages, searching

app_name = "help"
urlpatterns = [
    path("", pages.home, name="home"),
    path("situations/<slug:name>/", pages.situation, name="situation"),
    path("guides/<slug:name>/", guides.guide, name="guide"),
    path("search/", searching.find, name="search"),
    path("search/suggest/", searching.suggest, name="suggest"),
    path("search/open/<slug:name>/", searching.opened, name="opened"),
    path("<slug:name>/", pages.article, name="article"),
    path("<slug:name>/useful/", pages.vote, name="vote"),
]
