from django.urls import path

from tachiai.web.site.threads import acts, handing_over, live, pages, searching

app_name = "threads"
urlpatterns = [
    path("messages/", pages.listed, name="list"),
    path("messages/search/", searching.everywhere, name="search"),
    path("messages/choices/", acts.choices, name="choices"),
    path("messages/<int:thread_id>/", pages.detail, name="detail"),
    path("messages/<int:thread_id>/new/", live.arrived, name="arrived"),
    path("messages/<int:thread_id>/post/", pages.post, name="post"),
    path("messages/<int:thread_id>/draft/", acts.draft, name="draft"),
    path("messages/<int:thread_id>/search/", searching.within, name="search_in"),
    path("messages/<int:thread_id>/<int:message_id>/edit/", acts.edit, name="edit"),
    path("messages/<int:thread_id>/<int:message_id>/thanks/", acts.thank, name="thank"),
    path("files/<int:file_id>/", pages.file, name="file"),
    path("files/<int:file_id>/preview/", handing_over.preview, name="preview"),
    path("files/uploads/", handing_over.begin, name="uploads"),
    path("files/uploads/<str:token>/", handing_over.upload, name="upload"),
    path("live/", live.stream, name="live"),
]
