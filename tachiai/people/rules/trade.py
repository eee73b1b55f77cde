"""Who someone is in trade, as they declare it themselves: the facts on which papers, duties and taxes depend.

Nobody must declare anything. Unknown is a value of its own, "" for texts and None for all else: whoever decides by
these facts takes the branch that protects the weaker side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from tachiai.kernel import invoice_number
from tachiai.kernel.refused import Refused
from tachiai.kernel.texts import CATALOGUE

INDIVIDUAL, COMPANY, CONSUMER = KINDS = ("individual", "company", "consumer")
TRADE_NAME_LENGTH, ADDRESS_LENGTH, CONTACT_LENGTH = 100, 300, 200
CONFIRM_AFTER = timedelta(days=365)
# The places that the catalogue has a name for are those that can be chosen: ISO 3166-1 alpha-2, and below them the
# second half of ISO 3166-2 where duties differ inside a country.
COUNTRIES = tuple(key.split(".")[2] for key in CATALOGUE if key.startswith("people.country."))
_PLACES = [key.split(".")[2:] for key in CATALOGUE if key.startswith("people.region.")]
REGIONS: Mapping[str, tuple[str, ...]] = {
    country: tuple(region for within, region in _PLACES if within == country) for country, _ in _PLACES
}


@dataclass(frozen=True)
class Trader:
    """One declaration. Amounts in yen. `declared_at` is None for somebody who never declared anything.

    `officers` counts the representative too. `employs`: has employees of at least 20 hours a week who are expected to
    stay for at least 31 days. `acts_as_business`: orders and works for a business of their own. `pays_salaries`: so
    they are a withholding agent. `wants_electronic`: asks to get papers as data. `disclose_in_listings`: trade name,
    address and contact may stand in the public listings of this person.
    """

    kind: str = ""
    trade_name: str = ""
    address: str = ""
    contact: str = ""
    country: str = ""
    region: str = ""
    officers: int | None = None
    capital: int | None = None
    headcount: int | None = None
    employs: bool | None = None
    acts_as_business: bool | None = None
    pays_salaries: bool | None = None
    invoice_number: str = ""
    wants_electronic: bool | None = None
    disclose_in_listings: bool = False
    declared_at: datetime | None = None

    def should_confirm(self, at: datetime) -> bool:
        """Whether this was declared so long ago that the person should say whether it is still so."""
        return self.declared_at is not None and at - self.declared_at >= CONFIRM_AFTER

    @property
    def number_looks_mistyped(self) -> bool:
        """Whether a company's invoice number breaks the rule of its check digit: worth a second look, no mistake.

        Of anybody else it says nothing, because it is not known whether their numbers follow that rule.
        """
        is_checkable = self.kind == COMPANY and bool(self.invoice_number)
        return is_checkable and not invoice_number.has_valid_check_digit(self.invoice_number)


FIELDS = tuple(field.name for field in fields(Trader) if field.name != "declared_at")
"""What a person declares, in the order of the questions."""


def changed(before: Trader, after: Trader) -> tuple[str, ...]:
    """The names of the fields in which two declarations differ."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def tidied(trader: Trader) -> Trader:
    """The same without what people type by accident: spaces around, and other ways to write the invoice number."""
    lines = (" ".join(line.split()) for line in trader.address.splitlines())
    return replace(
        trader,
        trade_name=" ".join(trader.trade_name.split()),
        address="\n".join(line for line in lines if line),
        contact=" ".join(trader.contact.split()),
        invoice_number=invoice_number.tidy(trader.invoice_number),
    )


def trader_mistakes(trader: Trader) -> list[tuple[str, Refused]]:
    """What is wrong with a tidied declaration: pairs of field and reason."""
    found = [(field, refused) for check in _CHECKS for field, refused in check(trader).items() if refused]
    return sorted(found, key=lambda mistake: FIELDS.index(mistake[0]))


Found = Mapping[str, Refused | None]
# The least and the most that a number may say; one person counts as one officer at least.
BOUNDS: Mapping[str, tuple[int, int]] = {"officers": (1, 1_000), "capital": (0, 10**15), "headcount": (0, 10**7)}
_LENGTHS = {"trade_name": TRADE_NAME_LENGTH, "address": ADDRESS_LENGTH, "contact": CONTACT_LENGTH}
_SHOWN_IN_LISTINGS = tuple(_LENGTHS)


def _choices(trader: Trader) -> Found:
    """What is chosen must be one of the choices, or unknown."""
    regions = REGIONS.get(trader.country, ())
    return {
        "kind": None if trader.kind in ("", *KINDS) else Refused("people.refused.trade.kind"),
        "country": None if trader.country in ("", *COUNTRIES) else Refused("people.refused.trade.country"),
        "region": None if trader.region in ("", *regions) else Refused("people.refused.trade.region"),
    }


def _texts(trader: Trader) -> Found:
    number = trader.invoice_number
    is_number = not number or invoice_number.is_invoice_number(number)
    too_long = {name: most for name, most in _LENGTHS.items() if len(getattr(trader, name)) > most}
    return {
        "invoice_number": None if is_number else Refused("people.refused.trade.invoice_number"),
        **{name: Refused("people.refused.trade.too_long", {"most": most}) for name, most in too_long.items()},
    }


def _numbers(trader: Trader) -> Found:
    return {name: _beyond(name, getattr(trader, name), *bounds) for name, bounds in BOUNDS.items()}


def _beyond(name: str, value: int | None, least: int, most: int) -> Refused | None:
    unit = "_yen" if name == "capital" else ""
    fits = value is None or least <= value <= most
    return None if fits else Refused(f"people.refused.trade.{name}", {f"least{unit}": least, f"most{unit}": most})


def _contradictions(trader: Trader) -> Found:
    """Answers that cannot be true together. None when it is not known that they are not."""
    is_person = trader.kind in (INDIVIDUAL, CONSUMER)
    only_company = Refused("people.refused.trade.only_company")
    without_others = trader.employs is True and trader.headcount == 0
    in_business = trader.kind == CONSUMER and trader.acts_as_business is True
    return {
        "officers": only_company if is_person and trader.officers is not None else None,
        "capital": only_company if is_person and trader.capital is not None else None,
        "employs": Refused("people.refused.trade.employs_nobody") if without_others else None,
        "acts_as_business": Refused("people.refused.trade.consumer_in_business") if in_business else None,
    }


def _disclosure(trader: Trader) -> Found:
    """Who is to be shown in listings must be shown whole: half a notice helps nobody and is no notice."""
    is_whole = all(getattr(trader, name) for name in _SHOWN_IN_LISTINGS)
    lacks = trader.disclose_in_listings and not is_whole
    return {"disclose_in_listings": Refused("people.refused.trade.disclosure_lacks") if lacks else None}


_CHECKS: tuple[Callable[[Trader], Found], ...] = (_choices, _texts, _numbers, _contradictions, _disclosure)
