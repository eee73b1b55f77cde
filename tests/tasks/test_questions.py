"""Questions about a task: counted, answered once for everybody, removed by staff when they must be."""

from __future__ import annotations

import pytest

from tachiai.conversations.actions import open_thread
from tachiai.notices.models import Notice
from tachiai.people.actions import restrict
from tachiai.safety.subjects import thing
from tachiai.tasks import actions, queries
from tachiai.tasks.actions.moderation import remove_task_question, restore_task_question
from tests.cast import Cast
from tests.deal import refused
from tests.tasks.batch import Batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(cast: Cast) -> Batch:
    return Batch(cast.aoi)


def ask(batch: Batch, worker, text: str = "後ろに写っているものも答えますか。") -> int:
    return actions.ask_question(job_id=batch.job.pk, worker_id=worker.pk, text=text, at=batch.at)


def answer(batch: Batch, question_id: int, who=None, text: str = "いいえ、手前だけで結構です。") -> None:
    client = who or batch.client
    actions.answer_question(question_id=question_id, client_id=client.pk, text=text, at=batch.at)


def test_a_question_is_answered_once_for_everybody(batch: Batch, cast: Cast) -> None:
    question_id = ask(batch, cast.ren)
    assert refused(lambda: answer(batch, question_id, cast.zen)) == ["tasks.refused.no_such_question"]
    answer(batch, question_id)
    assert refused(lambda: answer(batch, question_id)) == ["tasks.refused.answered_already"]
    (shown,) = queries.questions_of(batch.job.pk)
    assert (shown.text[:2], shown.answer[:3]) == ("後ろ", "いいえ")
    assert [notice.kind for notice in Notice.objects.filter(person=cast.ren)] == ["task_answer.answer.worker"]


def test_questions_are_counted_while_they_wait(batch: Batch, cast: Cast) -> None:
    first, *_ = [ask(batch, cast.ren) for _ in range(3)]
    assert refused(lambda: ask(batch, cast.ren)) == ["tasks.refused.questions_waiting"]
    answer(batch, first)
    assert ask(batch, cast.ren)
    assert refused(lambda: ask(batch, cast.mio, text=" ")) == ["tasks.refused.nothing_said"]


def test_who_may_not_write_to_the_other_neither_asks_nor_answers(batch: Batch, cast: Cast) -> None:
    question_id = ask(batch, cast.ren)
    thread_id = open_thread(people=(cast.aoi.pk, cast.ren.pk), at=batch.at)
    said = {"kind": "messages", "reason": "しつこい連絡でした。", "until": None, "by_staff_id": cast.kei.pk}
    for person in (cast.aoi, cast.ren):
        restrict(person_id=person.pk, thread_id=thread_id, **said, at=batch.at)
    assert refused(lambda: ask(batch, cast.ren, "もう一つ。")) == ["people.refused.restricted.messages"]
    assert refused(lambda: answer(batch, question_id)) == ["people.refused.restricted.messages"]
    answer(batch, ask(batch, cast.mio))


def test_a_removed_question_has_no_words_until_it_is_restored(batch: Batch, cast: Cast) -> None:
    question_id = ask(batch, cast.ren)
    said = {"question_id": question_id, "decision_id": 7, "by_staff_id": cast.kei.pk, "at": batch.at}
    remove_task_question(**said)
    about = thing("task_question", question_id)
    assert about is not None and about.is_removed and about.owners == (cast.ren.pk,)
    assert [shown.text for shown in queries.questions_of(batch.job.pk)] == [""]
    restore_task_question(**said)
    assert [shown.text[:2] for shown in queries.questions_of(batch.job.pk)] == ["後ろ"]
