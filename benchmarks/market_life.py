"""How the people of a market spend a day: whose turn it is acts, and between they look around, write, ask and report."""

from __future__ import annotations

import http.client
import random
import re
import time
from collections.abc import Callable, Sequence

from benchmarks.html_forms import forms_of
from benchmarks.market_acts import Deal, Person, Unexpected, act, form_of

LOOKED_AT = (
    ("home", "/"), ("search", "/jobs/?q=%E7%BF%BB%E8%A8%B3"), ("search, all", "/jobs/"), ("my work", "/todo/"), ("notices", "/notices/"),
    ("threads", "/messages/"), ("contracts", "/contracts/"), ("statement", "/money/"), ("help", "/help/"), ("statistics", "/statistics/"),
)  # fmt: skip
DESK = (("desk", "/desk/"), ("desk, cases", "/desk/cases/"), ("desk, inquiries", "/desk/inquiries/"), ("desk, statistics", "/desk/statistics/"))
RUNNING, STAFF, MOST_ASKED = 3, 2, 8  # the office takes ten questions an hour of one person
AWAY = (OSError, http.client.HTTPException)


class Life:
    """One person until `end`. Clients begin deals with `workers`; `deals` are all of this person's."""

    def __init__(self, person: Person, workers: Sequence[Life], pause: float, seed: int):
        self.person, self.workers, self.pause = person, workers, pause
        self.chance = random.Random(seed)
        self.deals: list[Deal] = []
        self.reported: set[int] = set()
        self.asked = 0
        self.unsent: tuple[str, list[tuple[str, str]], str] | None = None

    def go_on(self, end: float) -> None:
        while time.monotonic() < end:
            self.once()
            time.sleep(self.chance.uniform(0.5, 1.5) * self.pause)

    def once(self) -> None:
        """One thing; what failed because nobody answered is done again later."""
        log, turn = self.person.log, None
        try:
            if self.unsent:
                self._send_again()
            elif self.person.waiting and self.chance.random() < 0.6:
                turn = self.person.waiting.pop(0)
                act(self.person, *turn)
            else:
                self._beside()()
        except AWAY as error:
            self._again(turn)
            log.away[type(error).__name__] += 1
        except Unexpected as error:
            with log.lock:
                (log.away if error.status in (502, 503) else log.errors)[str(error)] += 1
            if error.status >= 500:
                self._again(turn)

    def _again(self, turn: tuple[str, Deal] | None) -> None:
        if turn:
            self.person.waiting.insert(0, turn)

    def _beside(self) -> Callable[[], None]:
        running = sum(not deal.reference for deal in self.deals)
        if self.workers and running < RUNNING and self.chance.random() < 0.4:
            return self._offer
        acts = [self._look, self._write, self._look, self._write, self._look, self._look, self._report, self._ask_office]
        return self.chance.choice(acts)

    def _offer(self) -> None:
        worker = self.chance.choice(self.workers)
        deal = Deal(self.person, worker.person)
        self.deals.append(deal)
        worker.deals.append(deal)
        try:
            act(self.person, "offer", deal)
        finally:
            if not deal.listing:
                self.deals.remove(deal)
                worker.deals.remove(deal)

    def _look(self) -> None:
        self.person.get(*self.chance.choice(LOOKED_AT))

    def _write(self) -> None:
        talked = [deal for deal in self.deals if deal.proposal]
        if not talked:
            self._look()
            return
        deal = self.chance.choice(talked)
        page = self.person.get("proposal", f"/proposals/{deal.proposal}/")
        if (found := re.search(r"/messages/(\d+)/", page.body)) is None:
            return
        path = f"/messages/{found[1]}/"
        form = form_of(self.person.get("thread", path), "/post/")
        if form:
            mark = self.person.mark("message")
            self.unsent = (form.action, form.filled(body=f"進み具合をお知らせします。{mark}"), mark)
            self._send_again()

    def _send_again(self) -> None:
        """The same form as before: the site takes it once."""
        path, said, mark = self.unsent or ("", [], "")
        try:
            self.person._timed("message", (302,), lambda: self.person.browser.post(path, said))
        except Unexpected as error:
            if error.status < 500:
                self.unsent = None
            raise
        self.person.done("message", mark)
        self.unsent = None

    def _report(self) -> None:
        strangers = {deal.listing for life in self.workers for deal in life.deals if deal.listing and deal.client is not self.person}
        if len(self.reported) >= 2 or not strangers - self.reported:
            self._look()
            return
        listing = self.chance.choice(sorted(strangers - self.reported))
        path = f"/report/listing/{listing}/"
        form = next((each for each in forms_of(self.person.get("report form", path).body, "") if "good_faith" in each.names()), None)
        if form is None:
            return
        mark = self.person.mark("report")
        self.reported.add(listing)
        said = {"text": f"説明と仕事が違うようです。{mark}", "good_faith": "on"}
        if "clause" in form.choices:
            said["clause"] = form.choices["clause"][0]
        self.person.send("report", form, path, **said)
        self.person.done("report", mark)

    def _ask_office(self) -> None:
        page = self.person.get("ask office", "/inquiries/ask/")
        categories = re.findall(r"\?category=(\w+)", page.body)
        if not categories or self.asked >= MOST_ASKED or self.chance.random() < 0.7:
            return
        path = f"/inquiries/ask/?category={self.chance.choice(categories)}"
        form = next(each for each in forms_of(self.person.get("ask form", path).body, "") if "text" in each.names())
        mark = self.person.mark("inquiry")
        self.asked += 1
        self.person.send("ask", form, path, text=f"仮払いの確かめ方を教えてください。{mark}")
        self.person.done("inquiry", mark)


