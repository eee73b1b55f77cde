"""The only writes of people: accounts, what they declare, what staff restrict and did."""

from tachiai.people.actions.accounts import (
    SAME_DECLARATION,
    ClosureAsked,
    DeclarationsReliedOn,
    HashedPassword,
    choose_language,
    close_account,
    declare_trader,
    open_account,
    reasons_against_closure,
    update_profile,
)
from tachiai.people.actions.audit import log_staff_act, log_staff_step
from tachiai.people.actions.identity import IdentityChecked, confirm_identity, withdraw_identity
from tachiai.people.actions.removals import remove_profile, remove_text, restore_profile, restore_text
from tachiai.people.actions.restrictions import (
    PersonRestricted,
    RestrictionLifted,
    announce_end,
    lift,
    refuse_restricted,
    restrict,
)
from tachiai.people.actions.staff import StaffLeft, appoint_staff, dismiss_staff, end_sign_ins

__all__ = [
    "SAME_DECLARATION",
    "ClosureAsked",
    "DeclarationsReliedOn",
    "HashedPassword",
    "IdentityChecked",
    "PersonRestricted",
    "RestrictionLifted",
    "StaffLeft",
    "announce_end",
    "appoint_staff",
    "choose_language",
    "close_account",
    "confirm_identity",
    "declare_trader",
    "dismiss_staff",
    "end_sign_ins",
    "lift",
    "log_staff_act",
    "log_staff_step",
    "open_account",
    "reasons_against_closure",
    "refuse_restricted",
    "remove_profile",
    "remove_text",
    "restore_profile",
    "restore_text",
    "restrict",
    "update_profile",
    "withdraw_identity",
]
