from django.urls import path

from tachiai.web.site.jobs import editing, pages

app_name = "jobs"
urlpatterns = [
    path("jobs/", pages.search, name="search"),
    path("jobs/new/", editing.new, name="new"),
    path("jobs/mine/", pages.mine, name="mine"),
    path("jobs/saved/", pages.saved, name="saved"),
    path("jobs/<int:listing_id>/", pages.detail, name="detail"),
    path("jobs/<int:listing_id>/save/", pages.save, name="save"),
    path("jobs/<int:listing_id>/proposals/", pages.proposals, name="proposals"),
    path("jobs/<int:listing_id>/edit/", editing.edit, name="edit"),
    path("jobs/<int:listing_id>/autosave/", editing.autosave, name="autosave"),
    path("jobs/<int:listing_id>/meter/", editing.meter, name="meter"),
    path("jobs/<int:listing_id>/extend/", editing.extend, name="extend"),
    path("jobs/<int:listing_id>/end/<slug:step>/", editing.end, name="end"),
]
