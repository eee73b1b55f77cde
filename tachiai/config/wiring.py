"""Who listens to whom: the one table by which lower modules tell higher ones. Set when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tachiai.clockwork.events import MoveAsked, StaffStepTaken
from tachiai.config.clock import move_ahead
from tachiai.contests.actions.deposits import money_arrived as prizes_arrived
from tachiai.contests.actions.hearing import hear_closing, hear_extension
from tachiai.contests.bookkeeping import hold_still as hold_contest_still
from tachiai.contests.queries import leaving as contests
from tachiai.contests.queries.seeing import may_read_file as may_read_adopted
from tachiai.contracts import queries as contracts
from tachiai.contracts.actions import make_contract
from tachiai.contracts.bookkeeping import hold_still
from tachiai.contracts.hourly import actions as hourly
from tachiai.contracts.hourly.queries import may_read_picture
from tachiai.contracts.queries.blocking import objections_to_blocking as contract_stands_against
from tachiai.contracts.queries.pleas import may_read_proof
from tachiai.contracts.queries.published import inspection_days
from tachiai.contracts.record import RecordSealed
from tachiai.contracts.requests import hear_word, money_arrived
from tachiai.contracts.restrictions import is_running_in, tell_of_lifting, tell_of_restriction
from tachiai.conversations.actions import MessagePosted
from tachiai.conversations.actions.holding import HeldReturned, TextHeld
from tachiai.conversations.queries import FileAsked, is_same_talk
from tachiai.conversations.queries.blocks import BlockAsked
from tachiai.evidence.actions import seal_chain
from tachiai.inquiries.actions.leaving import free_inquiries
from tachiai.inquiries.queries import may_read_file as may_read_attached
from tachiai.jobs import queries as jobs
from tachiai.jobs.actions import hear_message
from tachiai.jobs.events import InspectionAsked, ListingClosed, ListingExtended, TermsAgreed
from tachiai.jobs.queries.blocking import objections_to_blocking as talk_stands_against
from tachiai.money import queries as money
from tachiai.money.actions import PayInConfirmed, PayInConfirming
from tachiai.people.actions import (
    ClosureAsked,
    DeclarationsReliedOn,
    IdentityChecked,
    PersonRestricted,
    RestrictionLifted,
    StaffLeft,
    log_staff_step,
)
from tachiai.people.queries import RunningContractAsked, SameTalkAsked
from tachiai.safety import queries as safety
from tachiai.safety.actions.gathering import gather_hold, gather_returned
from tachiai.safety.actions.leaving import free_cases
from tachiai.safety.announcements import tell_of_identity
from tachiai.tasks import queries as tasks
from tachiai.tasks.actions import follow_closing, follow_extension
from tachiai.tasks.actions import hold_still as hold_task_still
from tachiai.tasks.actions import money_arrived as rewards_arrived

WIRING: Mapping[type, Sequence[Callable[[Any], object]]] = {
    MoveAsked: (move_ahead,),
    StaffStepTaken: (log_staff_step,),
    ClosureAsked: (
        contracts.objections_to_closing,
        contests.objections_to_closing,
        jobs.objections_to_closing,
        money.objections_to_closing,
        safety.objections_to_closing,
        tasks.objections_to_closing,
    ),
    DeclarationsReliedOn: (contracts.rely_on_declarations,),
    InspectionAsked: (inspection_days,),
    ListingClosed: (hear_closing, follow_closing),
    ListingExtended: (hear_extension, follow_extension),
    TermsAgreed: (make_contract,),
    PayInConfirming: (hold_still, hourly.hold_still, hold_contest_still, hold_task_still),
    PayInConfirmed: (money_arrived, hourly.money_arrived, prizes_arrived, rewards_arrived),
    FileAsked: (
        contracts.may_read_file,
        may_read_picture,
        may_read_proof,
        jobs.may_read_file,
        may_read_adopted,
        may_read_attached,
        tasks.may_read_file,
    ),
    BlockAsked: (contract_stands_against, talk_stands_against, contests.objections_to_blocking),
    MessagePosted: (hear_message, hear_word),
    PersonRestricted: (tell_of_restriction,),
    RestrictionLifted: (tell_of_lifting,),
    StaffLeft: (free_cases, free_inquiries),
    IdentityChecked: (tell_of_identity,),
    RunningContractAsked: (is_running_in,),
    SameTalkAsked: (is_same_talk,),
    TextHeld: (gather_hold,),
    HeldReturned: (gather_returned,),
    RecordSealed: (seal_chain,),
}
