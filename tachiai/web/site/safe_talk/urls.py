from django.urls import path

from tachiai.web.site.safe_talk import blocks, checking, consent, held, off_site

app_name = "safe_talk"
urlpatterns = [
    path("messages/<int:thread_id>/check/", checking.check, name="check"),
    path("messages/<int:thread_id>/off-site/", off_site.request_page, name="off_site"),
    path("messages/<int:thread_id>/off-site/withdraw/", off_site.withdraw, name="off_site_withdraw"),
    path("messages/held/<int:held_id>/", held.detail, name="held"),
    path("messages/held/<int:held_id>/withdraw/", held.withdraw, name="held_withdraw"),
    path("messages/consent/", consent.consent_page, name="consent"),
    path("people/<int:person_id>/block/", blocks.block, name="block"),
    path("settings/blocked/", blocks.blocked, name="blocked"),
    path("settings/blocked/<int:person_id>/lift/", blocks.unblock, name="unblock"),
]
