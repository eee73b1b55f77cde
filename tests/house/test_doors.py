"""Every door behind which a person does something asks whether they are restricted, or stands here with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from tests.house.calls import actions_named, reached

# Whom an action calls the one who acts.
PEOPLE = ("person_id", "author_id", "client_id", "worker_id", "rater_id", "asker_id", "owner_id", "reporter_id", "by")
ASKS = {
    "tachiai.people.actions.restrictions.refuse_restricted",
    "tachiai.people.queries.restrictions.forbidding",
    "tachiai.contracts.queries.view.ContractView",
}
# Not doors: one has come through one before, or it is told about somebody.
INSIDE = ("walking", "terms", "signing", "clockwork", "importing", "notices", "evidence")
FREE: Mapping[str, str] = {
    "nobody else reads it": "save_plan save_draft drop_draft put_before_draft store_imported discard begin_upload"
    " add_piece store_file mark_read show_read_marks choose_tone_hints choose_language save_listing unsave_listing"
    " note_seen make_address name_others turn_off save_half import_units drop_units set_hint_aside",
    "one takes back what one did": "withdraw_proposal withdraw_confidentiality withdraw_off_site withdraw_consent"
    " withdraw_contest_proposal withdraw_deposit unmark_proposal take_thanks_back close withdraw_appeal close_account"
    " give_back",
    "one keeps out of another's way": "block_person unblock_person refuse_cut_off",
    "one says what one thinks of a decision": "plead appeal",
    "whoever is restricted can still ask the office": "ask_office write_more close_inquiry rate_answer",
    "one agrees to the rules of the place": "give_consent consent consent_to_all",
    "staff do it to a person": "restrict remove_text remove_profile restore_profile confirm_identity withdraw_identity",
    "it is part of what a door does": "looked_at look_at_reasons announce_pay_in post_movement step_on walk_week",
}


def test_every_door_asks_who_is_restricted() -> None:
    free = {name for names in FREE.values() for name in names.split()}
    doors = {each for each in actions_named(*PEOPLE) if not set(INSIDE) & set(each.split("."))}
    silent = {each for each in doors if not ASKS & reached(each)}
    unasked = sorted(each for each in silent if each.rpartition(".")[2] not in free)
    assert not unasked, "nobody asks here who is restricted:\n" + "\n".join(unasked)
    assert free <= {each.rpartition(".")[2] for each in silent}, "these ask, or are gone"
