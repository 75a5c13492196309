"""사전조사: prepared by the beat, sent by a person, answered by a company, and made into topics and grievances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from companies.models import IndustrialComplex
from grievances import actions as grievances
from grievances.models import TITLE_LIMIT, Category, Grievance
from grievances.moment import in_silence, now
from grievances.notices.telling import named
from grievances.workflow import Channel, MoveRefused
from notifications.actions import tell_all
from visits import permissions, surveys
from visits.actions.moving import Changes, advance, need
from visits.actions.requesting import request
from visits.models import PreSurvey, Programme, SurveyInvitation, SurveyItem, Visit
from visits.models.visits import TEXT_LIMIT
from visits.workflow import Move

FROM_SURVEYS = UUID("0b7c5c55-6f43-4c2f-a2b4-8f6e1d9a7c31")
"""Of an answer's key, an item's number and this, the key of the grievance it becomes: pressed twice, filed once."""
PREPARED_FROM = 20
"""From this day of the month on, the round of the next month lies ready to be looked at."""
PORTION = 200
"""So many companies are told in one transaction; the rest of a long round by the worker, portion by portion."""


@dataclass(frozen=True)
class Named:
    """애로 한 가지, in the company's own words."""

    words: str
    category: Category | None = None


@dataclass(frozen=True)
class Said:
    """What a company answers. Nothing named and no wish is an answer, too."""

    name: str
    named: Sequence[Named] = ()
    wants_visit: bool = False
    wishes: str = ""
    phone: str = ""


# --- The round --------------------------------------------------------------------------------------------------


def prepare_rounds() -> int:
    """One round a running programme for the next month, from the 20th on; how many are new. People send them."""
    at = now()
    today = timezone.localdate(at)
    if today.day < PREPARED_FROM:
        return 0
    month = surveys.next_month(today)
    missing = Programme.objects.running(on=month).exclude(surveys__month=month)
    rows = [
        PreSurvey(
            programme=programme,
            month=month,
            question=str(surveys.QUESTION),
            closes_on=surveys.closing_day(month, on=today),
            prepared_at=at,
        )
        for programme in missing
    ]
    return len(PreSurvey.objects.bulk_create(rows, ignore_conflicts=True))


def prepare_round(
    programme: Programme,
    month: date,
    *,
    question: str,
    closes_on: date,
    by: User,
    industrial_complex: IndustrialComplex | None = None,
) -> PreSurvey:
    """A round more, by a person: for a complex, or for a month the beat has not come to."""
    _check_runs(by)
    survey = PreSurvey(programme=programme, month=month, prepared_at=now())
    return _keep(survey, question=question, closes_on=closes_on, industrial_complex=industrial_complex)


@transaction.atomic
def correct_round(
    survey: PreSurvey, *, question: str, closes_on: date, by: User, industrial_complex: IndustrialComplex | None = None
) -> PreSurvey:
    """What is asked, of whom, and until when; as long as nobody has been asked."""
    _check_runs(by)
    survey = _locked_round(survey)
    if survey.sent_at is not None:
        raise MoveRefused("이미 보낸 조사입니다. 보낸 글과 마감일은 바꿀 수 없습니다.")
    return _keep(survey, question=question, closes_on=closes_on, industrial_complex=industrial_complex)


def _keep(
    survey: PreSurvey, *, question: str, closes_on: date, industrial_complex: IndustrialComplex | None
) -> PreSurvey:
    need(question, "기업에 무엇을 물을지 적어 주십시오.")
    if closes_on <= timezone.localdate(now()):
        raise MoveRefused("마감일은 내일이나 그 뒤여야 합니다. 기업이 답할 시간을 주십시오.")
    survey.question, survey.closes_on, survey.industrial_complex = question, closes_on, industrial_complex
    try:
        with transaction.atomic():
            survey.save()
    except IntegrityError:  # The round of this programme, month and place is there: the one constraint that can fail.
        raise MoveRefused("그 프로그램의 그 달, 그 산업단지 조사가 이미 있습니다. 목록에서 찾아 여십시오.") from None
    return survey


@transaction.atomic
def send_round(survey: PreSurvey, *, by: User) -> PreSurvey:
    """보내기: everybody is written down as asked, and the first portion of the mails is owed, all or nothing."""
    _check_runs(by)
    survey, at = _locked_round(survey), now()
    if survey.sent_at is not None:
        raise MoveRefused("이미 보낸 조사입니다.")
    if survey.closes_on <= timezone.localdate(at):
        raise MoveRefused("마감일이 지났거나 오늘입니다. 마감일을 내일이나 그 뒤로 바꾼 다음에 보내 주십시오.")
    asked = surveys.to_ask(survey)
    if not asked:
        raise MoveRefused("물어볼 기업이 없습니다. 방문 신청이 들어오거나 산업단지를 고르면 보낼 수 있습니다.")
    survey.sent_at, survey.sent_by = at, by
    survey.save(update_fields=["sent_at", "sent_by"])
    SurveyInvitation.objects.bulk_create(
        SurveyInvitation(
            survey=survey, company=one.company, visit=one.visit, person=one.person, name=one.name, email=one.email
        )
        for one in asked
    )
    tell_on(survey.pk)
    return survey


