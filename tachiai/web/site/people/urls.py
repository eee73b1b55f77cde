from django.urls import path

from tachiai.web.site.people import pages, trade

app_name = "people"
urlpatterns = [
    path("people/", pages.mine, name="profile"),
    path("people/<int:person_id>/", pages.profile, name="profile"),
    path("settings/", pages.settings, name="settings"),
    path("settings/trade/", trade.trade, name="trade"),
    path("settings/trade/confirm/", trade.confirm_trade, name="confirm_trade"),
    path("settings/close/", pages.close, name="close"),
    path("terms-of-use/", pages.terms_of_use, name="terms_of_use"),
]
