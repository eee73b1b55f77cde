from django.urls import path

from tachiai.web.site.confidentiality import asking, pages

app_name = "confidentiality"
_HERE = "proposals/<int:proposal_id>/confidentiality/"
urlpatterns = [
    path(_HERE, pages.detail, name="detail"),
    path(f"{_HERE}ask/", asking.ask, name="ask"),
    path(f"{_HERE}agree/", pages.agree, name="agree"),
    path(f"{_HERE}decline/", pages.decline, name="decline"),
    path(f"{_HERE}withdraw/", pages.withdraw, name="withdraw"),
    path(f"{_HERE}<int:request_id>.pdf", pages.as_pdf, name="pdf"),
    path(f"{_HERE}<int:request_id>.json", pages.as_json, name="json"),
]
