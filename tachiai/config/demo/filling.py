"""Fills an empty market by replaying the demo's past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.db import transaction

from tachiai.clockwork.planning import planning_once
from tachiai.clockwork.queries import now
from tachiai.config.clock import Done, run_until_settled, upcoming
from tachiai.config.demo import content
from tachiai.config.demo.content import Player
from tachiai.config.demo.scenes import KINDS, all_scenes
from tachiai.config.demo.stage import Scene, Stage, without_savepoints
from tachiai.config.schedule import run_due
from tachiai.config.voice import say, words
from tachiai.notices import actions as notices
from tachiai.notices import queries as notice_queries
from tachiai.notices.queries import DispatchLine
from tachiai.people import queries as people

CHAPTER_DAYS = 30
FILE_MAIL = "tachiai.notices.gateways.mail_files.EmailBackend"


def fill_if_empty() -> bool:
    """Fill the market unless anybody has joined it; whether it was filled. All of it or, when stopped, nothing."""
    if people.anybody_here():
        return False
    with transaction.atomic(), planning_once(), without_savepoints():
        _replay(now())
    _write_mail()
    return True


def lives_here() -> bool:
    """Whether this market is the demo's, whatever became of it since."""
    return people.anybody_of(player.email for player in content.players())


def accounts() -> list[tuple[str, str, str]]:
    """Mail address, password and who it is, for every account of the demo."""
    return [(player.email, content.password(), _called(player)) for player in content.players()]


def _called(player: Player) -> str:
    return words("demo.account", name=player.name, role=words(f"demo.role.{player.role}"))


def _replay(present: datetime) -> None:
    stage = Stage(present)
    scenes = all_scenes(present)
    say("demo.filling", days=-scenes[0].when.day)
    at = scenes[0].when.before(present)
    for chapter, group in groupby(scenes, key=lambda scene: scene.when.day // CHAPTER_DAYS):
        played = list(group)
        for scene in played:
            at = _play(stage, scene, at, present)
        _say_played(chapter, played)
    _let_pass(at, present)
    _insist(run_until_settled(present))


def _play(stage: Stage, scene: Scene, before: datetime, present: datetime) -> datetime:
    """Let the time before the scene pass, then play it. Answers the scene's moment."""
    at = scene.when.before(present)
    if at > present:
        raise ValueError(f"a scene of the demo lies ahead: {scene.when}")
    _let_pass(before, at)
    scene.play(stage, at)
    return at


def _let_pass(since: datetime, until: datetime) -> None:
    """Do what falls due before `until`, each thing at its own moment. Looking only then is most of the speed."""
    at = since
    while (due := upcoming()) is not None and (at := max(due, at)) < until:
        done = run_due(at)
        _insist(done)
        if not any(swept.fired for swept in done.values()):
            raise RuntimeError(f"the clock left undone what was due at {due}")


def _insist(done: Done) -> None:
    if failed := [name for name, swept in done.items() if swept.failed]:
        raise RuntimeError(f"the clock failed in the demo's past: {failed}; the log says why")


def _write_mail() -> None:
    """Put the mails of the past into the demo's mail folder, each worded as on its day.

    With a real mail server nothing is done here: the worker sends them.
    """
    if settings.EMAIL_BACKEND != FILE_MAIL:
        return
    with transaction.atomic():
        for line in reversed(list(_unsent())):
            notices.deliver(dispatch_id=line.id, at=line.created_at)


def _unsent() -> Iterator[DispatchLine]:
    before: int | None = None
    while True:
        log = notice_queries.dispatches(state="queued", before=before)
        yield from log.lines
        if log.older is None:
            return
        before = log.older


def _say_played(chapter: int, played: list[Scene]) -> None:
    counts = Counter(scene.kind for scene in played)
    said = [words(f"demo.played.{kind}", n=counts[kind]) for kind in KINDS if counts[kind]]
    days = max(0, -(chapter + 1) * CHAPTER_DAYS)
    say("demo.chapter" if days else "demo.chapter_today", days=days, played=words("demo.and").join(said))
