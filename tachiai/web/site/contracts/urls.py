from django.urls import path

from tachiai.web.site.contracts import pages

app_name = "contracts"
urlpatterns = [
    path("contracts/", pages.mine, name="list"),
    path("contracts/<slug:reference>/", pages.detail, name="detail"),
    path("contracts/<slug:reference>/deposit/", pages.deposit, name="deposit"),
    path("contracts/<slug:reference>/steps/<slug:step>/", pages.step, name="step"),
    path("contracts/<slug:reference>/rating/", pages.rate, name="rate"),
    path("contracts/<slug:reference>/rating/<int:rating_id>/reply/", pages.reply, name="reply"),
]
