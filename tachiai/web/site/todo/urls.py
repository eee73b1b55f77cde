from django.urls import path

from tachiai.web.site.todo import pages

app_name = "todo"
urlpatterns = [
    path("todo/", pages.listed, name="list"),
]
