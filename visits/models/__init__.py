"""What visits are made of."""

from visits.models.programmes import Blackout, Participation, Programme, Slot, SlotTime, TeamMember
from visits.models.promises import Objection, Promise
from visits.models.surveys import PreSurvey, SurveyInvitation, SurveyItem
from visits.models.visits import (
    CalendarFeed,
    RosterEntry,
    Visit,
    VisitCounter,
    VisitEntry,
    VisitFile,
    VisitReminder,
)

__all__ = [
    "Blackout",
    "CalendarFeed",
    "Objection",
    "Participation",
    "PreSurvey",
    "Programme",
    "Promise",
    "RosterEntry",
    "Slot",
    "SlotTime",
    "SurveyInvitation",
    "SurveyItem",
    "TeamMember",
    "Visit",
    "VisitCounter",
    "VisitEntry",
    "VisitFile",
    "VisitReminder",
]
