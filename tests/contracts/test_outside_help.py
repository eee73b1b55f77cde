"""Help desks outside, as data: each has its words in both languages and says where its facts come from."""

from __future__ import annotations

from tachiai.contracts.outside_help import outside_help
from tachiai.kernel.texts import CATALOGUE
from tachiai.terms.packs import KNOWN


def test_of_japan_names_police_lawyers_and_the_freelance_desk() -> None:
    phones = {desk.key.rsplit(".", 1)[1]: desk.phone for desk in outside_help()}
    assert phones["police"] == "#9110"
    assert phones["freelance_desk"] == "0120-532-110"
    assert phones["consumer_hotline"] == "188"
    assert phones["bar_association"] == ""


def test_every_desk_has_its_words_and_its_source(settings) -> None:
    for pack in KNOWN.values():
        settings.COUNTRY = pack.country
        assert all(line.source in pack.sources for line in pack.help.values())
        for desk in outside_help():
            assert {f"{desk.key}.name", f"{desk.key}.what"} <= set(CATALOGUE)


def test_of_a_country_nobody_described_is_empty(settings) -> None:
    settings.COUNTRY = "ZZ"
    assert outside_help() == []
