from django.urls import path

from tachiai.web.site.threads import pages

app_name = "threads"
urlpatterns = [
    path("messages/", pages.listed, name="list"),
    path("messages/<int:thread_id>/", pages.detail, name="detail"),
    path("messages/<int:thread_id>/post/", pages.post, name="post"),
    path("files/<int:file_id>/", pages.file, name="file"),
]
