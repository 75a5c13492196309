"""What hangs on people here: seats on rosters of visits ahead, and visits nobody else would write up."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.leaving import Held, Holding, colleagues
from accounts.models import User
from accounts.querysets import UserQuerySet
from grievances.holdings import in_words
from visits import actions
from visits.models import RosterEntry, TeamMember, Visit
from visits.querysets import VisitQuerySet
from visits.workflow import WRITERS, Part, Status


def _rows(visits: VisitQuerySet, seen_by: User | None) -> Sequence[Held]:
    visits = visits.visible_to(seen_by) if seen_by else visits
    return [
        Held(visit.pk, f"{visit.visit_no} {visit.host}", reverse("admin:visits_visit_change", args=[visit.pk]))
        for visit in visits.select_related("company").order_by("during", "pk")
    ]


class _OnRosters(Holding):
    """Whoever goes along can take a seat: the team, and people of departments."""

    hint = "명단은 총괄담당이 바꿉니다. 같은 시간에 다른 방문이 있는 사람은 갈 수 없습니다."

    def successors(self, person: User, *, by: User) -> UserQuerySet:
        """By name."""
        team = TeamMember.objects.active().values("person")
        people = User.objects.filter(Q(pk__in=team) | Q(pk__in=colleagues(by).order_by().values("pk")), is_active=True)
        return people.exclude(pk=person.pk).order_by("unit", "name", "pk")


class SeatsAhead(_OnRosters):
    """앞으로 갈 방문."""

    key, label = "visits", "앞으로 갈 방문"

    def rows(self, person: User, *, seen_by: User | None = None) -> Sequence[Held]:
        """On whose rosters they are, and whose time is not over."""
        ahead = Visit.objects.underway().exclude(status=Status.HELD).filter(roster__person=person)
        ahead = ahead.filter(Q(slot__isnull=True) | Q(slot__during__endswith__gt=timezone.now()))
        return _rows(ahead, seen_by)

    def hand_over(self, row: Held, person: User, successor: User, *, by: User) -> None:
        """The successor sits where they sat; whoever is on the roster already sits there once."""
        visit = Visit.objects.for_page().get(pk=row.pk)
        entries = list(visit.roster.for_page())
        is_there = any(entry.person_id == successor.pk for entry in entries)
        going = [
            _going(entry, successor) if entry.person_id == person.pk else _going(entry)
            for entry in entries
            if not (is_there and entry.person_id == person.pk)
        ]
        in_words(lambda: actions.set_roster(visit, going, by=by, seen=visit.newest_entry))


class VisitsToWriteUp(_OnRosters):
    """방문 뒤 남은 일: what was said and promised there, where nobody else of the roster could write it down."""

    key, label = "visits-to-write-up", "회의록과 약속이 남은 방문"

    def rows(self, person: User, *, seen_by: User | None = None) -> Sequence[Held]:
        """Their time is over; minutes or promises are not."""
        writers = RosterEntry.objects.filter(part__in=sorted(WRITERS), person__is_active=True)
        others = writers.filter(visit=OuterRef("pk")).exclude(person=person)
        over = Q(status=Status.SCHEDULED, slot__during__endswith__lte=timezone.now())
        left = over | Q(status=Status.HELD, minutes_sent_at__isnull=True)
        theirs = Visit.objects.filter(pk__in=writers.filter(person=person).values("visit"))
        return _rows(theirs.filter(left, ~Exists(others)), seen_by)

    def hand_over(self, row: Held, person: User, successor: User, *, by: User) -> None:
        """The successor joins the roster; who went stays on it."""
        visit = Visit.objects.for_page().get(pk=row.pk)
        entries = list(visit.roster.for_page())
        part = next(entry for entry in entries if entry.person_id == person.pk)
        going = [*map(_going, entries), _going(part, successor)]
        in_words(lambda: actions.set_roster(visit, going, by=by, seen=visit.newest_entry))


def _going(entry: RosterEntry, person: User | None = None) -> actions.Going:
    """The seat as it is, or with somebody else in it."""
    part = Part(entry.part)
    if person is not None:
        return actions.Going(part, person, body=person.unit)
    return actions.Going(part, entry.person, name=entry.name, body=entry.body, email=entry.email)
