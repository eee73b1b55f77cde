from django.urls import path

from tachiai.web.site.contests import choosing, pages, preparing, sending

app_name = "contests"
urlpatterns = [
    path("contests/mine/", pages.mine, name="mine"),
    path("contests/<int:listing_id>/", pages.contest, name="contest"),
    path("contests/<int:listing_id>/settings/", preparing.settings, name="settings"),
    path("contests/<int:listing_id>/deposit/", preparing.deposit, name="deposit"),
    path("contests/<int:listing_id>/propose/", sending.propose, name="propose"),
    path("contests/<int:listing_id>/questions/", sending.ask, name="ask"),
    path("contests/<int:listing_id>/selection/", choosing.selection, name="selection"),
    path("contests/<int:listing_id>/step/<slug:step>/", choosing.step, name="step"),
    path("contests/questions/<int:question_id>/answer/", choosing.answer, name="answer"),
    path("contests/pictures/<int:file_id>/", pages.picture, name="picture"),
    path("contests/proposals/<int:proposal_id>/", pages.proposal, name="proposal"),
    path("contests/proposals/<int:proposal_id>/revise/", sending.revise, name="revise"),
    path("contests/proposals/<int:proposal_id>/withdraw/", sending.withdraw, name="withdraw"),
    path("contests/proposals/<int:proposal_id>/show/", sending.show, name="show"),
    path("contests/proposals/<int:proposal_id>/like/", choosing.like, name="like"),
    path("contests/proposals/<int:proposal_id>/wish/", choosing.wish, name="wish"),
    path("contests/proposals/<int:proposal_id>/mark/", choosing.mark, name="mark"),
    path("contests/proposals/<int:proposal_id>/unmark/", choosing.unmark, name="unmark"),
    path("contests/proposals/<int:proposal_id>/overturn/", choosing.overturn, name="overturn"),
    path("contests/proposals/<int:proposal_id>/award/", choosing.award, name="award"),
]
