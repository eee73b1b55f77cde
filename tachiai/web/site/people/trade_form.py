"""The questions about who someone is in trade, in sections, and a declaration said back in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.conf import settings

from tachiai.people.rules import COUNTRIES, FIELDS, KINDS, REGIONS, Trader, tidied, trader_mistakes
from tachiai.web import reading
from tachiai.web.forms import YenField
from tachiai.web.reading import later

SECTIONS: Mapping[str, Sequence[str]] = {
    "who": ("kind", "trade_name", "country", "region"),
    "reach": ("address", "contact", "disclose_in_listings"),
    "size": (
        "acts_as_business", "officers", "officers_unknown", "capital", "capital_unknown", "headcount",
        "headcount_unknown", "employs",
    ),
    "tax": ("pays_salaries", "invoice_number"),
    "papers": ("wants_electronic",),
}  # fmt: skip
NUMBERS = ("officers", "capital", "headcount")
YES_NO = ("employs", "acts_as_business", "pays_salaries", "wants_electronic")
_ANSWERS = {"yes": True, "no": False}
_KEPT_AS_TYPED = {"trade_name", "address", "contact", "invoice_number"}


@dataclass(frozen=True)
class Section:
    """A part of the form; `why` says what it is asked for and who sees the answers."""

    name: str
    title: str
    why: str
    fields: Sequence[forms.BoundField]


def _words(name: str) -> dict[str, Any]:
    key = f"people.field.{name}"
    return {"label": later(f"{key}.label"), "help_text": later(f"{key}.hint"), "required": False}


def _text(name: str, **attrs: str) -> forms.CharField:
    return forms.CharField(widget=forms.TextInput(attrs=attrs), **_words(name))


def _kinds() -> list[tuple[str, str]]:
    return [*((kind, reading.plain(f"people.field.kind.{kind}")) for kind in KINDS), _unknown()]


def _unknown() -> tuple[str, str]:
    return "", reading.plain("people.trade.unknown")


def _countries() -> list[tuple[str, str]]:
    """The installation's own country first, all others by their name."""
    named = {code: _country(code) for code in COUNTRIES}
    others = sorted(set(COUNTRIES) - {settings.COUNTRY}, key=lambda code: named[code])
    own = [settings.COUNTRY] if settings.COUNTRY in named else []
    return [_unknown(), *((code, named[code]) for code in (*own, *others))]


def _country(code: str) -> str:
    return reading.plain(f"people.country.{code}")


def _regions() -> list[tuple[str, Any]]:
    of_each = [
        (_country(country), [(region, reading.plain(f"people.region.{country}.{region}")) for region in regions])
        for country, regions in REGIONS.items()
    ]
    return [("", reading.plain("people.trade.no_region")), *of_each]


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or unknown, which is an answer of its own."""

    def __init__(self, name: str):
        key = f"people.field.{name}"
        said = [(answer, later(f"{key}.{answer}")) for answer in _ANSWERS]
        choices = [*said, ("", later("people.trade.unknown"))]
        super().__init__(
            choices=choices, widget=forms.RadioSelect, coerce=_ANSWERS.__getitem__, empty_value=None, **_words(name)
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value) if not isinstance(value, str) else value


class TradeForm(forms.Form):
    """No answer is required; each can be given as unknown, numbers by a box of their own."""

    kind = forms.ChoiceField(choices=_kinds, widget=forms.RadioSelect, **_words("kind"))
    trade_name = _text("trade_name")
    country = forms.ChoiceField(choices=_countries, **_words("country"))
    region = forms.ChoiceField(choices=_regions, **_words("region"))
    address = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}), **_words("address")
    )
    contact = _text("contact")
    disclose_in_listings = forms.BooleanField(**_words("disclose_in_listings"))
    invoice_number = _text("invoice_number", autocomplete="off")

    def __init__(self, data: Any = None, *, declared: Trader):
        super().__init__(data, initial=_initial(declared))
        for name in NUMBERS:
            self.fields[name] = YenField(**_words(name))
            label = later(f"people.field.{name}.unknown")
            self.fields[f"{name}_unknown"] = forms.BooleanField(label=label, required=False)
        for name in YES_NO:
            self.fields[name] = YesNoField(name)

    def sections(self) -> Iterator[Section]:
        for name, names in SECTIONS.items():
            key = f"people.trade.section.{name}"
            yield Section(
                name, reading.plain(f"{key}.title"), reading.plain(f"{key}.why"), [self[each] for each in names]
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name in NUMBERS:
            if name in said and said[name] is None and not said[f"{name}_unknown"]:
                self.add_error(name, reading.plain("people.trade.number_or_unknown"))
        for name, refused in trader_mistakes(tidied(self.trader())):
            self.add_error(name, reading.reason_text(refused))
        return said

    def trader(self) -> Trader:
        """What is declared; what could not be read counts as unknown."""
        return Trader(**{name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data})


def _initial(declared: Trader) -> dict[str, Any]:
    return {**asdict(declared), **{f"{name}_unknown": getattr(declared, name) is None for name in NUMBERS}}


def trade_rows(declared: Trader) -> list[dict[str, str]]:
    """Every point of a declaration for the definition list."""
    return [{"term": label(name), ("prose" if name == "address" else "text"): _said(declared, name)} for name in FIELDS]


def label(name: str) -> str:
    return reading.plain(f"people.field.{name}.label")


def _said(declared: Trader, name: str) -> str:
    """One answer in the reader's words."""
    value = getattr(declared, name)
    if value is None or value == "":
        return reading.plain("people.trade.unknown")
    if name in _KEPT_AS_TYPED:
        return str(value)
    if name == "capital":
        return reading.yen(value)
    if isinstance(value, bool):
        return reading.plain(f"people.field.{name}.yes" if value else f"people.field.{name}.no")
    if isinstance(value, int):
        return reading.plain(f"people.trade.count.{name}", n=value)
    if name == "country":
        return _country(value)
    if name == "region":
        return reading.plain(f"people.region.{declared.country}.{value}")
    return reading.plain(f"people.field.kind.{value}")
