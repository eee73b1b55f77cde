"""Mail to and from inquiries: the whole way over real servers, and what is made of mails of every kind."""

from __future__ import annotations

import io
import smtplib
import sys
from datetime import datetime, timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from aiosmtpd.controller import Controller
from django.db import OperationalError

from tachiai.config.cli import main
from tachiai.conversations.models import StoredFile
from tachiai.inquiries import actions, queries
from tachiai.inquiries.actions import clock, receiving
from tachiai.inquiries.models import Inquiry, InquiryMessage, ReceivedMail
from tachiai.inquiries.rules.addressing import mail_id
from tachiai.inquiries.rules.incoming import new_text, read_mail
from tachiai.kernel.calendar import TOKYO
from tachiai.notices.models import Dispatch
from tests.inquiries.mailboxes import IntoMailbox, imap_server
from tests.notices.conftest import free_port, inbox, work  # noqa: F401 - fixtures

MONDAY = datetime(2026, 11, 2, 10, 0, tzinfo=TOKYO)
OFFICE = "office@tachiai.example"


@pytest.fixture(autouse=True)
def office(settings):
    settings.INQUIRIES_ADDRESS = OFFICE


def ask(person=None, **more):
    said = {"category": "inspection", "language": "ja", "text": "納品したのに検収されません。", "at": MONDAY, **more}
    return actions.ask_office(person_id=person.pk if person else None, **said)


def answered(cast, receipt):
    actions.take(inquiry_id=receipt.inquiry_id, staff_id=cast.kei.pk, at=MONDAY)
    actions.answer(inquiry_id=receipt.inquiry_id, staff_id=cast.kei.pk, text="契約のページをご覧ください。", at=MONDAY)


