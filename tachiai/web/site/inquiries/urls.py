from django.urls import path

from tachiai.web.site.inquiries import asking, pages

app_name = "inquiries"
urlpatterns = [
    path("", pages.mine, name="mine"),
    path("ask/", asking.ask, name="ask"),
    path("with/<slug:token>/", pages.with_token, name="with_token"),
    path("with/<slug:token>/files/<int:file_id>/", pages.file, name="file"),
    path("<slug:number>/", pages.detail, name="detail"),
]
