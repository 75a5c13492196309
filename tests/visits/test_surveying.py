"""사전조사: prepared, sent, answered, and what becomes of the answers."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from companies.models import IndustrialComplex
from grievances.clock import SEOUL
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.workflow import Channel, MoveRefused
from notifications.models import Message
from tests import made_visits, make
from tests.grievances.at_once import at_once
from visits import actions as visits
from visits import surveys, tasks
from visits.actions import surveying
from visits.actions.surveying import Named, Said
from visits.models import PreSurvey, SurveyInvitation, SurveyItem, Visit, VisitEntry
from visits.workflow import Move, Status

pytestmark = pytest.mark.django_db

SAID = Said("박대표", [Named("정문 앞 불법주차"), Named("야간 버스가 없습니다")], phone="010-1234-5678")


def a_round(of=None, **fields) -> PreSurvey:
    """A round of the month of the visits that `made_visits` makes, ready to be sent."""
    month = made_visits.next_thursday().replace(day=1)
    of = of or made_visits.Programme.objects.first() or made_visits.programme()
    closes_on = timezone.localdate() + timedelta(days=5)
    return surveying.prepare_round(
        of, month, **{"question": "무엇이 걸림돌입니까?", "closes_on": closes_on, "by": make.manager()} | fields
    )


def asked(at: Status = Status.OFFERED) -> SurveyInvitation:
    """A company with a visit ahead that was asked."""
    visit = made_visits.visit(at)
    surveying.send_round(a_round(visit.programme), by=make.manager())
    return SurveyInvitation.objects.get(company=visit.company)


def answered(said: Said = SAID, at: Status = Status.OFFERED) -> SurveyInvitation:
    return surveying.answer(asked(at), said)


# --- The round --------------------------------------------------------------------------------------------------


def the(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=SEOUL)


def test_from_the_twentieth_on_each_running_programme_has_a_round_of_the_next_month_once():
    running = made_visits.programme()
    made_visits.programme("끝난 순회", last_on=date(2026, 11, 30))
    made_visits.programme("닫힌 순회", is_open=False)

    with as_of(the(19)):
        too_early = surveying.prepare_rounds()
    with as_of(the(20)):
        first, again = surveying.prepare_rounds(), surveying.prepare_rounds()
    with as_of(the(30)):
        tasks.prepare_rounds()

    survey = PreSurvey.objects.get()
    assert (too_early, first, again) == (0, 1, 0)
    assert (survey.programme, survey.month, survey.closes_on) == (running, date(2026, 12, 1), date(2026, 11, 30))
    assert (survey.sent_at, Message.objects.count()) == (None, 0)


def test_december_is_followed_by_january_and_a_late_round_leaves_a_week():
    made_visits.programme()

    with as_of(the(28, 12)):
        surveying.prepare_rounds()

    survey = PreSurvey.objects.get()
    assert (survey.month, survey.closes_on) == (date(2027, 1, 1), date(2027, 1, 4))


def test_a_round_that_a_person_gave_to_a_complex_is_not_prepared_again():
    made_visits.programme()
    with as_of(the(20)):
        surveying.prepare_rounds()
        survey = PreSurvey.objects.get()
        place = IndustrialComplex.objects.create(name="한빛산단", name_key="한빛산단")
        words = {"question": survey.question, "closes_on": survey.closes_on, "by": make.manager()}
        surveying.correct_round(survey, **words, industrial_complex=place)

        assert surveying.prepare_rounds() == 0


def test_a_second_round_of_the_same_month_and_place_is_refused():
    a_round()

    with pytest.raises(MoveRefused, match="이미 있습니다"):
        a_round()


@pytest.mark.today("2026-11-23 10:00+09:00")
def test_those_to_be_visited_in_the_month_and_those_who_wait_for_a_day_are_asked():
    of = made_visits.programme()
    waiting = made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory("기다림"))
    on = made_visits.slot(of)
    placed = made_visits.visit(Status.SCHEDULED, of=of, to=made_visits.factory("잡힘"), on=on)
    much_later = made_visits.slot(of, on.on + timedelta(days=63))
    made_visits.visit(Status.SCHEDULED, of=of, to=made_visits.factory("나중"), on=much_later)
    made_visits.visit(Status.CANCELLED, of=of, to=made_visits.factory("그만둠"), on=made_visits.slot(of, on.on, 2))
    other = made_visits.programme("멘토링")
    made_visits.visit(Status.REQUESTED, of=other, to=made_visits.factory("다른 프로그램"))

    found = surveys.to_ask(a_round(of))

    assert [(one.company, one.visit, one.person) for one in found] == [
        (waiting.company, waiting, waiting.requested_by),
        (placed.company, placed, placed.requested_by),
    ]


def test_a_company_that_was_merged_into_another_is_asked_as_that_one():
    visit, home = made_visits.visit(Status.REQUESTED), made_visits.factory("합친 기업")
    owner = make.owner(home)
    visit.company.merged_into = home
    visit.company.save()

    survey = surveying.send_round(a_round(visit.programme), by=make.manager())

    (invitation,) = survey.invitations.all()
    assert (invitation.company, invitation.visit, invitation.person) == (home, visit, owner)
    assert surveys.visit_ahead(SurveyInvitation.objects.for_page().get()) == visit


def test_of_a_complex_every_approved_company_is_asked_or_stands_on_the_list_for_the_telephone():
    place = IndustrialComplex.objects.create(name="한빛산단", name_key="한빛산단")
    joined, silent = make.company("가나", industrial_complex=place), make.company("다라", industrial_complex=place)
    owner = make.owner(joined)
    merged = make.company("합쳐짐", industrial_complex=place)
    merged.merged_into = joined
    merged.save()
    make.company("단지 밖")
    survey = a_round(industrial_complex=place)

    surveying.send_round(survey, by=make.manager())

    rows = [(one.company, one.person, one.is_by_phone) for one in survey.invitations.order_by("pk")]
    assert rows == [(joined, owner, False), (silent, None, True)]
    assert [mail.to for mail in Message.objects.filter(about=str(survey))] == [owner.email]


def test_a_company_without_members_is_written_to_where_a_visit_names_an_address():
    visit = made_visits.visit(Status.REQUESTED)
    visits.amend(visit, by=make.manager(), contact_name="최과장", contact_email="choi@hanbit.example")
    visit.company.seats.update(left_at=timezone.now(), ended_by=make.manager())

    surveying.send_round(a_round(visit.programme), by=make.manager())

    invitation = SurveyInvitation.objects.get()
    assert (invitation.person, invitation.name, invitation.email) == (None, "최과장", "choi@hanbit.example")
    assert Message.objects.filter(to="choi@hanbit.example", subject__contains="방문에 앞서").count() == 1


def test_who_asked_for_the_visit_and_every_owner_get_a_link_of_their_own():
    company = made_visits.factory()
    owner = make.owner(company)
    member, _silent = make.member(company), make.member(company, "최사원")
    of = made_visits.programme()
    key = "11111111-1111-4111-8111-111111111111"
    visits.request(of, company, by=member, key=key, topics="주차")
    survey = a_round(of)

    surveying.send_round(survey, by=make.manager())

    mails = Message.objects.filter(about=str(survey))
    assert {mail.to for mail in mails} == {owner.email, member.email}
    assert len({mail.link for mail in mails}) == 2
    assert SurveyInvitation.objects.get().person == member
    assert all(survey.question in mail.text and "로그인하지 않아도" in mail.text for mail in mails)


def test_a_round_is_sent_once_by_a_manager_and_to_somebody():
    survey, manager = a_round(), make.manager()

    with pytest.raises(PermissionDenied):
        surveying.send_round(survey, by=make.official(Role.EXAMINER))
    with pytest.raises(MoveRefused, match="물어볼 기업이 없습니다"):
        surveying.send_round(survey, by=manager)
    made_visits.visit(Status.REQUESTED)
    surveying.send_round(survey, by=manager)
    with pytest.raises(MoveRefused, match="이미 보낸"):
        surveying.send_round(survey, by=manager)
    with pytest.raises(MoveRefused, match="이미 보낸"):
        surveying.correct_round(survey, question="다른 말", closes_on=survey.closes_on, by=manager)

    assert Message.objects.filter(about=str(survey)).count() == 1


def test_a_long_round_is_told_in_portions_each_company_once(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(surveying, "PORTION", 2)
    monkeypatch.setattr(tasks.tell_round, "hint", tasks.tell_round.run)
    of = made_visits.programme()
    for number in range(5):
        made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory(f"기업{number}"))
    survey = a_round(of)

    with django_capture_on_commit_callbacks(execute=True):
        surveying.send_round(survey, by=make.manager())
    tasks.tell_round(survey.pk)

    mails = Message.objects.filter(about=str(survey))
    assert (len(mails), len({mail.to for mail in mails})) == (5, 5)
    assert not SurveyInvitation.objects.filter(asked_at=None).exists()


def test_the_sweep_takes_up_a_round_whose_worker_died(monkeypatch):
    monkeypatch.setattr(surveying, "PORTION", 2)
    monkeypatch.setattr(tasks.tell_round, "hint", tasks.tell_round.run)
    of = made_visits.programme()
    for number in range(3):
        made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory(f"기업{number}"))
    survey = a_round(of)
    surveying.send_round(survey, by=make.manager())
    before = Message.objects.filter(about=str(survey)).count()

    tasks.sweep_rounds()
    tasks.sweep_rounds()

    assert (before, Message.objects.filter(about=str(survey)).count()) == (2, 3)


@pytest.mark.parametrize("rows", [1, 3])
def test_sending_asks_the_database_a_fixed_number_of_questions(rows):
    of = made_visits.programme()
    for number in range(rows):
        made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory(f"기업{number}"))
    survey, manager = a_round(of), make.manager()

    with CaptureQueriesContext(connection) as asked_database:
        surveying.send_round(survey, by=manager)

    assert len([query for query in asked_database if "SAVEPOINT" not in query["sql"]]) == 13


def test_those_who_have_not_answered_are_reminded_once():
    of, manager = made_visits.programme(), make.manager()
    spoke = made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory("답함"))
    silent = made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory("말없음"))
    survey = surveying.send_round(a_round(of), by=manager)
    surveying.answer(survey.invitations.get(company=spoke.company), SAID)
    before = set(Message.objects.values_list("pk", flat=True))

    surveying.remind_round(survey, by=manager)
    tasks.tell_round(survey.pk)
    with pytest.raises(MoveRefused, match="이미 한 번 더"):
        surveying.remind_round(survey, by=manager)

    (mail,) = Message.objects.exclude(pk__in=before)
    assert (mail.to, "답을 기다립니다" in mail.subject) == (silent.requested_by.email, True)


# --- The answer -------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_word_for_word():
    category = make.category()
    said = Said("김과장", [Named("단수가 잦습니다", category)], wants_visit=True, wishes="목요일", phone="010-1-2")

    invitation = surveying.answer(asked(), said)

    assert (invitation.answered_by, invitation.phone, invitation.wants_visit, invitation.wishes) == (
        "김과장",
        "010-1-2",
        True,
        "목요일",
    )
    assert [(item.number, item.words, item.category) for item in invitation.items.all()] == [
        (1, "단수가 잦습니다", category)
    ]


def test_an_answer_is_changed_until_somebody_takes_it_up():
    invitation = answered()
    first = invitation.items.first()

    invitation = surveying.answer(invitation, Said("박대표", [Named("주차만 걱정입니다")]))
    with pytest.raises(MoveRefused, match="답을 고쳤습니다"):
        surveying.note_item(first, by=make.manager())
    surveying.note_item(invitation.items.get(), by=make.manager())

    with pytest.raises(MoveRefused, match="살피기 시작"):
        surveying.answer(invitation, SAID)
    assert [item.words for item in SurveyItem.objects.all()] == ["주차만 걱정입니다"]


def test_after_the_closing_day_nothing_is_answered():
    invitation = asked()

    with as_of(timezone.now() + timedelta(days=6)), pytest.raises(MoveRefused, match="끝났습니다"):
        surveying.answer(invitation, SAID)

    assert not SurveyItem.objects.exists()


def test_on_the_closing_day_one_can_still_answer():
    invitation = asked()

    with as_of(timezone.now() + timedelta(days=5)):
        surveying.answer(invitation, SAID)

    assert SurveyItem.objects.count() == 2


def test_what_was_heard_on_the_telephone_is_noted_by_the_office_alone():
    invitation = asked()

    with pytest.raises(PermissionDenied):
        surveying.note_answer(invitation, SAID, by=make.official(Role.EXAMINER))
    surveying.note_answer(invitation, SAID, by=make.manager())

    assert SurveyInvitation.objects.get().answered_by == "박대표"


# --- What becomes of it -----------------------------------------------------------------------------------------


def test_a_topic_is_added_to_the_visit_and_the_visit_says_so():
    item = answered().items.first()

    visit = surveying.make_topic(item, by=make.manager())
    again = surveying.make_topic(item, by=make.manager())

    entry = VisitEntry.objects.filter(visit=visit, move=Move.AMEND).get()
    assert visit == again
    assert Visit.objects.get().topics == "정문 앞 불법주차\n정문 앞 불법주차"
    assert entry.details == {
        "before": {"topics": "정문 앞 불법주차"},
        "after": {"topics": "정문 앞 불법주차\n정문 앞 불법주차"},
    }
    assert list(SurveyItem.objects.of_visit(visit).values_list("visit", flat=True)) == [visit.pk, None]


def test_without_a_visit_a_request_is_made_of_what_nobody_took_up():
    invitation = answered()
    visits.cancel(invitation.visit, "공장이 쉽니다.", by=make.manager())
    first, second = invitation.items.all()
    surveying.note_item(first, by=make.manager())

    with pytest.raises(MoveRefused, match="잡힌 방문이 없습니다"):
        surveying.make_topic(second, by=make.manager())
    visit = surveying.make_request(invitation, by=make.manager())
    with pytest.raises(MoveRefused, match="이미 방문"):
        surveying.make_request(invitation, by=make.manager())

    second.refresh_from_db()
    assert (visit.status, visit.topics, visit.company) == (Status.REQUESTED, second.words, invitation.company)
    assert (second.visit, SurveyInvitation.objects.get().visit) == (visit, visit)


def test_who_only_wants_a_visit_gets_a_request_with_the_wish():
    place = IndustrialComplex.objects.create(name="한빛산단", name_key="한빛산단")
    company = made_visits.factory()
    company.industrial_complex = place
    company.save()
    make.owner(company)
    survey = surveying.send_round(a_round(industrial_complex=place), by=make.manager())
    invitation = surveying.answer(survey.invitations.get(), Said("박대표", wants_visit=True, wishes="12월 셋째 주"))
    waits = list(PreSurvey.objects.to_look_at())

    visit = surveying.make_request(invitation, by=make.manager())

    assert (visit.company, visit.wishes, visit.topics) == (
        company,
        "12월 셋째 주",
        "사전조사에서 방문을 바란다고 답했습니다.",
    )
    assert (waits, list(PreSurvey.objects.to_look_at())) == ([survey], [])


def test_a_grievance_arrives_when_the_company_answered_and_both_know_of_each_other():
    category = make.category()
    invitation = asked()
    owner, words = invitation.person, "진입로가 좁습니다. " * 9
    invitation = surveying.answer(invitation, Said("박대표", [Named(words, category)]), person=owner)
    manager = make.manager()

    case = surveying.make_grievance(invitation.items.get(), by=manager)
    again = surveying.make_grievance(invitation.items.get(), by=manager)

    item = SurveyItem.objects.get()
    origin = case.history.get().details["origin"]
    assert (case, Grievance.objects.count()) == (again, 1)
    assert (case.channel, case.arrived_at, case.filer, case.entered_by, case.category, case.body) == (
        Channel.SURVEY,
        invitation.answered_at,
        owner,
        manager,
        category,
        words,
    )
    assert (len(case.title) <= 60, case.title.endswith("…")) == (True, True)
    assert (item.grievance, item.taken_by) == (case, manager)
    assert origin == {"label": str(invitation.survey), "link": invitation.survey.get_absolute_url()}


def test_without_a_member_the_contact_is_kept_and_a_missing_category_is_asked_for():
    invitation = answered()
    invitation.company.seats.update(left_at=timezone.now(), ended_by=make.manager())
    item = invitation.items.first()

    with pytest.raises(MoveRefused, match="분야를 골라"):
        surveying.make_grievance(item, by=make.manager())
    case = surveying.make_grievance(item, by=make.manager(), category=make.category())

    assert (case.filer, case.contact_name, case.contact_phone) == (None, "박대표", "010-1234-5678")


def test_what_became_something_does_not_become_another_thing():
    first, second = answered().items.all()
    category, manager = make.category(), make.manager()
    surveying.make_topic(first, by=manager)
    surveying.note_item(second, by=manager)

    with pytest.raises(MoveRefused, match="이미 방문 주제"):
        surveying.make_grievance(first, by=manager, category=category)
    case = surveying.make_grievance(second, by=manager, category=category)

    assert Grievance.objects.get() == case


@pytest.mark.parametrize("who", [Role.EXAMINER, Role.OFFICER, Role.TEAM])
def test_only_the_office_takes_answers_up(who):
    invitation, somebody = answered(), make.official(who)
    item = invitation.items.first()

    for verb in (surveying.make_topic, surveying.make_grievance, surveying.note_item):
        with pytest.raises(PermissionDenied):
            verb(item, by=somebody)
    for verb in (surveying.make_request, surveying.settle_wish):
        with pytest.raises(PermissionDenied):
            verb(invitation, by=somebody)


def test_the_database_keeps_a_taken_item_to_one_thing_and_to_somebody():
    item = answered().items.first()
    case = make.filed()

    for wrong in ({"grievance": case}, {"taken_at": timezone.now()}, {"words": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SurveyItem.objects.filter(pk=item.pk).update(**wrong)


# --- At the same moment -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_officials_who_send_one_round_at_once_write_to_everybody_once():
    survey, manager = a_round(made_visits.visit(Status.REQUESTED).programme), make.manager()

    told = at_once(*[lambda: surveying.send_round(survey, by=manager)] * 2)

    assert sorted(told) == ["", "이미 보낸 조사입니다."]
    assert Message.objects.filter(about=str(survey)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_members_who_answer_at_once_leave_one_whole_answer():
    invitation = asked()
    one, other = Said("박대표", [Named("하나"), Named("둘")]), Said("이과장", [Named("셋")])

    told = at_once(lambda: surveying.answer(invitation, one), lambda: surveying.answer(invitation, other))

    kept = SurveyInvitation.objects.get()
    words = [item.words for item in kept.items.all()]
    assert told == ["", ""]
    assert (kept.answered_by, words) in [("박대표", ["하나", "둘"]), ("이과장", ["셋"])]


@pytest.mark.django_db(transaction=True)
def test_two_officials_who_take_one_item_at_once_file_one_grievance():
    item, category = answered().items.first(), make.category()
    manager, other = make.manager(), make.official(Role.MANAGER, name="오총괄")

    told = at_once(
        lambda: surveying.make_grievance(item, by=manager, category=category),
        lambda: surveying.make_grievance(item, by=other, category=category),
    )

    assert told == ["", ""]
    assert SurveyItem.objects.get(pk=item.pk).grievance == Grievance.objects.get()


@pytest.mark.django_db(transaction=True)
def test_two_officials_who_make_two_topics_at_once_lose_neither():
    first, second = answered().items.all()
    manager = make.manager()

    told = at_once(lambda: surveying.make_topic(first, by=manager), lambda: surveying.make_topic(second, by=manager))

    assert told == ["", ""]
    assert sorted(Visit.objects.get().topics.splitlines()) == sorted(
        ["정문 앞 불법주차", "정문 앞 불법주차", "야간 버스가 없습니다"]
    )


@pytest.mark.django_db(transaction=True)
def test_an_answer_changed_while_it_is_taken_up_is_either_taken_or_changed():
    item, category = answered().items.first(), make.category()

    told = at_once(
        lambda: surveying.make_grievance(item, by=make.manager(), category=category),
        lambda: surveying.answer(item.invitation, Said("박대표", [Named("다른 것")])),
    )

    assert sorted(map(bool, told)) == [False, True]
    words = [one.words for one in SurveyItem.objects.all()]
    assert (Grievance.objects.count(), words) in [
        (1, ["정문 앞 불법주차", "야간 버스가 없습니다"]),
        (0, ["다른 것"]),
    ]
