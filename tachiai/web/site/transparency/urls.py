from django.urls import path

from tachiai.web.site.transparency import pages

app_name = "transparency"
urlpatterns = [
    path("", pages.latest, name="latest"),
    path("<slug:name>/", pages.report, name="report"),
    path("<slug:name>/counts.csv", pages.counts, name="counts"),
    path("<slug:name>/statements.jsonl", pages.statements, name="statements"),
]
