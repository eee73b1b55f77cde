"""The style sheet: whole, kept for ever under its digest, every colour readable in light and dark."""

from __future__ import annotations

import gzip
import re

import pytest
from django.urls import reverse

from tachiai.web import styles

READABLE, VISIBLE = 4.5, 3.0
GROUNDS = ("paper", "paper-raised", "paper-sunken")
INKS = ("ink", "ink-soft", "indigo", "indigo-deep", "seal", "danger", "warn", "success")


def text() -> str:
    return styles.current().content.decode()


def colours(scheme: str) -> dict[str, str]:
    tokens = (styles.WEB / "static" / "css" / "tokens.css").read_text()
    light, dark = tokens.split("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return found if scheme == "light" else {**found, **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
class TestColours:
    @pytest.mark.parametrize("ground", GROUNDS)
    @pytest.mark.parametrize("ink", INKS)
    def test_can_be_read_on_every_ground(self, scheme, ground, ink):
        palette = colours(scheme)
        assert contrast(palette[ink], palette[ground]) >= READABLE

    @pytest.mark.parametrize("kind", ["danger", "warn", "success", "seal"])
    def test_can_be_read_on_their_own_wash(self, scheme, kind):
        palette = colours(scheme)
        assert contrast(palette[kind], palette[f"{kind}-wash"]) >= READABLE
        assert contrast(palette["ink"], palette[f"{kind}-wash"]) >= READABLE

    def test_can_be_read_on_what_is_filled(self, scheme):
        palette = colours(scheme)
        assert contrast(palette["on-indigo"], palette["indigo"]) >= READABLE
        assert contrast(palette["on-indigo"], palette["indigo-deep"]) >= READABLE
        assert contrast(palette["on-inked"], palette["inked"]) >= READABLE
        assert contrast(palette["on-inked-soft"], palette["inked"]) >= READABLE

    @pytest.mark.parametrize("ground", GROUNDS)
    def test_show_where_a_field_begins(self, scheme, ground):
        palette = colours(scheme)
        assert contrast(palette["line-strong"], palette[ground]) >= VISIBLE


class TestTheSheet:
    def test_opens_and_closes_every_block(self):
        for layer, path in styles.files():
            source = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", path.read_text("utf-8"), flags=re.DOTALL)
            assert source.count("{") == source.count("}"), (layer, path)

    def test_uses_only_tokens_that_exist(self):
        used = set(re.findall(r"var\(--([a-z0-9-]+)", text()))
        assert used <= set(re.findall(r"--([a-z0-9-]+):", text()))

    def test_has_every_token_used(self):
        tokens = (styles.WEB / "static" / "css" / "tokens.css").read_text()
        assert set(re.findall(r"--([a-z0-9-]+):", tokens)) <= set(re.findall(r"var\(--([a-z0-9-]+)", text()))

    def test_takes_nothing_from_elsewhere(self):
        assert "url(" not in text() and "@import" not in text()

    def test_paints_vermilion_only_on_seals(self):
        """Vermilion is for what is agreed, accepted or paid."""
        users = {path.name for _, path in styles.files() if "var(--seal" in path.read_text("utf-8")}
        assert users <= {"seal.css", "gallery.css"}


class TestItsAddress:
    def test_is_that_of_its_content_and_lasts(self, client):
        sheet = styles.current()
        response = client.get(reverse("style_sheet", args=[sheet.digest]))
        assert response.content == sheet.content
        assert "immutable" in response.headers["Cache-Control"]

    def test_sends_it_packed_to_who_can_unpack(self, client):
        sheet = styles.current()
        response = client.get(reverse("style_sheet", args=[sheet.digest]), headers={"accept-encoding": "gzip, br"})
        assert gzip.decompress(response.content) == sheet.content and response.headers["Content-Encoding"] == "gzip"

    def test_that_is_old_gets_the_present_sheet_but_is_not_kept(self, client):
        response = client.get(reverse("style_sheet", args=["0123456789ab"]))
        assert response.content == styles.current().content
        assert response.headers["Cache-Control"] == "no-cache"
