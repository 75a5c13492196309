"""Questions about visits, their slots, their promises and surveys, as the field asks them."""

from visits.querysets.surveys import PreSurveyQuerySet, SurveyInvitationQuerySet, SurveyItemQuerySet
from visits.querysets.visits import (
    BlackoutQuerySet,
    ProgrammeQuerySet,
    PromiseQuerySet,
    RosterEntryQuerySet,
    SlotQuerySet,
    TeamMemberQuerySet,
    VisitEntryQuerySet,
    VisitQuerySet,
    part_order,
)

__all__ = [
    "BlackoutQuerySet",
    "PreSurveyQuerySet",
    "ProgrammeQuerySet",
    "PromiseQuerySet",
    "RosterEntryQuerySet",
    "SlotQuerySet",
    "SurveyInvitationQuerySet",
    "SurveyItemQuerySet",
    "TeamMemberQuerySet",
    "VisitEntryQuerySet",
    "VisitQuerySet",
    "part_order",
]
