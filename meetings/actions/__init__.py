"""What is done to meetings; every verb is one transaction."""

from meetings.actions.agenda import NothingPutOn, fill, lift, put_on, take_off, to_review, word
from meetings.actions.deciding import DOES, decide
from meetings.actions.ending import confirm, hold, write
from meetings.actions.inviting import invite, reply
from meetings.actions.moving import Stale
from meetings.actions.planning import Coming, amend, cancel, plan, set_people
from meetings.actions.reminding import remind

__all__ = [
    "DOES",
    "Coming",
    "NothingPutOn",
    "Stale",
    "amend",
    "cancel",
    "confirm",
    "decide",
    "fill",
    "hold",
    "invite",
    "lift",
    "plan",
    "put_on",
    "remind",
    "reply",
    "set_people",
    "take_off",
    "to_review",
    "word",
    "write",
]
