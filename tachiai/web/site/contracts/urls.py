from django.urls import path

from tachiai.web.site.contracts import asking, pages, plea_pages, request_pages, standing

app_name = "contracts"
urlpatterns = [
    path("contracts/", pages.mine, name="list"),
    path("contracts/<slug:reference>/", pages.detail, name="detail"),
    path("contracts/<slug:reference>/stand-in/", standing.stand_in, name="stand_in"),
    path("contracts/<slug:reference>/deposit/", pages.deposit, name="deposit"),
    path("contracts/<slug:reference>/steps/<slug:step>/", pages.step, name="step"),
    path("contracts/<slug:reference>/rating/", pages.rate, name="rate"),
    path("contracts/<slug:reference>/rating/<int:rating_id>/reply/", pages.reply, name="reply"),
    path("contracts/<slug:reference>/ask/<slug:kind>/", asking.ask, name="ask"),
    path("contracts/<slug:reference>/requests/<int:request_id>/", request_pages.detail, name="request"),
    path(
        "contracts/<slug:reference>/requests/<int:request_id>/steps/<slug:step>/",
        request_pages.step,
        name="request_step",
    ),
    path("contracts/<slug:reference>/plea/", plea_pages.plea, name="plea"),
]
