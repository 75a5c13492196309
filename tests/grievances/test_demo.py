"""The demo world, part three."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

import accounts.demo
from accounts.models import User
from companies.demo import OWN_COMPANY
from companies.models import Company
from grievances import demo
from grievances.clock import LegalKind
from grievances.models import (
    Answer,
    AnswerTemplate,
    CallBack,
    Category,
    ConsentRequest,
    Document,
    Extension,
    Grievance,
    HistoryEntry,
    Holiday,
    MonthlyCheck,
    Outage,
    Rating,
    Recount,
    Transfer,
)
from grievances.permissions import moves_for
from grievances.workflow import Channel, ClosingReason, Move, Status
from notifications.models import Message
from tests.meetings import demo_world as meetings_world
from tests.visits import demo_world
from visits.demo import history as historical
from visits.demo.programmes import THURSDAY

pytestmark = pytest.mark.django_db

COUNTED = (Grievance, HistoryEntry, Answer, Rating, AnswerTemplate, Message)


def rows() -> list[int]:
    return [model.objects.count() for model in COUNTED]


def clocks_stand_in_every_state_the_law_knows(present) -> None:
    assert set(Extension.objects.values_list("ordinal", flat=True)) == {1, 2}
    assert set(Extension.objects.values_list("reason", flat=True)) == {"COOPERATION", "FACTS", "FORCE_MAJEURE"}
    assert sorted(ConsentRequest.objects.values_list("agreed", flat=True), key=str) == [False, None, None, True]
    surveyed = Grievance.objects.in_progress().filter(investigated_until__gte=timezone.localdate())
    assert surveyed.count() == 2
    assert surveyed.filter(pauses__prolonged_at__isnull=False).count() == 1
    assert {case.period_amount for case in present.filter(legal_kind=LegalKind.STATUTORY)} == {7, 20}
    assert set(Document.objects.values_list("kind", flat=True)) == set(Document.Kind)


def cases_change_hands(capsys) -> None:
    assert Grievance.objects.filter(offered_to__name="도로과").exists()
    assert Grievance.objects.to_rule_on().exists()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"OFFERED", "ACCEPTED", "DECLINED", "TAKEN_BACK"}
    capsys.readouterr()
    call_command("check_custody")
    assert f"{Grievance.objects.count()}건에서 부서마다 맡은 동안을 모으면" in capsys.readouterr().out


def the_city_wrote_its_rules_down(present, *, this_year: int) -> None:
    filled = Holiday.objects.filter(is_filled=True).values_list("day__year", flat=True)
    assert set(filled) == {2010, 2011, 2012, *range(this_year - 1, this_year + 3)}
    assert Holiday.objects.get(kind=Holiday.Kind.LOCAL).day > timezone.localdate()
    assert present.in_progress().filter(promised_at__isnull=False).count() >= 5
    outage = Outage.objects.ended().get()
    on_paper = present.filter(arrived_at__range=(outage.began_at, outage.ended_at), entered_at__gt=outage.ended_at)
    assert {Channel.WALK_IN, Channel.LETTER} <= set(on_paper.values_list("channel", flat=True))
    assert set(Recount.objects.values_list("state", flat=True)) == {Recount.State.DONE}
    assert MonthlyCheck.objects.filter(checked_at__isnull=False).exists()


def test_the_whole_world(settings, capsys):  # noqa: PLR0915
    """One test: making the world takes longer than all that is asked of it."""
    settings.IS_DEMO = True
    call_command("load_demo")
    once, now = rows(), timezone.now()

    # It says what it did, and doing it again changes nothing.
    call_command("load_demo")
    assert capsys.readouterr().out.split("\n")[:3] == [
        "시연 자료: accounts",
        "시연 자료: companies",
        "시연 자료: visits",
    ]
    assert rows() == once

    # The historical programme, as the city published it.
    programme = Grievance.objects.filter(arrived_at__date__range=historical.PROGRAMME)
    assert Counter(programme.values_list("status", flat=True)) == {"RESOLVED": 91, "IN_PROGRESS": 62, "INFEASIBLE": 24}
    assert programme.count() == 177
    assert not programme.in_progress().filter(kept_at=None).exists()
    assert not programme.exclude(channel=Channel.VISIT, entered_by__isnull=False).exists()
    assert {timezone.localdate(case.arrived_at).weekday() for case in programme} == {THURSDAY}
    assert programme.values("company").distinct().count() == historical.VISITED
    assert programme.order_by("arrived_at", "receipt_no").first().receipt_no == "2010-00001"

    # The present: everything there is to see.
    present = Grievance.objects.filter(arrived_at__gt=now - timedelta(days=400))
    assert 80 <= present.count() <= 190
    assert set(present.values_list("status", flat=True)) == set(Status)
    assert set(Grievance.objects.values_list("channel", flat=True)) == set(Channel)
    assert set(present.values_list("closing_reason", flat=True)) - {""} == set(ClosingReason)
    assert set(HistoryEntry.objects.values_list("move", flat=True)) == set(Move)
    assert all(
        found.exists()
        for found in (
            present.late_to_receive(at=now),
            present.overdue(at=now),
            present.waiting_for_company(),
            present.without_officer(),
            present.to_look_at_again(on=timezone.localdate()),
            present.long_term().filter(report_on__lt=timezone.localdate()),
            present.filter(is_private=True),
            Answer.objects.unrated(),
            CallBack.objects.open(),
        )
    )
    assert not Category.objects.filter(department=None).exists()

    clocks_stand_in_every_state_the_law_knows(present)
    the_city_wrote_its_rules_down(present, this_year=now.year)
    call_command("check_deadlines")
    assert capsys.readouterr().out.endswith("모두 이력과 같습니다.\n")

    cases_change_hands(capsys)

    # The company of the demo's accounts has a case in every state, officer@ has work of all kinds.
    own = Company.objects.get(name=OWN_COMPANY).grievances
    asked = ConsentRequest.objects.standing().get(grievance__in=own.all()).grievance
    owner = User.objects.get(email="owner@demo.example")
    assert {Move.AGREE, Move.DECLINE} <= {
        offer.move for offer in moves_for(owner, asked, at=now) if not offer.hindrance
    }
    assert set(own.values_list("status", flat=True)) == set(Status)
    assert own.waiting_for_company().exists()
    assert Answer.objects.unrated().filter(grievance__filer__email="staff@demo.example").exists()
    mine = Grievance.objects.filter(officer__email="officer@demo.example", arrived_at__year__gt=2011)
    assert mine.in_progress().count() >= 10
    assert mine.overdue(at=now).exists()

    # Visits, of then and of now.
    demo_world.the_history_is_as_published(capsys)
    demo_world.other_programmes_have_their_figures()
    demo_world.people_go_along()
    demo_world.the_road_is_alive(now)
    demo_world.companies_are_asked()
    demo_world.elections_are_on_the_day_the_act_says()

    # Meetings, of then and of soon.
    meetings_world.decisions_moved_their_cases()
    meetings_world.the_last_review_looked_at_what_still_stands()
    meetings_world.what_comes_is_announced(now)
    meetings_world.a_review_lists_exactly_what_is_long_term_or_infeasible_and_what_it_saw_stays()

    # Nothing of the past is mailed, and nobody is named who could be real.
    assert not Message.objects.unsettled().filter(written_at__lt=now - timedelta(days=1)).exists()
    assert not Message.objects.exclude(to="").exclude(to__endswith="@demo.example").exists()
    assert not Grievance.objects.filter(arrived_at__gt=now).exists()
    assert Grievance.objects.order_by("arrived_at").first().arrived_at.date() > date(2010, 9, 1)


def test_it_is_not_for_real_installations(settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(accounts.demo.NotHere):
        demo.load()
