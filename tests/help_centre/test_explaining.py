"""Whatever the product declares has an article that explains it: states, refusals, restrictions, error pages."""

from __future__ import annotations

import pytest
from django.test import Client

from tachiai.config.lifecycles import LIFECYCLES
from tachiai.contracts.lifecycles import LIFECYCLES as CONTRACTS
from tachiai.contracts.papers.kinds import KINDS as PAPERS
from tachiai.help_centre.library import library
from tachiai.kernel.texts import CATALOGUE
from tachiai.people.rules.restrictions import KINDS
from tachiai.web.errors import ERROR_PAGES
from tests.cast import Cast
from tests.deal import Deal
from tests.web.conftest import parsed

# What only the operator meets, at the command line or in the rulebook; those refusals say it all themselves.
OF_THE_OPERATOR = (
    "backup",
    "clock",
    "demo",
    "documents",
    "jobs.import",
    "restore",
    "screen",
    "screening",
    "settings",
    "staff",
    "statements",
)


def test_every_state_has_its_article() -> None:
    states = {f"{cycle.words}.{state.name}" for cycle in LIFECYCLES for state in cycle.states}
    assert {state for state in states if not library().on("state", state)} == set()


def test_every_refusal_has_its_article() -> None:
    keys = {key for key in CATALOGUE if ".refused." in key and not key.startswith(("notices.", "errors."))}
    met = {key for key in keys if key.partition(".refused.")[0] not in OF_THE_OPERATOR}
    assert len(met) > 300
    assert {key for key in met if not library().on("refusal", key)} == set()


def test_what_waits_for_a_mediation_is_explained_by_it() -> None:
    assert [article.name for article in library().on("refusal", "contracts.refused.in_mediation")] == ["mediation"]


def test_every_restriction_and_every_error_page_has_its_article() -> None:
    assert {kind for kind in KINDS if not library().on("restriction", kind)} == set()
    assert {page for page in ERROR_PAGES if not library().on("error", page)} == set()


def test_every_paper_has_its_article() -> None:
    assert {kind.name for kind in PAPERS if not library().on("paper", kind.name)} == set()


@pytest.mark.parametrize("side", ["client", "worker"])
def test_each_side_of_a_contract_reads_what_concerns_it(side: str) -> None:
    for cycle in CONTRACTS:
        for state in cycle.states:
            name = f"{cycle.words}.{state.name}"
            assert state.final or library().on("state", name, side), f"{name} has nothing for the {side}"


def test_no_article_explains_what_is_not_declared() -> None:
    """A state that was renamed leaves no article behind."""
    states = {f"{cycle.words}.{state.name}" for cycle in LIFECYCLES for state in cycle.states}
    papers = {kind.name for kind in PAPERS}
    declared = {
        "states": states,
        "refusals": set(CATALOGUE),
        "restrictions": set(KINDS),
        "papers": papers,
        "errors": set(ERROR_PAGES),
    }
    for article in library().articles.values():
        for kind, known in declared.items():
            for named in getattr(article, kind):
                begins = any(each.startswith(named[:-1]) for each in known) if named.endswith("*") else named in known
                assert begins, f"{article.name} explains {named}"


@pytest.mark.django_db
class TestInPlace:
    def test_the_clock_of_a_contract_leads_to_its_article(self, client: Client, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren)
        client.force_login(cast.aoi)
        page = client.get(f"/contracts/{deal.reference}/").content.decode()
        assert f'class="help-link" href="/help/deposit/?contract={deal.reference}"' in page

    def test_each_side_is_led_to_what_is_written_for_it(self, client: Client, cast: Cast, settings) -> None:
        settings.DEMO, settings.FUNDS = True, "demo_bank"
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        deal.deliver()
        for reader, others, theirs in (
            (cast.aoi, "not_inspected", "inspecting"),
            (cast.ren, "inspecting", "not_inspected"),
        ):
            client.force_login(reader)
            page = client.get(f"/contracts/{deal.reference}/").content.decode()
            (clock,) = [each for each in parsed(page).iter("p") if each.get("class") == "clock-bar-more"]
            links = [str(link.get("href")) for link in clock.iter("a")]
            assert any(link.startswith(f"/help/{theirs}/") for link in links)
            assert not any(link.startswith(f"/help/{others}/") for link in links)
            assert all(str(link.text).startswith("ヘルプ：") for link in clock.iter("a"))
            assert "【" not in "".join(clock.itertext())

    @pytest.mark.parametrize(("address", "article"), [("/nothing/here/", "errors"), ("/desk/", "shut")])
    def test_an_error_page_leads_to_its_article(self, client: Client, cast: Cast, address: str, article: str) -> None:
        client.force_login(cast.ren)
        response = client.get(address)
        assert response.status_code in (403, 404)
        assert f"/help/{article if response.status_code == 403 else 'errors'}/" in response.content.decode()

    def test_a_refused_step_leads_to_the_article_on_its_reason(self, client: Client, cast: Cast, settings) -> None:
        settings.DEMO, settings.FUNDS = True, "demo_bank"
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        client.force_login(cast.ren)
        page = client.get(f"/contracts/{deal.reference}/steps/withdraw/").content.decode()
        (main,) = parsed(page).iter("main")
        assert any(str(link.get("href")).startswith("/help/delivering/") for link in main.iter("a"))
