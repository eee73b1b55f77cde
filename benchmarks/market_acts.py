"""What people do on the site over HTTP, each act with a mark of its own that is looked for afterwards."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from benchmarks.html_forms import Form, forms_of
from benchmarks.task_load import PASSWORD, Answer, Browser

TERMS = {
    "description": "小さな店の案内です。経験を教えてください。",
    "purpose": "店の案内を新しくする",
    "scope": "案内文の執筆と見出しの提案",
    "out_of_scope": "写真の撮影",
    "deliverables": "案内文 1点",
    "acceptance_items": "800字以上ある\n誤字脱字がない",
    "delivery_format": "テキスト形式",
    "delivery_place": "このサイトの納品画面",
    "rounds": "2",
    "redo_days": "5",
    "rights": "assigned",
    "ip_scope": "案内での使用と字句の修正。対価は報酬に含む。",
    "portfolio": "after_release",
    "confidentiality": "standard",
    "budget_kind": "fixed",
    "budget": "30000",
}


class Unexpected(Exception):
    """An answer that nobody should get. `status` is that of the answer."""

    def __init__(self, kind: str, answer: Answer):
        self.status = answer.status
        super().__init__(f"{kind}: {answer.status} {_said(answer.body)}")


def _said(html: str) -> str:
    """What an error page says, in a line."""
    errors = re.findall(r'<(?:p|li|ul|div)[^>]*class="[^"]*(?:error|refus)[^"]*"[^>]*>(.{0,300})', html, re.S)
    words = " ".join(errors) or re.sub(r"<(head|script|nav|header).*?</\1>", "", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", words).split())[:200]


@dataclass
class Log:
    """What happened to everybody. `tried` and `acknowledged`: marks by the kind of act; `took`: seconds by page."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    tried: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    acknowledged: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    errors: Counter[str] = field(default_factory=Counter)
    away: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Deal:
    """One piece of work between two people. `turn`: the act that comes next, and whose it is."""

    client: Person
    worker: Person
    listing: str = ""
    proposal: str = ""
    reference: str = ""
    rejected: bool = False


class Person:
    """Somebody signed in. `waiting`: acts that are this person's turn, oldest first."""

    numbers = count()

    def __init__(self, name: str, pk: int, port: int, session: tuple[str, str], log: Log):
        self.name, self.pk, self.log = name, pk, log
        self.browser = Browser(port)
        self.browser.cookies[session[0]] = session[1]
        self.waiting: list[tuple[str, Deal]] = []

    def get(self, kind: str, path: str, allowed: Sequence[int] = (200,)) -> Answer:
        return self._timed(kind, allowed, lambda: self.browser.get(path))

    def send(self, kind: str, form: Form, path: str, button: int | None = None, **said: str | list[str]) -> Answer:
        """Send a form of the page at `path`; the answer must lead on."""
        filled = form.filled(**said)
        if button is not None:
            filled.append(form.buttons[button])
        return self._timed(kind, (302, 303), lambda: self.browser.post(form.action or path, filled))

    def _timed(self, kind: str, allowed: Sequence[int], ask: Callable[[], Answer]) -> Answer:
        began = time.perf_counter()
        answer = ask()
        with self.log.lock:
            self.log.took[kind].append(time.perf_counter() - began)
        if answer.status not in allowed:
            raise Unexpected(kind, answer)
        return answer

    def mark(self, kind: str) -> str:
        """A text that nobody else says."""
        said = f"M{self.pk}x{next(self.numbers)}e"
        with self.log.lock:
            self.log.tried[kind].add(said)
        return said

    def done(self, kind: str, mark: str) -> None:
        """The site said yes."""
        with self.log.lock:
            self.log.acknowledged[kind].add(mark)


def form_of(answer: Answer, action: str = "") -> Form | None:
    return next(forms_of(answer.body, action), None)


def _in_days(days: int) -> str:
    return str((datetime.now(UTC) + timedelta(days=days)).date())


def _own_form(answer: Answer, wanted: set[str]) -> Form:
    """The form of the page that asks for all of that."""
    for form in forms_of(answer.body, ""):
        if wanted <= form.names():
            return form
    raise Unexpected("no form", answer)


# The deal, act by act. Each looks at the page first: when it finds its act done already (an answer was lost), it goes on.


def offer_work(client: Person, deal: Deal) -> str:
    mark = client.mark("listing")
    page = client.get("new listing", "/jobs/new/")
    form = _own_form(page, {"title", "category"})
    category = re.search(r'<option value="([a-z]+\.[a-z_]+)"', page.body)
    begun = client.send("begin listing", form, "/jobs/new/", title=f"店の案内 {mark}", category=category[1] if category else "")
    edit = client.get("edit listing", begun.location)
    said = {**TERMS, "due_on": _in_days(30), "apply_on": _in_days(10)}
    form = _own_form(edit, {"description", "budget_kind"})
    asked = {name: value for name, value in said.items() if name in form.names()}
    published = client.send("publish", form, begun.location, publish="1", **asked)
    deal.listing = re.findall(r"/jobs/(\d+)/", published.location)[0]
    client.done("listing", mark)
    deal.worker.waiting.append(("apply", deal))
    return ""


def apply(worker: Person, deal: Deal) -> str:
    worker.get("search", "/jobs/?q=%E5%BA%97%E3%81%AE%E6%A1%88%E5%86%85")
    shown = worker.get("listing", f"/jobs/{deal.listing}/")
    if sent := re.search(r"/proposals/(\d+)/", shown.body):
        deal.proposal = sent[1]
        return "negotiate"
    page = worker.get("apply form", f"/jobs/{deal.listing}/apply/")
    mark = worker.mark("proposal")
    form = _own_form(page, {"message", "price"})
    said = {"message": f"案内文を8年書いています。{mark}", "price": "30000", "due_on": _in_days(30)}
    deal.proposal = re.findall(r"/proposals/(\d+)/", worker.send("apply", form, f"/jobs/{deal.listing}/apply/", **said).location)[0]
    worker.done("proposal", mark)
    return "negotiate"


