"""A small market in which there is one thing of each kind, and the people who may or may not see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.urls import reverse

from tachiai.contests.models import MarkedPicture
from tachiai.contracts import rating
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.contracts.rules.hourly import SUNDAY
from tachiai.conversations import actions as conversations
from tachiai.conversations.actions import holding, off_site
from tachiai.conversations.models import Message, StoredFile
from tachiai.conversations.safety import Judged, Spot
from tachiai.conversations.upload_models import Preview
from tachiai.guidelines.rules import clauses_for
from tachiai.inquiries.actions import ask_office, save_canned
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Draft, Offer
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.money import queries as money
from tachiai.notices.models import Dispatch, Notice
from tachiai.people import calendar
from tachiai.people.models import Person
from tachiai.safety.actions import appeals, cases, decisions
from tachiai.safety.actions.reports import Receipt, file_report
from tachiai.safety.queries import open_case_about
from tachiai.safety.rules import Asked
from tachiai.screening.engine import Judgement
from tachiai.tasks import actions as tasks
from tachiai.tasks.rules.plans import CategoryTest, Question
from tests.cast import Cast
from tests.confidentiality import ask_for_secrecy
from tests.contests.stage import Stage
from tests.deal import MONDAY, TERMS, Deal
from tests.hours import HourlyDeal
from tests.replay import played_once
from tests.task import Task
from tests.web.access_table import Line

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Market:
    """One thing of each kind, between Aoi (client) and Ren (worker), by the name that the table uses."""

    things: dict[str, Any]
    cast: Cast

    def address(self, line: Line) -> str:
        return reverse(line.name, args=[self.things.get(thing, thing) for thing in line.things])

    def person(self, who: str) -> Person | None:
        """None for the visitor."""
        cast = self.cast
        return {"client": cast.aoi, "worker": cast.ren, "stranger": cast.zen, "staff": cast.kei}.get(who)

    def as_(self, who: str) -> Client:
        browser = Client(raise_request_exception=False)
        if (person := self.person(who)) is not None:
            browser.force_login(person, backend=BACKEND)
        return browser


def one_of_each(cast: Cast, settings: Any, at: datetime = MONDAY) -> Market:
    """A market at `at` in which every address leads somewhere."""
    settings.ROOT_URLCONF = "tests.web.every_address"
    settings.FUNDS = "record_only"
    cast.everyone()
    return Market(played_once(("one of each", at), lambda: _things(cast, at)), cast)


def _things(cast: Cast, at: datetime) -> dict[str, Any]:
    money_arrives = override_settings(FUNDS="demo_bank")
    with money_arrives:
        done, running, waiting = (Deal(cast.aoi, cast.ren, at=at, due_on=_due(at)) for _ in range(3))
        for deal in (done, running):
            deal.deposit()
            deal.deliver()
        done.accept()
    waiting.deposit()
    with money_arrives:
        asked = _requests(cast, at)
    safe = _safe_talk(cast, running, at)
    talk = _talk(cast, at)
    judged = _judged(cast, talk["open"], at)
    of_contracts = _contracts(cast, done, running, waiting, at)
    with money_arrives:
        of_tasks = _tasks(cast, at)
        of_tasks |= _hours(cast, at)
        of_tasks |= _contests(cast, at)
    return {**talk, **of_contracts, **of_tasks, **asked, **safe, **judged, **_records(cast, at)}


def _hours(cast: Cast, at: datetime) -> dict[str, Any]:
    """Hourly work whose week is paid in, with a line on its sheet."""
    is_sunday = at.astimezone(TOKYO).weekday() == SUNDAY
    deal = HourlyDeal(cast.aoi, cast.ren, at=at - timedelta(days=1) if is_sunday else at)
    deal.deposit()
    begins = deal.at.replace(second=0, microsecond=0)
    deal.at += timedelta(hours=2)
    deal.line(begins, begins + timedelta(hours=1))
    return {"hourly": deal.reference, "monday": deal.week.begins_on.isoformat()}


def _due(at: datetime) -> date:
    return local_date(at) + timedelta(days=20)


def _talk(cast: Cast, at: datetime) -> dict[str, Any]:
    """A draft, and an open listing about which Aoi and Ren negotiate while Mio waits for an answer."""
    terms, deadline = replace(TERMS, due_on=_due(at)), local_date(at) + timedelta(days=7)
    draft = Draft("ロゴ", "design.logo", "小さな店です。", terms, 80_000, 80_000, deadline)
    listing = jobs.save_draft(client_id=cast.aoi.pk, draft=draft, at=at)
    jobs.publish(listing_id=listing, client_id=cast.aoi.pk, at=at)
    offer = Offer("10年作ってきました。", 80_000, _due(at))
    sent, talked = (
        jobs.send_proposal(listing_id=listing, worker_id=worker.pk, offer=offer, at=at)
        for worker in (cast.mio, cast.ren)
    )
    jobs.open_terms(proposal_id=talked, client_id=cast.aoi.pk, at=at)
    kept = jobs.save_draft(client_id=cast.aoi.pk, draft=replace(draft, title="下書き"), at=at)
    secrecy = ask_for_secrecy(talked, cast.aoi, at)
    return {"open": listing, "draft": kept, "sent": sent, "talked": talked, "secrecy": secrecy}


def _tasks(cast: Cast, at: datetime) -> dict[str, Any]:
    """A task of Aoi's before it is public, and one with a test that Ren has passed, who answered one unit and is at
    another, and asked something."""
    asked = CategoryTest((Question("1+1は?", ("1", "2"), 1),))
    draft, task = Task(cast.aoi, at=at), Task(cast.aoi, at=at, test=asked).publish()
    tasks.take_test(listing_id=task.listing_id, worker_id=cast.ren.pk, answers=[1], at=at)
    given = task.answer(cast.ren)
    text = "星の数も見ますか。"
    question = tasks.ask_question(job_id=task.job.pk, worker_id=cast.ren.pk, text=text, at=at)
    return {
        "task_draft": draft.listing_id,
        "task": task.listing_id,
        "answered": given.pk,
        "place": task.take(cast.ren).pk,
        "question": question,
    }


def _contests(cast: Cast, at: datetime) -> dict[str, Any]:
    """A contest of Aoi's before it is public, and one to which Ren has sent a proposal with a picture and about which
    he asks."""
    draft, stage = Stage(cast, at=at), Stage(cast, at=at, is_public=False)
    stage.deposit()
    proposal_id = stage.propose(cast.ren, files=1)
    stage.ask(cast.ren)
    file_id = stage.row(proposal_id).versions.get().files.get().pk
    row = MarkedPicture(file_id=file_id, width=1, height=1, made_at=at)
    row.content.save("marked", ContentFile(b"RIFF....WEBP"))
    return {
        "contest_draft": draft.listing_id,
        "contest": stage.listing_id,
        "design": proposal_id,
        "design_file": file_id,
        "contest_question": stage.contest.questions.get().pk,
    }


def _contracts(cast: Cast, done: Deal, running: Deal, waiting: Deal, at: datetime) -> dict[str, Any]:
    stars = dict.fromkeys(RATING_ITEMS[Actor.CLIENT], 4)
    given = rating.rate(contract_id=done.contract.pk, rater_id=cast.aoi.pk, stars=stars, comment="", at=done.at)
    pay_in = money.awaited_pay_in(waiting.contract.holder)
    assert pay_in is not None
    return {
        "done": done.reference,
        "running": running.reference,
        "order": f"{running.reference}-order-1",
        "waiting": waiting.reference,
        "rating": given.pk,
        "pay_in": pay_in.pk,
        "thread": running.contract.thread_id,
        "message": running.write(cast.ren).pk,
        **_files(cast, running.contract.deliveries.get().files.get(), running.at),
    }


def _files(cast: Cast, file: StoredFile, at: datetime) -> dict[str, Any]:
    """A file with its small picture, and one of Aoi's on its way in."""
    Preview(file=file, width=1, height=1, made_at=at).content.save("preview", ContentFile(b"RIFF....WEBP"))
    return {"file": file.pk, "upload": conversations.begin_upload(owner_id=cast.aoi.pk, name="a.png", size=9, at=at)}