def mail(sender="ren@example.com", to=OFFICE, text="わかりました。", subject="Re: 問い合わせ", mark="1", **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{mark}@mail.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def receive(message, at=MONDAY):
    return actions.receive_mail(raw=message.as_bytes(), at=at)


@pytest.mark.django_db(transaction=True)
def test_the_round_trip(cast, inbox, work, settings):  # noqa: F811 - the fixtures
    receipt = ask(cast.ren)
    answered(cast, receipt)
    work()
    letter = next(each for each in inbox.mails if "契約のページをご覧ください。" in each.get_content())
    assert letter["To"] == "ren@example.com" and letter["Auto-Submitted"] == "no"
    assert f"office+{receipt.token}@tachiai.example" in letter["Reply-To"]

    quoted = "\n".join(f"> {line}" for line in letter.get_content().splitlines())
    written = "見ました。まだ検収中です。\n\n2026年11月2日(月) 10:30 事務局 <office@tachiai.example>:\n\n"
    reply = mail(to=str(letter["Reply-To"]), text=written + quoted)
    reply["In-Reply-To"] = letter["Message-ID"]
    reply.add_attachment("証拠".encode(), maintype="text", subtype="plain", filename="memo.txt")
    with imap_server() as mailbox:
        port = free_port()
        office_server = Controller(IntoMailbox(mailbox), hostname="127.0.0.1", port=port)
        office_server.start()
        with smtplib.SMTP("127.0.0.1", port) as server:
            server.send_message(reply)
        office_server.stop()
        assert mailbox.unread() == 1

        settings.INQUIRIES_IMAP = mailbox.url
        later = MONDAY + timedelta(hours=1)
        assert clock.look_into_mailbox(later).fired == 1 and clock.look_into_mailbox(later).fired == 0
        work()
        assert mailbox.unread() == 0
        mailbox.put(reply.as_bytes())  # as after a process that was killed before it marked the mail
        assert actions.read_mailbox(at=later) == 1 and mailbox.unread() == 0

    *_, last = queries.inquiry_of(receipt.number, cast.ren.pk).lines
    assert (last.kind, last.text, last.is_by_mail) == ("person", "見ました。まだ検収中です。", True)
    assert [each["name"] if isinstance(each, dict) else each.name for each in last.files] == ["memo.txt"]
    assert InquiryMessage.objects.filter(is_by_mail=True).count() == 1
    assert Inquiry.objects.get().state == "waiting"


class TestTheMailbox:
    @pytest.mark.django_db
    def test_goes_on_past_a_mail_that_cannot_be_taken_and_tells_staff(self, cast, settings, monkeypatch, caplog):
        receipt = ask(cast.ren)
        asked = mail(mark="2", to=f"office+{receipt.token}@tachiai.example").as_bytes()
        monkeypatch.setattr(receiving, "read_mail", failing_at(b"unheard of"))
        monkeypatch.setitem(receiving._MAIL, "most_at_once", 1)
        with imap_server() as mailbox:
            settings.INQUIRIES_IMAP = mailbox.url
            mailbox.put(mail(mark="1", subject="unheard of").as_bytes())
            mailbox.put(asked)
            assert [actions.read_mailbox(at=MONDAY) for _ in range(3)] == [0, 1, 0]
            assert mailbox.unread() == 0 and mailbox.count("FLAGGED") == 1
        [listed] = queries.unknown_mails()
        assert (listed.why, listed.text, listed.received_at) == (ReceivedMail.NOT_TAKEN, "", MONDAY)
        assert len(caplog.records) == 1

    @pytest.mark.parametrize("has_id", [True, False])
    @pytest.mark.django_db
    def test_takes_one_that_could_not_be_taken_once_it_is_tried_again(self, cast, settings, monkeypatch, has_id):
        receipt = ask(cast.ren)
        message = mail(to=f"office+{receipt.token}@tachiai.example", subject="unheard of")
        if not has_id:
            del message["Message-ID"]
        with imap_server() as mailbox, monkeypatch.context() as broken:
            settings.INQUIRIES_IMAP = mailbox.url
            broken.setattr(receiving, "read_mail", failing_at(b"unheard of"))
            mailbox.put(message.as_bytes())
            assert actions.read_mailbox(at=MONDAY) == 0 and len(queries.unknown_mails()) == 1
            broken.undo()
            mailbox.put(message.as_bytes())  # as when it is marked as unread
            assert actions.read_mailbox(at=MONDAY) == 1
        assert InquiryMessage.objects.get(is_by_mail=True).body == "わかりました。"
        assert ReceivedMail.objects.get().outcome == "taken" and queries.unknown_mails() == []

    @pytest.mark.django_db
    def test_keeps_its_mail_unread_while_the_database_is_away(self, cast, settings, monkeypatch):
        monkeypatch.setattr(receiving, "receive_mail", Mock(side_effect=OperationalError("the server closed")))
        with imap_server() as mailbox:
            settings.INQUIRIES_IMAP = mailbox.url
            mailbox.put(mail().as_bytes())
            assert actions.read_mailbox(at=MONDAY) == 0
            assert mailbox.unread() == 1 and mailbox.count("FLAGGED") == 0
        assert queries.unknown_mails() == []


def failing_at(words):
    """Reads mails as ever, but fails at those with these words, as Python's library does at half a character in a
    parameter (the mail server of these tests, written in Python, does not take such a mail)."""

    def read(raw, own):
        if words in raw:
            raise UnicodeError(words)
        return read_mail(raw, own)

    return read


@pytest.mark.django_db
class TestAMail:
    @pytest.mark.parametrize(
        "odd",
        [
            b"Subject: =?utf-8?q?a=00b?=\r\n\r\nhi",
            b"Subject: a\r\nMessage-ID: <8\x00@x>\r\n\r\nhi",
            b"Content-Type: text/plain; charset=utf-7\r\n\r\n+2AA- hi",
            b"Content-Type: text/plain; charset=utf-7\r\n\r\n+AAA- hi",
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\n"
            b"Content-Disposition: attachment; filename*=utf-8''%00a.exe\r\n\r\nMZ\x90\r\n--b--\r\n",
        ],
    )
    def test_with_characters_that_no_database_keeps_is_taken_without_them(self, cast, odd):
        receipt = ask(cast.ren)
        raw = f"From: ren@example.com\r\nTo: office+{receipt.token}@tachiai.example\r\n".encode() + odd
        assert actions.receive_mail(raw=raw, at=MONDAY) == "taken"
        assert actions.receive_mail(raw=b"From: otoha@example.net\r\n" + odd, at=MONDAY) in ("unknown", "taken")
        assert any("hi" in line.text for line in queries.inquiry_of(receipt.number, cast.ren.pk).lines)

    def test_names_its_inquiry_by_the_token_or_by_the_number_and_the_sender(self, cast):
        receipt = ask(cast.ren)
        subject = f"Re: 受け付けました [{receipt.number}]"
        assert (
            receive(mail(mark="1", to=f"office+{receipt.token.upper()}@tachiai.example", sender="x@y.example"))
            == "taken"
        )
        assert receive(mail(mark="2", subject=subject)) == "taken"
        assert receive(mail(mark="3", subject=subject, sender="zen@example.com")) == "unknown"
        assert receive(mail(mark="2", subject=subject)) == "taken"
        assert InquiryMessage.objects.filter(is_by_mail=True).count() == 2

    def test_that_names_two_goes_to_the_one_it_is_addressed_to_and_else_to_the_one_named_first(self, cast):
        old, new = ask(cast.ren), ask(cast.ren)
        replied = mail_id(old.token, "received", "tachiai.example")
        to_new = mail(mark="1", to=f"office+{new.token}@tachiai.example", In_Reply_To=replied, References=replied)
        by_number = mail(mark="2", subject=f"Re: [{new.number}] と [{old.number}]")
        for each in (to_new, by_number):
            assert receive(each) == "taken"
        assert set(ReceivedMail.objects.values_list("inquiry__number", flat=True)) == {new.number}

    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"List_Id": "<news.example>"},
            {"sender": "MAILER-DAEMON@mail.example"},
            {"sender": f"{OFFICE}"},
        ],
    )
    def test_of_a_machine_is_ignored(self, cast, headers):
        receipt = ask(cast.ren)
        assert receive(mail(to=f"office+{receipt.token}@tachiai.example", **headers)) == "ignored"
        assert ReceivedMail.objects.get().why and InquiryMessage.objects.count() == 1

    def test_of_nobody_known_is_kept_for_staff_and_answered_politely_once(self, cast):
        for mark in ("1", "2"):
            assert receive(mail(mark=mark, sender="otoha@example.net", text="教えてください。")) == "unknown"
        assert [each.text for each in queries.unknown_mails()] == ["教えてください。"] * 2
        assert Dispatch.objects.filter(address="otoha@example.net").count() == 1
        for _ in range(2):
            actions.handle_mail(mail_id=queries.unknown_mails()[0].pk, staff_id=cast.kei.pk, at=MONDAY)
        assert queries.unknown_mails() == []

    def test_to_what_has_ended_is_kept_for_staff(self, cast):
        receipt = ask(cast.ren)
        actions.close_inquiry(inquiry_id=receipt.inquiry_id, person_id=cast.ren.pk, at=MONDAY)
        for each in (clock.remind_inquiries, clock.sweep_inquiries):
            each(MONDAY + timedelta(days=31))
        assert receive(mail(to=f"office+{receipt.token}@tachiai.example")) == "unknown"
        assert ReceivedMail.objects.get().why == "over"

    def test_brings_its_files_also_without_an_account(self):
        receipt = ask(address="who@example.com")
        reply = mail(sender="who@example.com", to=f"office+{receipt.token}@tachiai.example")
        reply.add_attachment("証拠".encode(), maintype="text", subtype="plain", filename="memo.txt")
        reply.add_attachment(b"MZ\x90\x00" + bytes(200), maintype="image", subtype="png", filename="photo.png")
        assert receive(reply) == "taken"
        *_, said, left = queries.inquiry_with(receipt.token).lines
        assert [each.name for each in said.files] == ["memo.txt"] and left.params["names"] == "photo.png"
        file_id = said.files[0].id
        assert queries.file_with(receipt.token, file_id) is not None and queries.file_with("0" * 32, file_id) is None

    def test_too_long_for_the_page_is_kept_whole_as_a_file(self, cast):
        receipt, words = ask(cast.ren), "あ" * 12_000 + "\n大事なこと：口座は変わりました。"
        assert receive(mail(to=f"office+{receipt.token}@tachiai.example", text=words)) == "taken"
        *_, said, told = queries.inquiry_of(receipt.number, cast.ren.pk).lines
        kept = StoredFile.objects.get(pk=said.files[0].id)
        assert kept.content.read().decode().strip() == words
        assert len(said.text) == 5000 and told.text == "inquiry.system.text_attached"
        assert told.params == {"most": 5000, "name": kept.name}

    def test_too_long_to_be_kept_even_as_a_file_says_so(self, cast, settings):
        settings.MAX_UPLOAD_BYTES = 10_000
        receipt = ask(cast.ren)
        assert receive(mail(to=f"office+{receipt.token}@tachiai.example", text="あ" * 6000)) == "taken"
        *_, said, told = queries.inquiry_of(receipt.number, cast.ren.pk).lines
        assert len(said.text) == 5000 and told.text == "inquiry.system.text_lost"

    def test_of_nobody_known_and_very_long_is_marked_as_cut(self):
        receive(mail(mark="1", sender="otoha@example.net", text="あ" * 10_001))
        receive(mail(mark="2", sender="otoha@example.net", text="い" * 9_000))
        assert [(len(each.text), each.is_cut) for each in queries.unknown_mails()] == [(10_000, True), (9_000, False)]

    def test_with_more_files_than_are_taken_names_the_others(self, cast):
        receipt = ask(cast.ren)
        reply = mail(to=f"office+{receipt.token}@tachiai.example")
        for number in range(1, 13):
            reply.add_attachment(f"{number}".encode(), maintype="text", subtype="plain", filename=f"{number}.txt")
        assert receive(reply) == "taken"
        *_, said, left = queries.inquiry_of(receipt.number, cast.ren.pk).lines
        assert len(said.files) == 10 and left.params["names"] == "11.txt, 12.txt"

    def test_comes_through_a_pipe_as_well(self, cast, monkeypatch, capsys):
        receipt = ask(cast.ren)
        for raw, code in ((mail(to=f"office+{receipt.token}@tachiai.example").as_bytes(), 0), (b"", 1)):
            monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
            monkeypatch.setattr("tachiai.config.cli.database", lambda **_: NoDatabase())
            assert main(["inquiries", "receive"]) == code
        assert InquiryMessage.objects.filter(is_by_mail=True).count() == 1


