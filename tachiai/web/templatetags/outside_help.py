"""Help desks outside, for every page on which two people disagree."""

from __future__ import annotations

from django import template

from tachiai.contracts import outside_help as desks
from tachiai.web import reading

register = template.Library()


@register.simple_tag
def outside_help() -> list[dict[str, str]]:
    """The desks of the installation's country in the reader's words; `dial` is the number as telephones take it."""
    return [
        {
            "name": reading.plain(f"{desk.key}.name"),
            "what": reading.plain(f"{desk.key}.what"),
            "phone": desk.phone,
            "dial": desk.phone.replace("-", "").replace("#", "%23"),
        }
        for desk in desks.outside_help()
    ]
