from django.urls import path

from tachiai.web.site.evidence import pages

app_name = "evidence"
urlpatterns = [path("contracts/<slug:reference>/record/", pages.record, name="record")]
