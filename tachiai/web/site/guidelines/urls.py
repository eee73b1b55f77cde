from django.urls import path

from tachiai.web.site.guidelines import consent, pages

app_name = "guidelines"
urlpatterns = [
    path("", pages.overview, name="overview"),
    path("agree/", consent.agree, name="consent"),
    path("<slug:name>/", pages.document, name="document"),
    path("<slug:name>/<str:version>/", pages.version, name="version"),
    path("<slug:name>/<str:version>/changes/", pages.changes, name="changes"),
]
