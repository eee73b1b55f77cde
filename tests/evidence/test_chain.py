"""The chain: what is linked when, that it is linked once, and that a change to what was linked is named."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tachiai.contracts import rating
from tachiai.contracts.models import Request
from tachiai.contracts.record.entries import KINDS, UNORDERED, entries
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.evidence.actions import extend, sweep, whole_record
from tachiai.evidence.models import Chain, Link, Sealed
from tachiai.evidence.queries import chain_state, links_of
from tachiai.evidence.rules import faults_of
from tachiai.kernel.entries import WHOLE
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tests.cast import Cast
from tests.deal import Deal
from tests.evidence.conftest import sealed

pytestmark = pytest.mark.django_db


def kinds_of(deal: Deal) -> Counter[str]:
    return Counter(Link.objects.filter(chain__contract_id=deal.contract.pk).values_list("kind", flat=True))


def refusals_after(deal: Deal) -> list[tuple[str, object, object]]:
    """Why the record of the contract cannot be sealed now: reason, kind and item."""
    try:
        whole_record(contract_id=deal.contract.pk, at=deal.at)
    except Refusal as refusal:
        params = ((reason.key.rpartition(".")[2], reason.params) for reason in refusal.reasons)
        return [(name, each.get("kind"), each.get("item")) for name, each in params]
    return []


CHANGES = (
    ("message", "conversations_message", "UPDATE {} SET body = 'ちがうこと'"),
    ("message", "conversations_message", "UPDATE {} SET posted_at = posted_at - interval '1 day'"),
    ("message_reply", "conversations_message", "UPDATE {} SET reply_to_id = id WHERE reply_to_id IS NOT NULL"),
    ("message_edit", "conversations_messageedit", "UPDATE {} SET body = 'ちがうこと'"),
    ("delivery", "contracts_delivery", "UPDATE {} SET note = 'ちがう納品'"),
    ("finding", "contracts_itemfinding", "UPDATE {} SET passed = NOT passed"),
    ("step", "contracts_contractstep", "UPDATE {} SET actor = 'staff'"),
    ("request", "contracts_request", "UPDATE {} SET asked_by = 'worker'"),
    ("request_step", "contracts_requeststep", "UPDATE {} SET step = 'accept'"),
    ("terms_version", "terms_version", "UPDATE {} SET values = jsonb_set(values, '{{price}}', '1')"),
    ("consent", "terms_consent", "UPDATE {} SET method = 'passkey'"),
    ("terms_word", "terms_word", "UPDATE {} SET text = 'ちがうこと'"),
    ("notice", "notices_notice", "UPDATE {} SET kind = 'fixed_price.accept.client'"),
    ("movement", "money_entry", "UPDATE {} SET movement = 'return_escrow'"),
    ("paper", "contracts_paper", "UPDATE {} SET issued_by = 'site', serial = serial || 'x'"),
    ("paper_seen", "contracts_paperseen", "UPDATE {} SET channel = 'opened', detail = id::text"),
    ("rating", "contracts_rating", "UPDATE {} SET comment = 'ちがう評価'"),
    ("rating_reply", "contracts_rating", "UPDATE {} SET reply = 'ちがう返信' WHERE reply <> ''"),
    ("request_file", "conversations_storedfile", "UPDATE {} SET sha256 = repeat('0', 64)"),
    ("contract", "contracts_contract", "UPDATE {} SET title = 'ちがう仕事'"),
)


class TestExtending:
    def test_links_everything_on_record_in_the_order_of_what_happened(self, deal: Deal) -> None:
        found = list(entries(deal.contract, WHOLE))
        assert extend(contract_id=deal.contract.pk, at=deal.at) == len(found) > 60
        links = links_of(Chain.objects.get().pk)
        assert [link.at for link in links] == sorted(entry.at for entry in found)
        assert links[0].kind == "contract"
        assert {(link.kind, link.item) for link in links} == {(entry.kind, entry.item) for entry in found}

    def test_twice_adds_nothing(self, deal: Deal) -> None:
        extend(contract_id=deal.contract.pk, at=deal.at)
        before = list(Link.objects.order_by("pk").values())
        assert extend(contract_id=deal.contract.pk, at=deal.at + timedelta(days=1)) == 0
        assert list(Link.objects.order_by("pk").values()) == before

    def test_adds_what_is_new_whichever_way_it_is_read(self, deal: Deal, cast: Cast) -> None:
        extend(contract_id=deal.contract.pk, at=deal.at)
        before = kinds_of(deal)
        deal.write(cast.ren, "またよろしくお願いします。")
        assert extend(contract_id=deal.contract.pk, at=deal.at) > 0
        assert (kinds_of(deal) - before)["message"] == 1
        deal.write(cast.aoi, "こちらこそ。")
        whole_record(contract_id=deal.contract.pk, at=deal.at)
        assert (kinds_of(deal) - before)["message"] == 2

    def test_a_rating_is_linked_when_it_is_published_and_not_before(self, cast: Cast, settings) -> None:
        settings.FUNDS = "demo_bank"
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        deal.deliver()
        deal.accept()
        rate(deal, cast.aoi.pk, "client")
        extend(contract_id=deal.contract.pk, at=deal.at)
        assert kinds_of(deal)["rating"] == 0
        rate(deal, cast.ren.pk, "worker")
        extend(contract_id=deal.contract.pk, at=deal.at)
        assert kinds_of(deal)["rating"] == 2

    def test_an_opened_mediation_is_linked_at_once(self, cast: Cast, settings) -> None:
        settings.FUNDS = "demo_bank"
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        deal.answer(deal.ask("termination", cast.aoi), "refuse", cast.ren)
        deal.ask("mediation_decision", cast.aoi)
        assert kinds_of(deal)["request"] == 2
        assert chain_state(deal.contract.pk).length == len(list(entries(deal.contract, WHOLE)))

    def test_each_kind_is_told_from_all_others(self) -> None:
        assert len(set(KINDS)) == len(KINDS)
        assert set(UNORDERED) <= set(KINDS)


def test_what_may_still_be_undone_is_not_followed(deal: Deal) -> None:
    assert [sweep(deal.at).fired for _ in range(3)] == [0, 0, 0]
    assert not Link.objects.exists()


class TestLinked:
    """What the database keeps, and what gives away whoever could do without it."""

    def test_it_is_never_changed(self, deal: Deal) -> None:
        sealed(deal)
        for table in ("evidence_link", "evidence_sealed"):
            for change in ("UPDATE {} SET digest = repeat('0', 64)", "DELETE FROM {}"):
                with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                    run(change.format(table))

    def test_a_change_behind_our_back_is_named(self, deal: Deal) -> None:
        extend(contract_id=deal.contract.pk, at=deal.at)
        missed = [f"{kind}: {change}" for kind, table, change in CHANGES if not is_named(deal, kind, table, change)]
        assert not missed
        assert refusals_after(deal) == []

    def test_an_entry_taken_away_is_named(self, deal: Deal, cast: Cast) -> None:
        deal.write(cast.ren, "消える言葉")
        extend(contract_id=deal.contract.pk, at=deal.at)
        number = Link.objects.filter(kind="message").latest("item").item
        run("DELETE FROM conversations_message WHERE body = '消える言葉'")
        assert refusals_after(deal) == [("removed", "evidence.kind.message", number)]

    def test_a_link_rewritten_with_its_entry_is_named_with_all_that_follow(self, deal: Deal) -> None:
        extend(contract_id=deal.contract.pk, at=deal.at)
        run(
            "UPDATE conversations_message SET body = 'ちがうこと'",
            "ALTER TABLE evidence_link DISABLE TRIGGER USER",
            "UPDATE evidence_link SET linked_at = linked_at - interval '1 day' WHERE number = 3",
        )
        assert ("link_changed", "evidence.kind.terms_word", Link.objects.get(number=3).item) in refusals_after(deal)

    def test_links_taken_away_are_missed(self, deal: Deal) -> None:
        extend(contract_id=deal.contract.pk, at=deal.at)
        run("ALTER TABLE evidence_link DISABLE TRIGGER USER", "DELETE FROM evidence_link WHERE number > 40")
        assert refusals_after(deal) == [("links_missing", None, None)]

    def test_nobody_waits_for_a_name_to_stay_the_same(self, deal: Deal, cast: Cast) -> None:
        extend(contract_id=deal.contract.pk, at=deal.at)
        cast.ren.display_name = "新しい名前"
        cast.ren.save()
        content, _ = sealed(deal)
        assert "新しい名前".encode() in content

    def test_what_a_request_becomes_later_is_no_change_of_it(self, cast: Cast, settings) -> None:
        settings.FUNDS = "demo_bank"
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        asked = deal.ask("termination", cast.aoi, worker_share=10_000)
        extend(contract_id=deal.contract.pk, at=deal.at)
        deal.answer(asked, "counter", cast.ren, worker_share=30_000)
        again = Request.objects.get(pk=asked.pk)
        deal.answer(again, "counter_again", cast.aoi, worker_share=20_000)
        assert sealed(deal)[1].length == chain_state(deal.contract.pk).length


def test_the_law_of_a_sound_chain_holds_of_every_beginning_of_it(deal: Deal) -> None:
    """Cut off anywhere, with the head that it had then, a chain is sound; with any other head it is not."""
    extend(contract_id=deal.contract.pk, at=deal.at)
    found = {(entry.kind, entry.item): entry for entry in entries(deal.contract, WHOLE)}
    links = links_of(Chain.objects.get().pk)
    for length in range(1, len(links) + 1):
        head = links[length - 1].digest
        assert not faults_of(deal.reference, found, links[:length], length=length, head=head)
        assert faults_of(deal.reference, found, links[:length], length=length, head=links[length - 2].digest)
        assert faults_of("ABCDEFGH", found, links[:length], length=length, head=head)


def is_named(deal: Deal, kind: str, table: str, change: str) -> bool:
    """Whether the change is found, at an entry of this kind and at none that is whole. It is undone."""
    with transaction.atomic():
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER", change.format(table))
        named = refusals_after(deal)
        transaction.set_rollback(True)
    return (
        ("changed", f"evidence.kind.{kind}") in {(name, of) for name, of, _ in named}
        and {name for name, _, _ in named} == {"changed"}
        and not Sealed.objects.exists()
    )


def rate(deal: Deal, person_id: int, role: str) -> None:
    stars = dict.fromkeys(RATING_ITEMS[Actor(role)], 5)
    rating.rate(contract_id=deal.contract.pk, rater_id=person_id, stars=stars, comment="", at=deal.at)


def run(*statements: str) -> None:
    """As whoever has the database and may switch its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)
