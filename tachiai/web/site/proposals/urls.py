from django.urls import path

from tachiai.web.site.proposals import negotiating, pages, talking

app_name = "proposals"
urlpatterns = [
    path("proposals/", pages.mine, name="mine"),
    path("jobs/<int:listing_id>/apply/", pages.send, name="send"),
    path("jobs/<int:listing_id>/apply/net/", pages.net, name="net"),
    path("proposals/<int:proposal_id>/", pages.detail, name="detail"),
    path("proposals/<int:proposal_id>/edit/", pages.edit, name="edit"),
    path("proposals/<int:proposal_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("proposals/<int:proposal_id>/decline/", pages.decline, name="decline"),
    path("proposals/<int:proposal_id>/negotiate/", negotiating.begin, name="open_terms"),
    path("proposals/<int:proposal_id>/terms/", negotiating.propose, name="terms"),
    path("proposals/<int:proposal_id>/understand/", talking.understand, name="understand"),
    path("proposals/<int:proposal_id>/items/<slug:item>/", talking.discuss, name="discuss"),
    path("proposals/<int:proposal_id>/findings/", talking.override, name="override"),
    path("proposals/<int:proposal_id>/agree/", talking.agree, name="agree"),
]