def negotiate(client: Person, deal: Deal) -> str:
    client.get("proposals", f"/jobs/{deal.listing}/proposals/")
    page = client.get("proposal", f"/proposals/{deal.proposal}/")
    if form := form_of(page, "/negotiate/"):
        client.send("negotiate", form, "")
    return "align_worker"


def align(person: Person, deal: Deal) -> str:
    path = f"/proposals/{deal.proposal}/"
    for _ in range(8):
        form = form_of(person.get("proposal", path), "/understand/")
        if form is None:
            return "align_client" if person is deal.worker else "agree_worker"
        person.send("align", form, path, item=form.choices["item"])
    raise RuntimeError("there is always something left to be aligned")


def agree(person: Person, deal: Deal) -> str:
    path = f"/proposals/{deal.proposal}/agree/"
    page = person.get("agree form", path, (200, 302))
    if page.status == 200 and (form := next((each for each in forms_of(page.body, "") if "password" in each.names()), None)):
        page = person.send("agree", form, path, password=PASSWORD)
    if found := re.search(r"/contracts/(\w+)/", page.location):
        deal.reference = found[1]
        person.done("contract", deal.reference)
        return "deposit"
    return "agree_client"


def deposit(client: Person, deal: Deal) -> str:
    path = f"/contracts/{deal.reference}/deposit/"
    page = client.get("deposit form", path, (200, 302, 404))
    form = next((each for each in forms_of(page.body, "") if each.action in ("", path)), None) if page.status == 200 else None
    if form and "仮払いする" in page.body:
        client.send("deposit", form, path)
        client.done("deposit", deal.reference)
    return "deliver"


def _step(person: Person, deal: Deal, step: str, **said: str) -> bool:
    """Take a step of the contract; whether it was offered."""
    path = f"/contracts/{deal.reference}/steps/{step}/"
    page = person.get(f"{step} form", path, (200, 404))
    if page.status == 404:
        return False
    person.send(step, _own_form(page, {"expected"}), path, **said)
    return True


def deliver(worker: Person, deal: Deal) -> str:
    worker.get("contract", f"/contracts/{deal.reference}/")
    mark = worker.mark("delivery")
    if _step(worker, deal, "deliver", note=f"納品します。{mark}"):
        worker.done("delivery", mark)
    return "judge"


def judge(client: Person, deal: Deal) -> str:
    client.get("contract", f"/contracts/{deal.reference}/")
    if not deal.rejected and client.pk % 3 == 0:
        mark = client.mark("rejection")
        deal.rejected = True
        if _step(client, deal, "reject", fails_0="on", reason_0=f"600字しかありません。{mark}"):
            client.done("rejection", mark)
        return "deliver"
    if _step(client, deal, "accept"):
        client.done("acceptance", deal.reference)
    return "rate_client"


def rate(person: Person, deal: Deal) -> str:
    path = f"/contracts/{deal.reference}/"
    page = person.get("contract, ended", path)
    if form := form_of(page, "/rating/$"):
        mark = person.mark("rating")
        stars = dict.fromkeys(form.choices, "4")
        person.send("rate", form, path, **stars, comment=f"ありがとうございました。{mark}")
        person.done("rating", mark)
    return "rate_worker" if person is deal.client else ""


def ask_to_end(worker: Person, deal: Deal) -> str:
    path = f"/contracts/{deal.reference}/ask/termination/"
    page = worker.get("request form", path, (200, 302))
    if page.status == 200:
        mark = worker.mark("request")
        said = {"reason_code": "cannot_continue", "reason": f"続けられなくなりました。{mark}", "share": "none"}
        form = _own_form(page, {"reason", "share"})
        said["share"] = form.choices["share"][0]
        look = worker._timed("request look", (200,), lambda: worker.browser.post(path, form.filled(**said)))
        sending = next(each for each in forms_of(look.body, "") if ("send", "1") in each.buttons or "send" in dict(each.buttons))
        worker.send("request", sending, path, send="1")
        worker.done("request", mark)
    return "end"


def answer_end(client: Person, deal: Deal) -> str:
    page = client.get("contract", f"/contracts/{deal.reference}/")
    if found := re.search(rf"/contracts/{deal.reference}/requests/(\d+)/", page.body):
        path = f"/contracts/{deal.reference}/requests/{found[1]}/steps/accept/"
        shown = client.get("answer form", path, (200, 302, 404))
        if shown.status == 200 and "expected" in (form := _own_form(shown, {"expected"})).names():
            client.send("answer", form, path)
            client.done("termination", deal.reference)
    return "rate_client"


ACTS = {
    "offer": offer_work, "apply": apply, "negotiate": negotiate, "align_worker": align, "align_client": align,
    "agree_worker": agree, "agree_client": agree, "deposit": deposit, "deliver": deliver, "judge": judge,
    "rate_client": rate, "rate_worker": rate, "ask_to_end": ask_to_end, "end": answer_end,
}  # fmt: skip
OF_WORKER = {"apply", "align_worker", "agree_worker", "deliver", "rate_worker", "ask_to_end"}


def act(person: Person, name: str, deal: Deal) -> None:
    """Do it, and hand the deal on to whose turn it is then."""
    following = ACTS[name](person, deal)
    if following == "deliver" and not deal.rejected and person.pk % 5 == 0:
        following = "ask_to_end"
    if following:
        (deal.worker if following in OF_WORKER else deal.client).waiting.append((following, deal))