def _safe_talk(cast: Cast, running: Deal, at: datetime) -> dict[str, Any]:
    """A text of Aoi's that was kept back, and an off-site contact request of Ren's."""
    thread_id = running.contract.thread_id
    text = "暗証番号を教えてください。"
    why = {"ja": "悪用されます。", "en": "It may be misused."}
    spot = Spot("pin", "personal_data", 0, 4, "hold", why, "report", "claims")
    said = Message(thread_id=thread_id, author=cast.aoi, body=text, posted_at=at)
    held = holding.keep_back(said, Judged(text, "hold", (spot,), Judgement("hold", (), "0" * 64)), [])
    asked = off_site.ask_off_site(thread_id=thread_id, person_id=cast.ren.pk, reason="面談のためです。", at=at)
    return {"held": held.pk, "off_site": asked}


def _judged(cast: Cast, listing: int, at: datetime) -> dict[str, Any]:
    """Ren's profile, reported by Aoi: Kei warned him, and he appeals. Aoi's listing, reported by Ren, waits."""
    reported = _report(cast.aoi, "profile", cast.ren.pk, at)
    case = cases.claim_next(staff_id=cast.kei.pk, at=at)
    assert case is not None
    decision = decisions.decide(
        case_id=case,
        by_staff_id=cast.kei.pk,
        verdict="breach",
        clause=clauses_for("profile")[0].id,
        measures=[Asked("warning")],
        facts_public="紹介文を確認しました。",
        explanation="条項にあたります。",
        at=at,
    )
    appeal = appeals.appeal(
        decision_id=decision,
        person_id=cast.ren.pk,
        text="相手の名前は書いていません。もう一度、紹介文をお読みください。",
        at=at,
    )
    _report(cast.ren, "listing", listing, at)
    asked = ask_office(person_id=cast.ren.pk, category="help", text="質問です。", language="ja", at=at)
    note = conversations.store_file(name="note.txt", content=BytesIO(b"A question."), owner_id=None, at=at)
    said = {"category": "help", "text": "質問です。", "language": "ja", "at": at, "file_ids": [note.pk]}
    body = {"body_ja": "お待ちください。", "body_en": "Please wait."}
    return {
        "reported": reported.number,
        "decision": decision,
        "appeal": appeal,
        "case": open_case_about("listing", listing),
        "inquiry": asked.inquiry_id,
        "guest": ask_office(person_id=None, address="guest@example.com", **said).token,
        "guest_file": note.pk,
        "canned": save_canned(staff_id=cast.kei.pk, title="確認中", category="", at=at, **body),
    }


