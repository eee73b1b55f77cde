"""What is wrong with a rule, in words for whoever wrote it."""

from __future__ import annotations

from tachiai.kernel.refused import Refused
from tachiai.kernel.texts import CATALOGUE


class Fault(ValueError):
    """`kind` ends a key of screening.fault. `detail`: what the parser says, in English, for whoever knows it. As a
    text, for logs and the start, all of it is in English."""

    def __init__(self, kind: str, *, detail: str = "", **params: object):
        self.detail = detail
        self.reason = Refused(f"screening.fault.{kind}", params)
        said = CATALOGUE.get(self.reason.key, "en", **params)
        super().__init__(f"{said} ({detail})" if detail else said)

    def within(self, name: str) -> Fault:
        """The same, told of a file or a rule by name."""
        self.args = (f"{name}: {self}",)
        return self
