"""What must be true of visits in the demo world. Asked where the world is made: making it takes long."""

import json
from collections import Counter

from django.core.management import call_command
from django.db.models import Count, F
from django.utils import timezone

from accounts.models import User
from companies.demo import OWN_COMPANY
from companies.models import Company
from grievances import rulebook
from notifications.models import Message
from visits import reminders
from visits.demo import history
from visits.demo.programmes import THURSDAY, local_election
from visits.models import (
    Blackout,
    Participation,
    PreSurvey,
    Programme,
    Promise,
    Slot,
    SurveyItem,
    TeamMember,
    Visit,
)
from visits.permissions import moves_for
from visits.workflow import Move, Part, PromiseState, Status

TABLE = {
    "companies": 63,
    "associations": 10,
    "grievances": 177,
    "resolved": 91,
    "in_progress": 62,
    "infeasible": 24,
    "closed": 0,
}


def the_history_is_as_published(capsys) -> None:
    first, last = history.PROGRAMME
    capsys.readouterr()
    call_command("programme_report", "이동시장실", "--from", str(first), "--to", str(last), "--json")
    assert json.loads(capsys.readouterr().out) == TABLE

    visits = Visit.objects.filter(programme__name="이동시장실").took_place().within(first, last)
    assert set(visits.values_list("status", flat=True)) == {Status.CLOSED}
    assert not visits.filter(confirmed_at=None).exists()
    assert visits.values("company").distinct().count() - 1 == TABLE["companies"]  # and none, of the associations
    days = list(visits.values_list("slot__on", flat=True))
    is_day_off = rulebook.standing().calendar.is_day_off
    assert {day.weekday() for day in days} == {THURSDAY}
    assert not any(is_day_off(day) for day in days)
    assert max(Counter(days).values()) == 2

    became = Promise.objects.filter(visit__in=visits, state=PromiseState.GRIEVANCE)
    assert became.count() == TABLE["grievances"]
    assert not became.exclude(grievance__arrived_at=F("spoken_at")).exists()
    assert not became.exclude(visit__during__contains=F("spoken_at")).exists()
    assert not became.exclude(grievance__company=F("visit__company")).exists()
    assert set(Promise.objects.filter(visit__in=visits).by_state()) == set(PromiseState) - {PromiseState.UNDECIDED}
    one = became.select_related("visit", "grievance").first()
    assert one.grievance.history.earliest("pk").details["origin"] == {
        "label": f"방문 {one.visit.visit_no}의 약속 {one.number}",
        "link": one.visit.get_absolute_url(),
    }


def other_programmes_have_their_figures() -> None:
    district = Visit.objects.filter(programme__name="현장방문").took_place()
    assert (district.values("company").distinct().count(), district.count()) == (24, 24)
    assert Promise.objects.filter(visit__in=district).count() == 73
    assert (timezone.localdate() - district.earliest("slot__on").on).days <= 366

    hub = Programme.objects.get(name="혁신허브")
    looked_after = Participation.objects.filter(programme=hub).annotate(consulting=Count("consultants"))
    assert list(looked_after.values_list("consulting", flat=True)) == [2] * 20
    visits = hub.visits.took_place()
    assert {*visits.values_list("score", flat=True)} == {3, 4, 5}
    months = visits.values_list("slot__on__year", "slot__on__month").annotate(Count("company", distinct=True))
    assert all(0 < count <= 20 for _year, _month, count in months)
    assert any(count < 20 for _year, _month, count in months)


def people_go_along() -> None:
    parts = Counter(TeamMember.objects.active().values_list("part", flat=True))
    assert (parts[Part.TEAM], parts[Part.SQUAD]) == (32, 15)
    assert TeamMember.objects.filter(person__email="team@demo.example", part=Part.TEAM).exists()


def the_road_is_alive(now) -> None:
    today = timezone.localdate(now)
    mayor, own = Programme.objects.get(name="이동시장실"), Company.objects.get(name=OWN_COMPANY)
    owner, team = (User.objects.get(email=f"{local}@demo.example") for local in ("owner", "team"))
    present = Visit.objects.filter(requested_at__year__gt=2011)
    assert set(present.values_list("status", flat=True)) == set(Status)
    assert present.requested().count() == 6
    ahead = mayor.slots.ahead(at=now)
    assert ahead.free().exists()
    assert ahead.filter(visit__isnull=False).count() == 8
    assert mayor.visits.scheduled().filter(company=None, slot__on__gt=today).exists()

    # 예시정밀㈜: a visit is coming, minutes wait for its answer, another visit ended in all four ways.
    coming = own.visits.scheduled().get()
    assert coming.slot.on > today
    assert coming.roster.filter(person=team).exists()
    waiting = own.visits.to_confirm().get()
    moves = moves_for(owner, waiting, at=now, as_company=True)
    assert {Move.CONFIRM, Move.OBJECT} <= {offer.move for offer in moves if not offer.hindrance}
    settled = own.visits.get(status=Status.CLOSED)
    assert set(settled.promises.by_state()) == set(PromiseState) - {PromiseState.UNDECIDED}
    assert (today - settled.on).days >= 30

    assert set(settled.reminders.values_list("what", "key")) >= {("FOLLOW_THROUGH", "30")}
    assert Message.objects.filter(person=owner, text__contains="어떻게 되었는지 알려 드립니다").exists()

    # team@ has something to write: of the last working day, and of today if it is one.
    mine = Visit.objects.on_roster_of(team)
    is_day_off = rulebook.standing().calendar.is_day_off(today)
    assert mine.filter(status=Status.SCHEDULED, slot__on__lt=today).count() == 1
    assert mine.filter(status=Status.SCHEDULED, slot__on=today).count() == (0 if is_day_off else 1)
    to_write = mine.to_log(at=now).earliest("slot__on")
    assert Move.LOG in {offer.move for offer in moves_for(team, to_write, at=now) if not offer.hindrance}
    objected = present.filter(objections__settled_at=None, objections__isnull=False)
    assert objected.count() == 1

    # The beat has nothing old to send, and nobody is sent mails by the hundred.
    assert reminders.due(at=now) == []
    told = Message.objects.exclude(about="").filter(about__startswith="V").values_list("to").annotate(Count("pk"))
    assert max(count for _to, count in told) < 60

    # Days on which nobody is visited: around the elections, and a week of the council.
    elections = Blackout.objects.exclude(election_on=None).order_by("first_on")
    assert [row.election_on < today for row in elections] == [True, False]
    assert Blackout.objects.filter(election_on=None, first_on__gt=today).exists()
    assert not any(
        Slot.objects.ahead(at=now).within(row.first_on, row.last_on).exists() for row in Blackout.objects.all()
    )


def companies_are_asked() -> None:
    sent, ready = (
        PreSurvey.objects.filter(sent_at__isnull=is_ready, industrial_complex__isnull=not is_ready).get()
        for is_ready in (False, True)
    )
    assert sent.closes_on > timezone.localdate()
    assert not ready.invitations.exists()
    assert 0 < sent.invitations.filter(answered_at__isnull=False).count() < sent.invitations.count()
    items = SurveyItem.objects.filter(invitation__survey=sent)
    assert items.untaken().exists()
    assert items.exclude(visit=None).count() == items.exclude(grievance=None).count() == 1


def elections_are_on_the_day_the_act_says() -> None:
    assert [str(local_election(year)) for year in (2014, 2018, 2022, 2026)] == [
        "2014-06-04",
        "2018-06-13",
        "2022-06-01",
        "2026-06-03",
    ]