@transaction.atomic
def remind_round(survey: PreSurvey, *, by: User) -> PreSurvey:
    """한 번 더 알리기: once a round, those who have not answered."""
    _check_runs(by)
    survey, at = _locked_round(survey), now()
    if survey.sent_at is None:
        raise MoveRefused("아직 보내지 않은 조사입니다.")
    if survey.reminded_at is not None:
        raise MoveRefused("이미 한 번 더 알렸습니다. 급하면 전화로 물어봐 주십시오.")
    if survey.closes_on < timezone.localdate(at):
        raise MoveRefused("마감한 조사입니다.")
    survey.reminded_at = at
    survey.save(update_fields=["reminded_at"])
    tell_on(survey.pk)
    return survey


@transaction.atomic
def tell_on(survey_id: int) -> int:
    """Owe the next portion of a round's mails, and ask for another turn if some are left. Safe to run twice.

    The row of the invitation says what it was told; a second worker takes up others, or none.
    """
    at = now()
    waiting = SurveyInvitation.objects.to_tell().filter(survey=survey_id)
    portion = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:PORTION])
    rows = SurveyInvitation.objects.filter(pk__in=[one.pk for one in portion])
    found = list(rows.select_related("survey__programme", "company__merged_into", "visit").order_by("pk"))
    seats = surveys.members_of(one.home.pk for one in found)
    owed = [
        named(letter)
        for one in found
        for letter in surveys.letters(
            one, surveys.addressees(seats.get(one.home.pk, []), one.visit), again=one.asked_at is not None
        )
    ]
    rows.filter(survey__reminded_at__isnull=False).update(reminded_at=at)
    rows.filter(asked_at__isnull=True).update(asked_at=at)
    if not in_silence():
        tell_all(owed, at=at)
    if len(portion) == PORTION:
        from visits import tasks  # noqa: PLC0415 – the task calls this module

        tasks.tell_round.delay_on_commit(survey_id)
    return len(portion)


def _locked_round(survey: PreSurvey) -> PreSurvey:
    PreSurvey.objects.select_for_update().only("pk").get(pk=survey.pk)  # locked first, read afterwards
    return PreSurvey.objects.select_related("programme", "industrial_complex").get(pk=survey.pk)


def _check_runs(by: User) -> None:
    if not permissions.may_run_programmes(by):
        raise PermissionDenied


# --- The answer -------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(invitation: SurveyInvitation, said: Said, *, person: User | None = None) -> SurveyInvitation:
    """답하기, or answer anew until somebody took something up. `person` is the member whose link it was."""
    need(said.name, _("누가 답하시는지 이름을 적어 주십시오."))
    invitation, at = _locked(invitation), now()
    if why_not := surveys.why_not_answer(invitation, on=timezone.localdate(at)):
        raise MoveRefused(why_not)
    invitation.answered_at, invitation.answered_by, invitation.phone = at, said.name, said.phone
    invitation.wants_visit, invitation.wishes = said.wants_visit, said.wishes
    invitation.person = person or invitation.person
    invitation.save(
        update_fields=["answered_at", "answered_by", "phone", "wants_visit", "wishes", "person"],
    )
    SurveyItem.objects.filter(
        invitation=invitation
    ).delete()  # nobody took any of them; a desk that still shows them is told so
    SurveyItem.objects.bulk_create(
        SurveyItem(invitation=invitation, number=number, words=one.words, category=one.category)
        for number, one in enumerate(said.named[: surveys.AT_MOST], 1)
    )
    return _read(invitation.pk)


@transaction.atomic
def note_answer(invitation: SurveyInvitation, said: Said, *, by: User) -> SurveyInvitation:
    """전화로 들은 답, written down by the office."""
    _check_runs(by)
    return answer(invitation, said)


# --- What becomes of it -----------------------------------------------------------------------------------------


@transaction.atomic
def make_topic(item: SurveyItem, *, by: User) -> Visit:
    """방문 주제로: the words are added to what will be talked about at the company's next visit."""
    _check_runs(by)
    item, invitation = _taken_up(item)
    if item.visit is not None:
        return item.visit
    visit = surveys.visit_ahead(invitation)
    if visit is None:
        raise MoveRefused("이 기업에 잡힌 방문이 없습니다. ‘방문 신청으로’를 누르십시오.")
    details: Changes = {}

    def change(visit: Visit, _at: datetime) -> Changes:
        topics = "\n".join(filter(None, [visit.topics, item.words]))
        if len(topics) > TEXT_LIMIT:
            raise MoveRefused("방문에서 이야기할 것이 너무 길어집니다. 방문에서 줄인 다음에 다시 누르십시오.")
        details.update(before={"topics": visit.topics}, after={"topics": topics})
        return {"topics": topics}

    visit = advance(visit, Move.AMEND, by=by, details=details, change=change)
    _take(item, by=by, visit=visit)
    return visit


