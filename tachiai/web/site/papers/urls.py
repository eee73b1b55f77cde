from django.urls import path

from tachiai.web.site.papers import pages

app_name = "papers"
urlpatterns = [
    path("papers/", pages.listed, name="list"),
    path("papers/found.csv", pages.found_csv, name="found_csv"),
    path("papers/<slug:serial>/", pages.detail, name="detail"),
    path("papers/<slug:serial>.pdf", pages.as_pdf, name="pdf"),
    path("papers/<slug:serial>.json", pages.as_json, name="json"),
]