class StaffLife(Life):
    """Staff look at the queues, decide cases and answer inquiries."""

    def _beside(self) -> Callable[[], None]:
        return self.chance.choice([self._look_at_desk, self._decide, self._answer])

    def _look_at_desk(self) -> None:
        self.person.get(*self.chance.choice(DESK))

    def _decide(self) -> None:
        page = self.person.get("desk, cases", "/desk/cases/")
        form = form_of(page, "/cases/next/")
        if form is None:
            return
        taken = self.person.send("take case", form, "/desk/cases/")
        if (found := re.search(r"/desk/cases/(\d+)/", taken.location)) is None:
            return
        case = self.person.get("desk, case", taken.location)
        deciding = next((each for each in forms_of(case.body, "") if "verdict" in each.names()), None)
        if deciding is None:
            return
        said: dict[str, str | list[str]] = {"verdict": "no_breach", "measures": ["no_action"], "facts_public": "説明のとおりの仕事でした。"}
        if not dict(deciding.fields).get("clause"):
            said["clause"] = re.findall(r'<option value="([\w.-]+)"', case.body)[0]
        self.person.log.tried["decision"].add(found[1])
        self.person.send("decide", deciding, taken.location, **said)
        self.person.done("decision", found[1])

    def _answer(self) -> None:
        queue = self.person.get("desk, inquiries", "/desk/inquiries/")
        found = [each for each in re.findall(r"/desk/inquiries/(\d+)/", queue.body) if (int(each) - self.person.pk) % STAFF == 0]
        if not found:
            return
        path = f"/desk/inquiries/{self.chance.choice(found)}/"
        page = self.person.get("desk, inquiry", path)
        for form in forms_of(page.body, ""):
            if ("do", "take") in form.buttons:
                self.person.send("take inquiry", form, path, do="take")
                page = self.person.get("desk, inquiry", path)
        saying = next((each for each in forms_of(page.body, "") if ("do", "answer") in each.buttons), None)
        if saying:
            mark = self.person.mark("answer")
            self.person.send("answer inquiry", saying, path, do="answer", text=f"契約ページのお金の欄をご覧ください。{mark}")
            self.person.done("answer", mark)