def _report(by: Person, kind: str, number: int, at: datetime) -> Receipt:
    said = {"clause": clauses_for(kind)[0].id, "text": "読んだ人を不安にさせる言葉が並んでいます。", "good_faith": True}
    return file_report(subject_kind=kind, subject_id=number, reporter_id=by.pk, **said, at=at)


def _requests(cast: Cast, at: datetime) -> dict[str, Any]:
    """A contract beside which nothing is open, one with a change and a second termination, one that silence ended."""
    working, disputed, silent = (Deal(cast.aoi, cast.ren, at=at, due_on=_due(at)) for _ in range(3))
    for deal in (working, disputed, silent):
        deal.deposit()
    disputed.answer(disputed.ask("termination", cast.aoi), "refuse", cast.ren)
    change = disputed.ask("change", cast.aoi, terms=replace(disputed.terms, price=95_000))
    ending = disputed.ask("termination", cast.aoi)
    silent.take("give_up")
    assert rating.rate_silence(silent.contract, Actor.WORKER, rating.WARNINGS, at) is not None
    return {
        "working": working.reference,
        "disputed": disputed.reference,
        "silent": silent.reference,
        "change_asked": change.pk,
        "end_asked": ending.pk,
    }


def _records(cast: Cast, at: datetime) -> dict[str, Any]:
    return {
        "secret": calendar.make_address(person_id=cast.aoi.pk, names_others=False, at=at),
        "ren": cast.ren.pk,
        "notice": Notice.objects.filter(person=cast.aoi).latest("pk").pk,
        "dispatch": Dispatch.objects.latest("pk").pk,
    }
