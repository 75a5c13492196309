"""What is done in the life of a grievance, in the field's own verbs."""

from grievances.actions.answering import (
    close_repeat,
    find_infeasible,
    forward,
    keep,
    look_again,
    record_forward_result,
    reopen,
    resolve,
    return_,
    withdraw,
)
from grievances.actions.approving import Beginning, approve, as_said, propose, send_back, take_proposal_back
from grievances.actions.consulting import advise, consult, postpone, take_question_back
from grievances.actions.custody import (
    accept_transfer,
    decline_transfer,
    offer_transfer,
    rule_transfer,
    take_back,
)
from grievances.actions.desk import forget_filter, note_viewing, save_filter
from grievances.actions.drafts import (
    DraftChanged,
    attach_to_draft,
    begin_draft,
    discard_draft,
    drop_from_draft,
    forget_old_drafts,
    save_draft,
    sweep_files,
)
from grievances.actions.duties import confirm_month, look_after_months
from grievances.actions.filing import AlreadyFiled, Extra, amend, correct, file, file_on_behalf
from grievances.actions.filling import fill_holidays, look_after_holidays, usual_years
from grievances.actions.handing_over import hand_over
from grievances.actions.handling import ask, ask_for_more_time, assign, message, note, receive, supplement
from grievances.actions.lengthening import (
    agree,
    ask_consent,
    decline,
    end_investigation,
    extend,
    investigate,
    investigate_longer,
)
from grievances.actions.moving import Backing, Origin, Stale, decided_in
from grievances.actions.rating import call_back, rate
from grievances.actions.recounting import owed_recounts, recount_all, take_up_recount
from grievances.actions.reminding import remind, send_digests

__all__ = [
    "AlreadyFiled",
    "Backing",
    "Beginning",
    "DraftChanged",
    "Extra",
    "Origin",
    "Stale",
    "accept_transfer",
    "advise",
    "agree",
    "amend",
    "approve",
    "as_said",
    "ask",
    "ask_consent",
    "ask_for_more_time",
    "assign",
    "attach_to_draft",
    "begin_draft",
    "call_back",
    "close_repeat",
    "confirm_month",
    "consult",
    "correct",
    "decided_in",
    "decline",
    "decline_transfer",
    "discard_draft",
    "drop_from_draft",
    "end_investigation",
    "extend",
    "file",
    "file_on_behalf",
    "fill_holidays",
    "find_infeasible",
    "forget_filter",
    "forget_old_drafts",
    "forward",
    "hand_over",
    "investigate",
    "investigate_longer",
    "keep",
    "look_after_holidays",
    "look_after_months",
    "look_again",
    "message",
    "note",
    "note_viewing",
    "offer_transfer",
    "owed_recounts",
    "postpone",
    "propose",
    "rate",
    "receive",
    "record_forward_result",
    "recount_all",
    "remind",
    "reopen",
    "resolve",
    "return_",
    "rule_transfer",
    "save_draft",
    "save_filter",
    "send_back",
    "send_digests",
    "supplement",
    "sweep_files",
    "take_back",
    "take_proposal_back",
    "take_question_back",
    "take_up_recount",
    "usual_years",
    "withdraw",
]
