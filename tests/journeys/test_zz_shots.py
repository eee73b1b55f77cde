from tests.journeys.test_confidentiality import *
from tests.confidentiality import ask_for_secrecy, agree_to_secrecy
from tachiai.jobs.confidentiality import Undertaking
def test_both_sign_and_keep_the_same_text(): ...
def test_silence_ends_it_and_binds_nobody(): ...
def test_shots(cast, new_page, proposal_id, browser=None):
    declare(cast)
    def shot(page, name, path):
        page.goto(path); over=page.evaluate("document.scrollingElement.scrollWidth - innerWidth"); print(name, over)
        page.screenshot(path=f"/tmp/nda/{name}.png", full_page=True)
    base=f"/proposals/{proposal_id}/confidentiality/"
    wide=new_page(as_person=cast.aoi, width=1280)
    shot(wide,"none",base); shot(wide,"ask",base+"ask/")
    wide.get_by_label("特記事項").fill("違約金として100万円を支払ってください。"); acts.press(wide,"全文を確認する"); wide.screenshot(path="/tmp/nda/look.png", full_page=True)
    ask_for_secrecy(proposal_id, cast.aoi, now(), Undertaking(3,"違約金として100万円を支払ってください。"))
    shot(wide,"asker",base)
    tel=new_page(as_person=cast.ren, width=390, height=844, color_scheme="dark")
    shot(tel,"asked_tel",base+"?lang=en"); shot(tel,"agree_tel",base+"agree/?lang=en"); shot(tel,"decline_tel",base+"decline/?lang=en")
    agree_to_secrecy(proposal_id, cast.ren, now())
    shot(wide,"agreed",base); shot(tel,"agreed_tel",base)
    import urllib.request
    from tachiai.jobs.queries.confidentiality import latest_confidentiality
    from tachiai.documents.gateways.typst_pdf import pdf
    import time
    v=latest_confidentiality(cast.aoi.pk, proposal_id)
    for _ in range(3):
        t=time.perf_counter(); b=pdf(v.shown,digest=v.digest); print("pdf ms", round((time.perf_counter()-t)*1000), len(b))
    open("/tmp/nda/nda.pdf","wb").write(b)
