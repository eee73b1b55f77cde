"""Every component keeps its promises: each example renders in both languages, is valid, escapes what people typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse

from tachiai.web.preview import examples
from tests.browser import expect_accessible
from tests.web.conftest import parsed, parsed_part

COMPONENTS = examples.components()
EXAMPLES = [example for component in COMPONENTS for example in component.examples]
FOLDER = examples.COMPONENTS


def template_of(name: str) -> str:
    return (FOLDER / name / "index.html").read_text("utf-8")


class TestEveryExample:
    @pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.anchor)
    def test_is_valid_html_in_both_languages(self, example, language):
        parsed_part(example.render())

    @pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.anchor)
    def test_lets_no_typed_markup_through(self, example, language):
        html = example.render()
        assert "<script" not in html
        assert "onerror=alert" not in re.sub(r"&lt;img src=x onerror=alert\(1\)&gt;", "", html)
        assert not re.search(r"<[^>]*\sonmouseover=", html)


class TestEveryComponent:
    @pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
    def test_explains_exactly_the_parameters_it_takes(self, component):
        source = template_of(component.name)
        declared = re.search(r"<c-vars\s(.*?)/>", source, re.DOTALL).group(1)
        taken = {name.lstrip(":") for name in re.findall(r"(:?[a-z_]+)(?:=\"[^\"]*\")?(?=\s|$)", declared)}
        taken |= {"slot"} if re.search(r"\{\{ slot \}\}", source) else set()
        assert {name for name, _ in component.params} == taken

    @pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
    def test_names_its_style_after_its_folder(self, component):
        assert (FOLDER / component.name / f"{component.name}.css").exists() or component.name == "form"

    @pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
    def test_never_prints_attributes_unescaped(self, component):
        assert "{{ attrs" not in template_of(component.name)
        assert "|safe" not in template_of(component.name)


class TestNoTemplate:
    @pytest.mark.parametrize("path", sorted(Path(FOLDER).parent.glob("**/*.html")), ids=str)
    def test_holds_inline_scripts_or_styles_or_japanese(self, path):
        source = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", source)
        scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", source)
        assert all('type="application/json"' in script for script in scripts)
        assert not re.search(r"[\u3040-\u30fa\u30fc-\u30ff\u4e00-\u9fff]", source)


@pytest.mark.django_db
class TestTheGallery:
    @pytest.fixture(autouse=True)
    def addresses(self, site_with_extras):
        pass

    @pytest.mark.parametrize("spoken", ["ja", "en"])
    def test_shows_every_component(self, client, spoken):
        page = client.get("/preview/", {"lang": spoken}).content.decode()
        document = parsed(page)
        shown = {section.get("id") for section in document.iter("section")}
        assert {component.name for component in COMPONENTS} <= shown

    def test_shows_one_component(self, client):
        assert b'id="clock_bar"' in client.get("/preview/clock_bar/").content

    def test_knows_no_other(self, client):
        assert client.get("/preview/toolbar/").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestTheGalleryInABrowser:
    @pytest.fixture(autouse=True)
    def addresses(self, site_with_extras):
        pass

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("locale", ["ja-JP", "en-GB"])
    def test_is_accessible(self, new_page, scheme, locale):
        page = new_page(color_scheme=scheme, locale=locale)
        page.goto("/preview/")
        expect_accessible(page)

    def test_fits_a_telephone(self, new_page):
        page = new_page(width=390)
        page.goto("/preview/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_gallery_is_not_part_of_a_real_market(client, db):
    assert client.get("/preview/").status_code == 404
    with pytest.raises(Exception, match="preview"):
        reverse("preview:gallery")


_PUT_IN = """html => {
  document.querySelector("main").insertAdjacentHTML("beforeend", `<div id="shown">${html}</div>`);
  return [...document.querySelectorAll("#shown .seen")].map((one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    const { left, top, right } = words.getBoundingClientRect();
    return [left, top, right].map(Math.round);
  });
}"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestOnATelephone:
    def test_the_words_of_a_quiet_button_stand_in_line_with_what_is_above(self, new_page):
        page = new_page(width=390)
        page.goto("/")
        above, button = page.evaluate(
            _PUT_IN, '<p class="seen">a</p><button class="button button-quiet"><span class="seen">b</span></button>'
        )
        assert above[0] == button[0]

    def test_the_sum_of_a_table_stands_in_one_line(self, new_page):
        page = new_page(width=390)
        page.goto("/")
        table = """<table class="table"><tbody><tr><th>a</th><td class="amount">1</td></tr></tbody>
            <tfoot><tr><th class="seen">Sum</th><td></td><td class="amount seen">1</td></tr></tfoot></table>"""
        words, amount = page.evaluate(_PUT_IN, table)
        assert words[1] == amount[1] and amount[2] > 300
