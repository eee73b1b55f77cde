"""What becomes of a listing at a fixed price, kind by kind, and how often of a thousand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tachiai.config.demo.content import STAFF
from tachiai.config.demo.year.course import CLIENT, CONTENT, DISAPPOINTED, OTHER, RESERVED, WORKER, Course

SOON, LATER = (0, 2), (2, 5)


def completed(c: Course) -> None:
    c.begun()
    c.worked()
    c.deliver()
    c.then(CLIENT, "accept", SOON)
    c.rate(CLIENT, WORKER)


def thanked(c: Course) -> None:
    completed(c)
    c.then(WORKER, "reply", (1, 2), text=c.word("thanks"))


def second_round(c: Course) -> None:
    c.begun()
    c.worked(0.7)
    c.deliver()
    c.reject()
    c.pen.wait(1, 3)
    c.deliver("again")
    c.then(CLIENT, "accept", SOON)
    c.rate(CLIENT, WORKER, mood=c.rng.choice((CONTENT, CONTENT, RESERVED)))


def in_parts(c: Course) -> None:
    c.begun()
    for part in c.listing.terms["milestones"]:
        if part is not c.listing.terms["milestones"][0]:
            c.then(CLIENT, "deposit", SOON)
        c.worked(0.4)
        c.deliver()
        c.then(CLIENT, "accept", SOON)
    c.rate(CLIENT, WORKER)


def rated_by_one(c: Course) -> None:
    c.begun()
    c.worked()
    c.deliver()
    c.then(CLIENT, "accept", SOON)
    c.rate(c.rng.choice((CLIENT, WORKER)))


def unrated(c: Course) -> None:
    c.begun()
    c.worked()
    c.deliver()
    c.then(CLIENT, "accept", (1, 5))


def deemed(c: Course) -> None:
    """Nobody looks at the delivery: the clock accepts it."""
    c.begun()
    c.worked()
    c.deliver()
    c.pen.wait(16, 20)
    c.rate(WORKER, mood=RESERVED)


def late(c: Course) -> None:
    """Delivered when the clock had already said that it was overdue."""
    c.begun()
    c.say(CLIENT, "late", (c.due + 15 - c.pen.day, c.due + 17 - c.pen.day))
    c.pen.wait(1, 4)
    c.deliver()
    c.then(CLIENT, "accept", SOON)
    c.rate(CLIENT, WORKER, mood=RESERVED)


def nobody(c: Course) -> None:
    """Nobody answers the listing."""


def unanswered(c: Course) -> None:
    """Proposals that the client never looks at."""
    c.offered()


def declined(c: Course) -> None:
    """The client chooses nobody."""
    c.offered()
    c.say(CLIENT, "ask", SOON)
    c.then(CLIENT, "decline", LATER, reason=c.word("decline"))
    c.turned_down()


def taken_back(c: Course) -> None:
    c.offered()
    c.say(CLIENT, "ask", SOON)
    c.then(WORKER, "withdraw", LATER)


def lapsed(c: Course) -> None:
    """The deposit never comes."""
    c.offered()
    c.agreed()
    c.turned_down()


def withdrawn(c: Course) -> None:
    lapsed(c)
    c.then(c.rng.choice((CLIENT, WORKER)), "withdraw", LATER, reason=c.word("withdraw"))


def given_up(c: Course) -> None:
    c.begun()
    c.worked(0.6)
    c.then(WORKER, "give_up", (0, 0), reason=c.word("give_up"))
    c.rate(CLIENT, WORKER, mood=RESERVED)


def ended_late(c: Course) -> None:
    c.begun()
    c.say(CLIENT, "late", (c.due + 15 - c.pen.day, c.due + 17 - c.pen.day))
    c.then(CLIENT, "end_overdue", LATER, reason=c.word("end_overdue"))
    c.rate(CLIENT, mood=DISAPPOINTED)


def refunded(c: Course) -> None:
    """Late, and silence on both sides."""
    c.begun()


def _end_asked(c: Course, side: str) -> None:
    c.begun()
    c.worked(0.5)
    reason = c.rng.choice(("not_as_agreed", "not_needed", "cannot_continue", "no_answer"))
    c.ask(side, "termination", SOON, reason_code=reason, worker_share=c.share(0.2, 0.6), reason=c.word("end_work"))


def ended_agreed(c: Course) -> None:
    _end_asked(c, CLIENT)
    c.answer(WORKER, "termination", "accept", LATER)
    c.rate(WORKER, mood=RESERVED)


def ended_in_silence(c: Course) -> None:
    """Nobody answers the proposal to end it."""
    _end_asked(c, c.rng.choice((CLIENT, WORKER)))


def ended_countered(c: Course) -> None:
    _end_asked(c, CLIENT)
    c.answer(WORKER, "termination", "counter", LATER, worker_share=c.share(0.6, 0.8), reason=c.word("counter"))
    c.answer(CLIENT, "termination", "accept_counter", LATER)
    c.rate(CLIENT, WORKER, mood=RESERVED)


def _end_refused(c: Course, side: str) -> None:
    _end_asked(c, side)
    c.answer(OTHER[side], "termination", "refuse", LATER, reason=c.word("end_refused"))


def end_refused(c: Course) -> None:
    """Refused, and the work goes on to a good end."""
    _end_refused(c, CLIENT)
    c.worked()
    c.deliver()
    c.then(CLIENT, "accept", SOON)
    c.rate(CLIENT, WORKER, mood=RESERVED)


def _silent(c: Course) -> str:
    """One side falls silent and is reminded; answers the side that asked."""
    side = c.rng.choice((CLIENT, WORKER))
    c.begun()
    c.say(OTHER[side], f"{OTHER[side]}_starts", SOON)
    c.say(side, "quiet", (1, 1))
    c.ask(side, "contact_reminder", (5, 7))
    return side


def reminded(c: Course) -> None:
    side = _silent(c)
    c.answer(OTHER[side], "contact_reminder", "answer", (1, 4))
    c.worked()
    c.deliver()
    c.then(CLIENT, "accept", SOON)
    c.rate(CLIENT, WORKER, mood=RESERVED)


def ended_unanswered(c: Course) -> None:
    side = _silent(c)
    c.answer(side, "contact_reminder", "end", (9, 13))
    c.rate(side, mood=DISAPPOINTED)


def reminded_in_vain(c: Course) -> None:
    """Neither is answered nor does it end the contract."""
    _silent(c)


def _mediated(c: Course) -> str:
    """In mediation, both sides heard; answers who asked for it."""
    side = c.rng.choice((CLIENT, WORKER))
    _end_refused(c, side)
    c.ask(side, "mediation", LATER, reason=c.word("mediate"))
    c.answer(OTHER[side], "mediation", "state_case", LATER, reason=c.word("case"))
    return side


def offered_in_mediation(c: Course) -> None:
    side = _mediated(c)
    c.answer(side, "mediation", "offer", SOON, worker_share=c.share(0.4, 0.6), reason=c.word("meet"))
    c.answer(OTHER[side], "mediation", "accept_offer", SOON)
    c.rate(CLIENT, WORKER, mood=RESERVED)


def _proposed(c: Course) -> str:
    side = _mediated(c)
    c.answer(STAFF, "mediation", "propose", (1, 4), worker_share=c.share(0.3, 0.6), reason=c.word("split"))
    return side


def proposed_by_staff(c: Course) -> None:
    side = _proposed(c)
    c.answer(side, "mediation", "agree", SOON)
    c.answer(OTHER[side], "mediation", "agree", SOON)
    c.rate(WORKER, mood=RESERVED)


def decided_by_staff(c: Course) -> None:
    side = _proposed(c)
    c.answer(OTHER[side], "mediation", "decline", SOON, reason=c.word("split_no"))
    c.answer(STAFF, "mediation", "decide", (3, 12), worker_share=c.share(0.3, 0.6), reason=c.word("split_end"))
    c.rate(CLIENT, mood=DISAPPOINTED)


def divided_by_rule(c: Course) -> None:
    """Nobody moves, and staff do not get to it."""
    _mediated(c)


def _change_asked(c: Course) -> str:
    side = c.rng.choice((CLIENT, CLIENT, WORKER))
    c.begun()
    c.worked(0.4)
    c.ask(side, "change", SOON, changes={"deliverables": c.word("change_to")}, note=c.word("change_note"))
    return side


def changed(c: Course) -> None:
    side = _change_asked(c)
    c.answer(OTHER[side], "change", "accept", SOON)
    _finished(c)


def change_refused(c: Course) -> None:
    side = _change_asked(c)
    c.answer(OTHER[side], "change", "refuse", SOON, reason=c.word("change_no"))
    _finished(c)


def _finished(c: Course) -> None:
    c.worked()
    c.deliver()
    c.then(CLIENT, "accept", SOON)
    c.rate(CLIENT, WORKER)


KINDS: Mapping[Callable[[Course], None], int] = {
    completed: 300,
    thanked: 80,
    second_round: 130,
    in_parts: 20,
    rated_by_one: 90,
    unrated: 30,
    deemed: 44,
    late: 24,
    nobody: 110,
    unanswered: 50,
    declined: 60,
    taken_back: 14,
    lapsed: 24,
    withdrawn: 14,
    given_up: 16,
    ended_late: 14,
    refunded: 12,
    ended_agreed: 14,
    ended_in_silence: 8,
    ended_countered: 8,
    end_refused: 8,
    reminded: 14,
    ended_unanswered: 10,
    reminded_in_vain: 6,
    offered_in_mediation: 7,
    proposed_by_staff: 7,
    decided_by_staff: 7,
    divided_by_rule: 6,
    changed: 14,
    change_refused: 10,
}
