"""What is done in and to companies: registering, letting people in, letting them go, the drive, merging."""

from companies.actions.drive import nudge, record_export, switch_nudges
from companies.actions.inviting import (
    INVITATION_DAYS,
    LEAFLET_DAYS,
    LEAFLET_LIMIT,
    STANDING_INVITATIONS,
    invite,
    make_leaflet,
    send_again,
    take,
    withdraw,
)
from companies.actions.joining import OPEN_REQUESTS, accept, ask_to_join, decline, take_back_request
from companies.actions.lists import name_complex, name_industry
from companies.actions.merging import merge
from companies.actions.registering import approve, correct, enter, register, reject
from companies.actions.seats import add_owner, hand_over, leave, remove

__all__ = [
    "INVITATION_DAYS",
    "LEAFLET_DAYS",
    "LEAFLET_LIMIT",
    "OPEN_REQUESTS",
    "STANDING_INVITATIONS",
    "accept",
    "add_owner",
    "approve",
    "ask_to_join",
    "correct",
    "decline",
    "enter",
    "hand_over",
    "invite",
    "leave",
    "make_leaflet",
    "merge",
    "name_complex",
    "name_industry",
    "nudge",
    "record_export",
    "register",
    "reject",
    "remove",
    "send_again",
    "switch_nudges",
    "take",
    "take_back_request",
    "withdraw",
]
