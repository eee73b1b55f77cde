"""Mail on its way through a real server, sent by a real background worker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from tachiai.notices import actions
from tachiai.notices.models import Dispatch
from tachiai.notices.rules import ATTEMPTS
from tests.notices.conftest import free_port
from tests.notices.mailserver import Inbox, listen

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DELIVERED = {
    "title": "喫茶店のロゴ",
    "worker": "蓮",
    "price_yen": 120_000,
    "due_at": datetime(2026, 11, 30, 14, 59, tzinfo=UTC),
}


def tell(person, kind="fixed_price.deliver.client", params=DELIVERED):
    actions.tell(person_id=person.id, kind=kind, params=params, path="/contracts/ABCD2345/", at=AT)


def let_retries_be_due():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


class TestMail:
    def test_arrives_in_the_language_and_zone_of_its_reader(self, cast, inbox, work, settings):
        tell(cast.aoi)
        tell(cast.mio)
        work()

        to_aoi, to_mio = inbox.to("aoi@example.com"), inbox.to("mio@example.com")
        assert to_aoi["Subject"].strip() == "納品されました。検収をお願いします：喫茶店のロゴ"
        assert "11月30日(月) 23:59" in to_aoi.get_content()
        assert "120,000円" in to_aoi.get_content()
        assert f"{settings.ORIGIN}/contracts/ABCD2345/" in to_aoi.get_content()
        assert to_mio["Subject"].strip() == "Delivered, please inspect: 喫茶店のロゴ"
        assert "Mon 30 Nov 14:59 GMT" in to_mio.get_content()
        assert "¥120,000" in to_mio.get_content()
        assert set(Dispatch.objects.values_list("state", flat=True)) == {"sent"}

    def test_says_how_to_stop_it_only_where_it_may_be_stopped(self, cast, inbox, work):
        tell(cast.aoi)
        tell(cast.mio, "message.posted", {"other": "蓮"})
        work()

        assert inbox.to("aoi@example.com")["List-Unsubscribe"] is None
        assert "/notices/preferences/>" in inbox.to("mio@example.com")["List-Unsubscribe"]

    def test_that_was_gathered_comes_once_with_all_that_is_unread(self, cast, inbox, work, settings):
        actions.choose_mail(person_id=cast.mio.id, paces={"messages": "hourly"})
        for other, path in (("蓮", "/messages/1/"), ("葵", "/messages/2/"), ("Zen", "/messages/3/")):
            message = {"person_id": cast.mio.id, "kind": "message.posted", "params": {"other": other}}
            actions.tell(**message, path=path, at=AT)
        actions.mark_all_read(person_id=cast.mio.id, at=AT, about=["/messages/2/"])
        actions.send_gathered(AT + timedelta(hours=1))
        work()

        mail = inbox.to("mio@example.com")
        assert mail["Subject"].strip() == "2 unread notices"
        assert f"Zen sent you a message\n{settings.ORIGIN}/messages/3/" in mail.get_content().replace("\r", "")
        assert "/messages/2/" not in mail.get_content()
        assert "/notices/preferences/>" in mail["List-Unsubscribe"]
        assert set(Dispatch.objects.values_list("state", flat=True)) == {"sent"}

    def test_is_tried_again_when_the_server_was_down_and_then_arrives_once(self, cast, work, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
        tell(cast.aoi)
        work()
        waiting = Dispatch.objects.get()
        assert (waiting.state, waiting.attempts) == ("queued", 1)
        assert "ConnectionRefusedError" in waiting.last_error

        inbox = Inbox()
        controller = listen(inbox, settings.EMAIL_PORT)
        work()
        assert not inbox.mails, "the retry waits for its time"
        let_retries_be_due()
        work()
        work()
        controller.stop()
        assert len(inbox.mails) == 1
        assert Dispatch.objects.get().state == "sent"

    def test_fails_after_the_last_try_and_can_be_revived_by_staff(self, cast, inbox, work):
        inbox.refuse = "451 try later"
        tell(cast.aoi)
        for _ in range(ATTEMPTS + 2):
            let_retries_be_due()
            work()
        given_up = Dispatch.objects.get()
        assert (given_up.state, given_up.attempts) == ("failed", ATTEMPTS)

        inbox.refuse = ""
        work()
        assert not inbox.mails
        assert actions.retry_failed(dispatch_id=given_up.id)
        assert not actions.retry_failed(dispatch_id=given_up.id)
        work()
        assert len(inbox.mails) == 1

    def test_is_given_up_at_once_when_the_address_does_not_exist(self, cast, inbox, work):
        inbox.refuse = "550 no such mailbox"
        tell(cast.aoi)
        work()
        assert Dispatch.objects.get().state == "failed"

    def test_is_not_sent_when_the_step_that_caused_it_was_rolled_back(self, cast, inbox, work):
        person = cast.aoi
        with pytest.raises(RuntimeError), transaction.atomic():
            tell(person)
            raise RuntimeError("the step failed after all")
        work()
        assert not inbox.mails
        assert not Dispatch.objects.exists()

    def test_is_sent_once_even_when_the_job_runs_twice(self, cast, inbox):
        tell(cast.aoi)
        sent = Dispatch.objects.get()
        assert actions.deliver(dispatch_id=sent.id, at=AT) is None
        assert actions.deliver(dispatch_id=sent.id, at=AT + timedelta(minutes=1)) is None
        assert len(inbox.mails) == 1

    def test_does_not_go_to_a_closed_account(self, cast, inbox, work):
        tell(cast.aoi)
        type(cast.aoi).objects.filter(id=cast.aoi.id).update(is_active=False)
        work()
        assert not inbox.mails
        assert Dispatch.objects.get().state == "unwanted"

    def test_of_a_letter_forgets_its_text_once_sent(self, cast, inbox, work):
        actions.post_letter(address="mio@example.com", subject="Verify", body="https://secret.example/abc\n", at=AT)
        work()
        assert "https://secret.example/abc" in inbox.to("mio@example.com").get_content()
        assert Dispatch.objects.get().body == ""

    def test_of_a_worker_that_died_is_put_back(self, cast, inbox, work):
        tell(cast.aoi)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
            )
            (worker_id,) = cursor.fetchone()
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker_id])
        work()
        assert not inbox.mails
        assert actions.resume_stalled(AT).fired == 1
        assert actions.resume_stalled(AT).fired == 0
        work()
        assert len(inbox.mails) == 1

    def test_that_lost_the_database_on_its_way_is_sent_all_the_same(self, cast, inbox, work, monkeypatch):
        deliver, away = actions.deliver, [OperationalError("server closed the connection unexpectedly")]
        monkeypatch.setattr(actions, "deliver", lambda **said: _raise(away.pop()) if away else deliver(**said))
        tell(cast.aoi)
        work()
        assert not inbox.mails and Dispatch.objects.get().state == "queued"
        let_retries_be_due()
        work()
        assert len(inbox.mails) == 1 and Dispatch.objects.get().state == "sent"

    def test_whose_worker_lives_but_could_not_say_how_it_ended_is_put_back(self, cast, inbox, work):
        tell(cast.aoi)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id")
            (worker_id,) = cursor.fetchone()
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker_id])
        assert actions.resume_stalled(AT).fired == 0, "it may still be at it"
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_events SET at = at - interval '11 minutes'")
        assert actions.resume_stalled(AT).fired == 1
        work()
        assert len(inbox.mails) == 1


def _raise(error):
    raise error