class NoDatabase:
    """The test has one already."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


class TestWhatIsAttached:
    PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 50

    def attached(self, message):
        return [each.name for each in read_mail(message.as_bytes(), []).attachments]

    @pytest.mark.parametrize("has_plain", [True, False])
    def test_are_pictures_within_the_text_and_not_the_text_in_another_form(self, has_plain):
        message = mail(text="見てください。")
        if has_plain:
            message.add_alternative("<p>見てください。<img src='cid:a'><img src='cid:b'></p>", subtype="html")
            written = message.get_payload()[1]
        else:
            message.set_content("<p>見てください。</p>", subtype="html")
            written = message
        written.add_related(self.PICTURE, "image", "png", cid="<a>", filename="screenshot.png")
        written.add_related(self.PICTURE, "image", "png", cid="<b>")
        first, second = self.attached(message)
        assert first == "screenshot.png" and second.startswith("attachment-") and second.endswith(".png")
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
        assert self.attached(message) == [first, second, "a.pdf"]

    def test_are_words_below_a_picture_and_a_mail_that_is_passed_on(self):
        message = mail()
        message.add_attachment(self.PICTURE, maintype="image", subtype="png", filename="a.png")
        message.add_attachment("写真の下の文", disposition="inline")
        message.add_attachment(mail(text="前のメール"))
        assert self.attached(message) == ["a.png", "attachment-3.txt", "attachment-4.eml"]


class TestWhatIsNew:
    @pytest.mark.parametrize(
        "below",
        [
            "On Mon, 2 Nov 2026 at 10:30, Office <office@tachiai.example> wrote:\n> 前の文",
            "2026年11月2日(月) 10:30 事務局 <office@tachiai.example>:\n> 前の文",
            "-----Original Message-----\nFrom: office\n前の文",
            "----- 元のメッセージ -----\n前の文",
        ],
    )
    def test_is_what_stands_above_the_quote(self, below):
        assert new_text(f"見ました。\n\n{below}\n") == "見ました。"

    def test_is_all_of_it_where_nothing_else_is_left(self):
        assert new_text("> 引用だけ") == "> 引用だけ"

    def test_survives_any_bytes(self):
        for raw in (b"", b"\xff\xfe", b"From: x\n\n\x00", b"Content-Type: text/plain; charset=nothing\n\n\xe3\x81"):
            assert read_mail(raw, []).id