@transaction.atomic
def make_request(invitation: SurveyInvitation, *, by: User, item: SurveyItem | None = None) -> Visit:
    """방문 신청으로, on the company's behalf: about one thing it named, or all that nobody has taken up."""
    _check_runs(by)
    invitation = _locked(invitation)
    if ahead := surveys.visit_ahead(invitation):
        raise MoveRefused(f"이미 방문 {ahead.visit_no}이 있습니다. ‘방문 주제로’를 누르십시오.")
    items = [one for one in invitation.items.all() if one.taken_at is None]
    if item is not None:
        items = [_taken_up(item)[0]]
    visit = request(
        invitation.survey.programme,
        invitation.home,
        by=by,
        key=uuid4(),
        topics="\n".join(one.words for one in items) or "사전조사에서 방문을 바란다고 답했습니다.",
        wishes=invitation.wishes,
    )
    for one in items:
        _take(one, by=by, visit=visit)
    invitation.visit, invitation.wish_settled_at = visit, now()
    invitation.save(update_fields=["visit", "wish_settled_at"])
    return visit


@transaction.atomic
def make_grievance(item: SurveyItem, *, by: User, category: Category | None = None) -> Grievance:
    """기업애로로: channel 사전조사, arrived when the company answered, linked both ways. Pressed twice, filed once."""
    _check_runs(by)
    item, invitation = _taken_up(item)
    if item.grievance is not None:
        return item.grievance
    category = item.category or category
    if category is None:
        raise MoveRefused("분야를 골라 주십시오. 모르겠으면 ‘기타’를 고르십시오.")
    company, survey = invitation.home, invitation.survey
    person = invitation.person
    filer = person if person and company.seats.active().filter(person=person).exists() else None
    grievance = grievances.file_on_behalf(
        company,
        by=by,
        key=uuid5(FROM_SURVEYS, f"{invitation.key} {item.number}"),
        channel=Channel.SURVEY,
        arrived_at=invitation.answered_at or now(),
        category=category,
        title=Truncator(" ".join(item.words.split())).chars(min(TITLE_LIMIT, 60)),
        body=item.words,
        filer=filer,
        contact_name="" if filer else invitation.answered_by,
        contact_phone="" if filer else invitation.phone or company.phone[:20],
        contact_email="" if filer else invitation.email,
        origin=grievances.Origin(str(survey), survey.get_absolute_url()),
    )
    _take(item, by=by, grievance=grievance)
    return grievance


@transaction.atomic
def note_item(item: SurveyItem, *, by: User) -> SurveyItem:
    """살펴봄: read, and nothing more comes of it. A topic or a grievance can still be made of it later."""
    _check_runs(by)
    item, _invitation = _taken_up(item)
    if item.taken_at is None:
        _take(item, by=by)
    return item


@transaction.atomic
def settle_wish(invitation: SurveyInvitation, *, by: User) -> SurveyInvitation:
    """살펴봄: the company wants a visit, and was told by telephone how it stands."""
    _check_runs(by)
    invitation = _locked(invitation)
    if invitation.wish_is_open:
        invitation.wish_settled_at = now()
        invitation.save(update_fields=["wish_settled_at"])
    return invitation


def _locked(invitation: SurveyInvitation) -> SurveyInvitation:
    """The one row in which an answer and those who take it up wait for each other."""
    SurveyInvitation.objects.select_for_update().only("pk").get(pk=invitation.pk)
    return _read(invitation.pk)


def _read(pk: int) -> SurveyInvitation:
    return SurveyInvitation.objects.for_page().get(pk=pk)


def _taken_up(item: SurveyItem) -> tuple[SurveyItem, SurveyInvitation]:
    """The item as it is now, if there is still something to make of it."""
    invitation = _locked(item.invitation)
    fresh = next((one for one in invitation.items.all() if one.pk == item.pk), None)
    if fresh is None:
        raise MoveRefused("그사이 기업이 답을 고쳤습니다. 새 답을 보고 다시 누르십시오.")
    return fresh, invitation


def _take(item: SurveyItem, *, by: User, visit: Visit | None = None, grievance: Grievance | None = None) -> None:
    if item.visit_id or item.grievance_id:
        became = "방문 주제" if item.visit_id else "기업애로"
        raise MoveRefused(f"이미 {became}로 옮겼습니다.")
    item.visit, item.grievance, item.taken_at, item.taken_by = visit, grievance, now(), by
    item.save(update_fields=["visit", "grievance", "taken_at", "taken_by"])
