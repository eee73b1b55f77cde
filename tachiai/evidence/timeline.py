"""The record as something to read: one document, entry after entry, each with its number in the chain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from tachiai.contracts.lifecycles import LIFECYCLES as OF_CONTRACTS
from tachiai.contracts.lifecycles import request_called
from tachiai.documents.rules import Document, Note, Party, Prose, Rows
from tachiai.evidence.actions import Record
from tachiai.jobs.lifecycles import LIFECYCLES as OF_JOBS
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.kernel.entries import Entry
from tachiai.kernel.texts import CATALOGUE
from tachiai.kernel.wording import yen_text

Payload = Mapping[str, Any]
SPOKEN = {cycle.name: cycle.words for cycle in (*OF_CONTRACTS, *OF_JOBS)}


def document(record: Record, shown: Sequence[Entry], names: Mapping[int, str], language: str, at: datetime) -> Document:
    """The timeline of a contract for a reader of `language`, who may read the entries `shown`."""
    contract, words = record.contract, Words(language, names)
    numbers = {(link.kind, link.item): link.number for link in record.links}
    readable = {(entry.kind, entry.item) for entry in shown}
    hidden = len(record.entries) - len(readable)
    rows = {
        "contract": contract.reference,
        "title": contract.title,
        "client": names.get(contract.client_id, ""),
        "worker": names.get(contract.worker_id, ""),
        "sealed_at": _moment(at),
        "entries": f"{len(record.links):,}",
        "head": record.head,
    }
    return Document(
        kind="timeline",
        number=f"{contract.reference}-{len(record.links)}",
        title=words("timeline.name"),
        language=language,
        issued_on=local_date(at),
        addressed_to=Party(words("timeline.contract"), contract.title, (contract.reference,)),
        issued_by=Party(words("timeline.site"), settings.ORIGIN),
        lead=words("timeline.lead"),
        blocks=(
            Rows(tuple((words(f"timeline.{name}"), value) for name, value in rows.items())),
            *((Note(words("timeline.hidden", n=hidden)),) if hidden else ()),
            *(_block(entry, numbers[entry.kind, entry.item], words) for entry in shown),
        ),
    )


@dataclass(frozen=True)
class Words:
    """The texts of one language, and how the people here are called."""

    language: str
    names: Mapping[int, str]

    def __call__(self, key: str, **params: object) -> str:
        return CATALOGUE.get(f"evidence.{key}", self.language, **params)

    def said(self, key: str) -> str:
        """A text of another module, if it has one of that name; else nothing."""
        return CATALOGUE.get(key, self.language) if key in CATALOGUE else ""

    def who(self, by: Payload) -> str:
        name = self.names.get(by.get("person") or 0, "")
        role = self.said(f"contracts.role.{by.get('role', '')}")
        return f"{name} ({role})" if name and role else name or role

    def yen(self, amount: int) -> str:
        return yen_text(amount, language=self.language)


def _block(entry: Entry, number: int, words: Words) -> Prose:
    payload = entry.payload
    what, lines = _TOLD[entry.kind](payload, words)
    who = words.who(payload["by"]) if "by" in payload else ""
    head = (f"{number}.", _moment(entry.at), what or words(f"kind.{entry.kind}"), who)
    files = [words("timeline.file", **file) for file in payload.get("files", ())]
    return Prose("\n".join(filter(None, (*lines, *files))), title="  ".join(filter(None, head)))


def _moment(at: datetime) -> str:
    """Japan time, in the order that sorts."""
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S} JST"


Told = tuple[str, Sequence[str]]
"""What happened (empty: the name of the kind), and what was said."""


def _contract(payload: Payload, words: Words) -> Told:
    return "", [payload["title"]]


def _adopted(payload: Payload, words: Words) -> Told:
    version = words("timeline.adopted", n=payload["proposal"], version=payload["version"])
    return "", [version, payload["text"], payload["note"]]


def _terms(payload: Payload, words: Words) -> Told:
    return words("timeline.version", n=payload["number"]), [f"SHA-256 {payload['digest']}"]


def _word(payload: Payload, words: Words) -> Told:
    term = payload["term"]
    field = words.said(f"terms.field.{term}.label") or words.said(f"terms.{term}.label") or term
    return "", [field, words.said(f"evidence.stance.{payload['stance']}"), payload["text"]]


def _override(payload: Payload, words: Words) -> Told:
    return "", [" ".join((payload["check"], payload["fact"], payload["value"])), payload["reason"]]


def _consent(payload: Payload, words: Words) -> Told:
    version = words("timeline.version", n=payload["number"])
    return "", [version, words.said(f"people.signed.{payload['method']}"), f"SHA-256 {payload['digest']}"]


def _step(payload: Payload, words: Words) -> Told:
    spoken = SPOKEN[payload["lifecycle"]]
    return words.said(f"{spoken}.done.{payload['step']}"), _answers(payload.get("answers", {}), words)


def _answers(answers: Payload, words: Words) -> list[str]:
    """What was said with a step: its reason or note, the failed items, the proposed share."""
    items, reasons = answers.get("items", {}), answers.get("item_reasons", {})
    failed = [f"{items.get(index, '')}: {reasons[index]}" for index in sorted(reasons, key=int)]
    return [*(str(answers.get(name) or "") for name in ("reason", "note")), *failed, *_share(answers, words)]


def _share(answers: Payload, words: Words) -> list[str]:
    share = answers.get("worker_share")
    return [] if share is None else [words("timeline.share", share=words.yen(int(share)))]


def _request(payload: Payload, words: Words) -> Told:
    cycle, asked = request_called(payload["lifecycle"]).lifecycle, payload["asked"]
    changed = payload["terms"]
    version = [words("timeline.version", n=changed["number"])] if changed else []
    return words.said(f"{cycle.words}.done.open") or words.said(f"{cycle.words}.name"), [
        *(str(asked.get(name) or "") for name in ("reason", "note", "end_on")),
        *_share(asked, words),
        *version,
    ]


def _delivery(payload: Payload, words: Words) -> Told:
    return words("timeline.delivery", n=payload["number"]), [payload["note"]]


def _finding(payload: Payload, words: Words) -> Told:
    found = words("timeline.passed" if payload["passed"] else "timeline.failed")
    return "", [f"{payload['text']}: {found}", payload["reason"]]


def _message(payload: Payload, words: Words) -> Told:
    return "", [payload["body"]]


def _message_reply(payload: Payload, words: Words) -> Told:
    return "", [words("timeline.answers", message=payload["message"], answered=payload["answers"])]


def _message_edit(payload: Payload, words: Words) -> Told:
    return "", [words("timeline.edited", message=payload["message"], n=payload["number"]), payload["body"]]


def _text_removal(payload: Payload, words: Words) -> Told:
    what = "removed" if payload["removed"] else "restored"
    return words(f"timeline.{what}"), [words(f"kind.{payload['of']}") + f" {payload['item']}"]


def _notice(payload: Payload, words: Words) -> Told:
    """The subject, with gaps where it named somebody or something to its reader."""
    subject = f"notices.{payload['notice']}.subject"
    pattern = CATALOGUE.pattern(subject, words.language) if subject in CATALOGUE else payload["notice"]
    return "", [words("timeline.told", who=words.who(payload["to"])), _GAP.sub("…", pattern)]


_GAP = re.compile(r"\{\w+\}")


def _movement(payload: Payload, words: Words) -> Told:
    """Where it went; what went out of somewhere is the sum of that."""
    lines = [_leg(leg, words) for leg in payload["legs"] if leg["yen"] > 0]
    return words.said(f"money.movement.{payload['movement']}"), lines


def _leg(leg: Payload, words: Words) -> str:
    account, whose = words(f"account.{leg['account']}"), words.who(leg) if "person" in leg else ""
    return "  ".join(filter(None, (account, whose, words.yen(leg["yen"]))))


def _paper(payload: Payload, words: Words) -> Told:
    return payload["content"]["title"], [payload["serial"], f"SHA-256 {payload['digest']}"]


def _paper_seen(payload: Payload, words: Words) -> Told:
    return words(f"seen.{payload['channel']}"), [payload["paper"], payload["detail"]]


def _signed_copy(payload: Payload, words: Words) -> Told:
    return payload["content"]["title"], [
        words.said(f"people.signed.{payload['method']}"),
        f"SHA-256 {payload['digest']}",
    ]


def _rating(payload: Payload, words: Words) -> Told:
    return "", [words("timeline.average", average=payload["average"]), payload["comment"]]


def _said(payload: Payload, words: Words) -> Told:
    return "", [payload.get("text", "")]


def _week(payload: Payload, words: Words) -> Told:
    rate, price = words.yen(payload["rate"]), words.yen(payload["price"])
    said = {"number": payload["number"], "day": payload["begins_on"], "rate": rate, "price": price}
    return words("timeline.week", **said), []


def _week_step(payload: Payload, words: Words) -> Told:
    what, lines = _step(payload, words)
    reasons = payload.get("answers", {}).get("line_reasons", {})
    contested = [words("timeline.line", line=line, text=reasons[line]) for line in sorted(reasons, key=int)]
    return what, [words("timeline.of_week", number=payload["week"]), *lines, *contested]


def _week_line(payload: Payload, words: Words) -> Told:
    begins, ends = (_minute(payload[name]) for name in ("starts_at", "ends_at"))
    what = "struck" if payload["is_struck"] else "written" if payload["number"] == 1 else "corrected"
    place = words("timeline.of_line", number=payload["week"], line=payload["line"])
    return words(f"timeline.line_{what}"), [place, f"{begins} - {ends}", payload["note"]]


def _minute(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(TOKYO):%Y-%m-%d %H:%M}"


def _line_word(payload: Payload, words: Words) -> Told:
    return "", [words("timeline.of_line", number=payload["week"], line=payload["line"]), payload["text"]]


_TOLD: Mapping[str, Callable[[Payload, Words], Told]] = {
    "contract": _contract,
    "adopted": _adopted,
    "terms_version": _terms,
    "terms_word": _word,
    "terms_override": _override,
    "consent": _consent,
    "confidentiality": _said,
    "confidentiality_step": _step,
    "signed_copy": _signed_copy,
    "step": _step,
    "request": _request,
    "request_step": _step,
    "request_file": _said,
    "delivery": _delivery,
    "finding": _finding,
    "message": _message,
    "message_reply": _message_reply,
    "message_edit": _message_edit,
    "text_removal": _text_removal,
    "notice": _notice,
    "movement": _movement,
    "paper": _paper,
    "paper_seen": _paper_seen,
    "week": _week,
    "week_step": _week_step,
    "week_line": _week_line,
    "line_word": _line_word,
    "rating": _rating,
    "rating_reply": _said,
    "plea": _said,
    "plea_step": _step,
}
