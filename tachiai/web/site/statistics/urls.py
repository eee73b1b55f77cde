from django.urls import path

from tachiai.web.site.statistics import pages

app_name = "statistics"
urlpatterns = [
    path("", pages.trouble, name="trouble"),
    path("<slug:name>.csv", pages.table, name="table"),
]
