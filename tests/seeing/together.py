"""Circumstances in which others than the unit in charge have a part: asked, approving, taking over, meeting."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from accounts.models import Department
from grievances import actions
from grievances.actions import grouping, reforming, watching
from grievances.models import Approval, Consultation, Grievance, Reform
from grievances.moment import as_of
from grievances.workflow import Move, Outcome
from meetings import actions as meetings
from meetings.workflow import DEFER
from tests import made_meetings
from tests.seeing.canaries import number_of
from tests.seeing.circumstances import Stage, a_file, circumstance, say, soon


def _asked(case: Grievance, **whom) -> Consultation:
    actions.consult(case, say(case, "question"), soon(1), by=case.officer, **whom)
    return Consultation.objects.latest("pk")


@circumstance
def asked_of_another_department(on: Stage) -> Grievance:
    case = on.received()
    actions.postpone(
        _asked(case, department=on.other.department), soon(2), say(case, "postponing"), by=on.other.officer
    )
    return case


@circumstance
def answered_by_another_department(on: Stage) -> Grievance:
    case = on.received()
    actions.advise(_asked(case, department=on.other.department), say(case, "opinion"), by=on.other.officer)
    return case


@circumstance
def asked_of_another_department_and_taken_back(on: Stage) -> Grievance:
    case = on.received()
    return actions.take_question_back(_asked(case, department=on.other.department), by=case.officer)


@circumstance
def asked_of_an_expert(on: Stage) -> Grievance:
    case = on.received()
    _asked(case, expert=on.expert, told=say(case, "told"))
    return case


@circumstance
def answered_by_an_expert(on: Stage) -> Grievance:
    case = asked_of_an_expert(on)
    actions.advise(case.consultations.get(), say(case, "opinion"), by=on.expert)
    return case


@circumstance
def asked_of_an_outside_body(on: Stage) -> Grievance:
    case = on.received()
    _asked(case, body="한국전력", contact="이과장", email="power@body.example", told=say(case, "told"))
    return case


@contextmanager
def _approving(unit: Department) -> Iterator[None]:
    """While this lasts, what officers write waits for their head."""
    unit.needs_approval = True
    unit.save(update_fields=["needs_approval"])
    yield
    unit.needs_approval = False
    unit.save(update_fields=["needs_approval"])


def _proposed(on: Stage) -> Approval:
    case = on.received()
    said = {"outcome": Outcome.SOLVED, "answer": say(case, "proposal")}
    with _approving(on.unit.department):
        files = [a_file(number_of(case.title), "proposalfile")]
        actions.propose(Grievance.objects.get(pk=case.pk), Move.RESOLVE, said, by=case.officer, files=files)
    return Approval.objects.latest("pk")


@circumstance
def waiting_for_the_head(on: Stage) -> Grievance:
    return _proposed(on).grievance


@circumstance
def approved(on: Stage) -> Grievance:
    return actions.approve(_proposed(on), by=on.unit.head)


@circumstance
def sent_back(on: Stage) -> Grievance:
    approval = _proposed(on)
    return actions.send_back(approval, say(approval.grievance, "sendingback"), by=on.unit.head)


@circumstance
def proposed_and_taken_back(on: Stage) -> Grievance:
    return actions.take_proposal_back(_proposed(on), by=on.unit.officer)


@circumstance
def one_problem_of_two_companies(on: Stage) -> Grievance:
    lead, follower = on.received(), on.beside().received()
    grouping.group(follower, lead, by=on.unit.officer)
    return lead


@circumstance
def no_more_of_a_group(on: Stage) -> Grievance:
    lead, follower = on.received(), on.beside().received()
    follower = grouping.group(follower, lead, by=on.unit.officer)
    return grouping.ungroup(follower, say(follower, "ungrouping"), by=on.manager)


@circumstance
def proposed_to_the_ministry(on: Stage) -> Grievance:
    case = on.infeasible()
    reforming.suggest_reform(case, say(case, "ministry"), say(case, "reform"), soon(30), by=on.unit.officer)
    reform = Reform.objects.latest("pk")
    return reforming.record_reply(case, reform, Reform.Reply.PARTLY, say(case, "reformreply"), by=on.unit.officer)


@circumstance
def woken(on: Stage) -> Grievance:
    case = on.infeasible()
    watching.note_change(case.answers.get().provision, soon(0), say(case, "change"), by=on.manager)
    return case


@circumstance
def handed_over(on: Stage) -> Grievance:
    return actions.hand_over(on.received(), on.unit.head, by=on.manager)


@circumstance
def on_an_agenda(on: Stage) -> Grievance:
    case = on.received()
    meeting = made_meetings.meeting(about=(case,))
    meetings.set_people(meeting, [meetings.Coming(on.committee)], by=on.manager)
    meetings.invite(meeting, by=on.manager)
    return case


@circumstance
def discussed_with_another_in_free_words(on: Stage) -> Grievance:
    """The office names both cases and both companies in everything it types."""
    during = made_meetings.just_now()
    with as_of(during.lower - timedelta(hours=3)):
        case, other = on.received(), on.beside().received()
        named = f"{case.company.name} {case.title}, {other.company.name} {other.title}"
        meeting = made_meetings.meeting(about=(case, other), during=during)
        said = {"title": f"{named} 회의", "place": meeting.place, "about": f"{named} 일입니다."}
        meetings.amend(meeting, by=on.manager, during=during, **said)
        guest = meetings.Coming(name="오차장", body="한국전력", email="power@body.example")
        meetings.set_people(meeting, [meetings.Coming(on.committee), guest], by=on.manager)
        meetings.invite(meeting, by=on.manager)
    for item in meeting.agenda.all():
        meetings.word(item, f"{named} 안건", by=on.manager)
        meetings.decide(item, DEFER, f"{named} 다음에 봅니다.", by=on.manager)
    meetings.confirm(meetings.hold(meeting, f"{named} 이야기했습니다.", by=on.manager), by=on.manager)
    return case
