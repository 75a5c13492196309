"""사전조사: whom a round asks, by whom each company is reached, and the letters. Asks and words; changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from companies.models import Company, Seat
from grievances.notices.telling import signature
from grievances.wording import day_words
from notifications.letters import letter
from notifications.masking import masked_email, masked_name
from notifications.notice import Owed
from visits import tokens
from visits.models import PreSurvey, SurveyInvitation, Visit
from visits.wording import when_words
from visits.workflow import AHEAD, Status

QUESTION = _(
    "찾아뵙기 전에 여쭙니다. 회사 일에 걸림돌이 되는 것이 있으면 무엇이든 적어 주십시오. "
    "미리 살펴보고, 만나는 날 답을 가지고 가겠습니다."
)
AT_MOST = 3
"""So many things a company can name: what takes a minute is answered."""


@dataclass(frozen=True)
class ToAsk:
    """One company a round asks, and how it is reached: a member, a contact, or the telephone."""

    company: Company
    visit: Visit | None
    person: User | None
    name: str
    email: str

    @property
    def is_by_phone(self) -> bool:
        """전화로 물어볼 기업: nobody of it can be written to."""
        return not self.email

    @property
    def recipient(self) -> str:
        """Who is written to, as lists show people."""
        return f"{masked_name(self.name)} {masked_email(self.email)}".strip()


def closing_day(month: date, *, on: date) -> date:
    """마감일 that is proposed: the last day before the month, and never sooner than in a week."""
    return max(month - timedelta(days=1), on + timedelta(days=7))


def next_month(on: date) -> date:
    """The first day of the next month."""
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1)


def to_ask(survey: PreSurvey) -> list[ToAsk]:
    """Those of a complex, or those to be visited in the month and those that wait for a day; by name."""
    ahead = _visits_ahead(survey)
    if survey.industrial_complex_id:
        found = Company.objects.approved().filter(industrial_complex=survey.industrial_complex_id)
        companies = {company.pk: company for company in found}
    else:
        companies = {company.pk: company for company, _visit in ahead.values()}
    members = members_of(companies)
    contacts = _contacts(pk for pk in companies if pk not in members)
    ordered = sorted(companies.values(), key=lambda company: (company.name_key, company.pk))
    visits = {pk: visit for pk, (_company, visit) in ahead.items()}
    return [_to_ask(company, visits.get(company.pk), members, contacts) for company in ordered]


def _to_ask(
    company: Company, visit: Visit | None, members: dict[int, list[Seat]], contacts: dict[int, tuple[str, str]]
) -> ToAsk:
    if people := addressees(members.get(company.pk, []), visit):
        return ToAsk(company, visit, people[0], people[0].name, people[0].email)
    name, email = contacts.get(company.pk, ("", ""))
    return ToAsk(company, visit, None, name, email)


def _visits_ahead(survey: PreSurvey) -> dict[int, tuple[Company, Visit]]:
    """By company, its next visit of the programme in the month, or the one that waits for a day.

    A company that was merged into another one is asked as that other one.
    """
    in_month = Q(slot__on__gte=survey.month, slot__on__lt=next_month(survey.month))
    found = Visit.objects.filter(programme=survey.programme_id, status__in=sorted(AHEAD), company__isnull=False)
    found = found.filter(in_month | Q(status=Status.REQUESTED)).select_related("company__merged_into", "slot")
    ahead: dict[int, tuple[Company, Visit]] = {}
    for visit in found.order_by("slot__during", "requested_at", "pk"):
        home = visit.company and (visit.company.merged_into or visit.company)
        if home and home.is_approved:
            ahead.setdefault(home.pk, (home, visit))
    return ahead


def members_of(companies: Iterable[int]) -> dict[int, list[Seat]]:
    """Everybody who has a seat now, by company: the owners first, then in the order of joining."""
    seats = Seat.objects.active().filter(company__in=list(companies), person__is_active=True)
    found: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats.select_related("person").order_by("-is_owner", "joined_at", "pk"):
        found[seat.company_id].append(seat)
    return found


def addressees(seats: Sequence[Seat], visit: Visit | None) -> list[User]:
    """Who is written to: the member who asked for the visit first, and the owners; of others the first member."""
    asker = visit.requested_by_id if visit else None
    people = [seat.person for seat in seats if seat.is_owner or seat.person_id == asker]
    return sorted(people or [seat.person for seat in seats[:1]], key=lambda person: person.pk != asker)


def _contacts(companies: Iterable[int]) -> dict[int, tuple[str, str]]:
    """연락할 분 of companies without members, as the newest visit that names an address says."""
    visits = Visit.objects.filter(company__in=list(companies)).exclude(contact_email="")
    rows = visits.order_by("requested_at", "pk").values_list("company", "contact_name", "contact_email")
    return {company: (name, email) for company, name, email in rows}


def visit_ahead(invitation: SurveyInvitation) -> Visit | None:
    """The visit that is still to come: the one it was asked before, else the company's next of the programme."""
    return visits_ahead([invitation]).get(invitation.pk)


def visits_ahead(invitations: Sequence[SurveyInvitation]) -> dict[int, Visit]:
    """The same for all companies of one round, by invitation. One question however many they are."""
    homes = {one.home.pk for one in invitations}
    of_them = Q(company__in=homes) | Q(company__merged_into__in=homes)
    found = Visit.objects.filter(of_them, status__in=sorted(AHEAD)).select_related("company", "slot")
    found = found.filter(programme__in={one.survey.programme_id for one in invitations})
    ahead: dict[int, Visit] = {}
    for visit in found.order_by("slot__during", "requested_at", "pk"):
        if visit.company:
            ahead.setdefault(visit.company.merged_into_id or visit.company.pk, visit)
    of_old = {one.pk: one.visit for one in invitations if one.visit and one.visit.status in AHEAD}
    known = {one.pk: of_old.get(one.pk) or ahead.get(one.home.pk) for one in invitations}
    return {pk: visit for pk, visit in known.items() if visit}


# --- What stands in the way -------------------------------------------------------------------------------------


def why_not_answer(invitation: SurveyInvitation, *, on: date) -> str:
    """Why nothing can be answered, or changed, any more; empty while it can."""
    survey = invitation.survey
    if survey.closes_on < on:
        said = _("이 조사는 %s에 끝났습니다. 하실 말씀은 전화로 알려 주시거나 기업SOS에 애로로 신청해 주십시오.")
        return said % day_words(survey.closes_on)
    if invitation.wish_settled_at or any(item.taken_at for item in invitation.items.all()):
        return _("말씀하신 것을 담당자가 살피기 시작했습니다. 더 하실 말씀은 전화로 알려 주십시오.")
    return ""


def response_words(asked: int, answered: int) -> str:
    """12곳 가운데 5곳, 42%."""
    return f"{asked}곳 가운데 {answered}곳, {round(100 * answered / asked)}%" if asked else "물은 기업 없음"


# --- The letters ------------------------------------------------------------------------------------------------


def letters(invitation: SurveyInvitation, people: Sequence[User], *, again: bool) -> list[Owed]:
    """One mail for everybody who may answer, each with a link of their own; else one to the contact."""
    if people:
        return [_letter(invitation, one.email, one.name, one.pk, again=again) for one in people]
    return [_letter(invitation, invitation.email, invitation.name, None, again=again)] if invitation.email else []


def _letter(invitation: SurveyInvitation, email: str, name: str, person_id: int | None, *, again: bool) -> Owed:
    survey, company = invitation.survey, invitation.company
    by = day_words(survey.closes_on)
    lines = [
        _("%s까지 답을 기다리고 있습니다.") % by if again else "",
        survey.question,
        _("1분이면 됩니다. 로그인하지 않아도 됩니다. %s까지 답해 주십시오.") % by,
    ]
    link = survey_link(invitation.pk, person_id)
    mail = letter(
        greeting=_("%s 님,") % name if name else "",
        lines=[line for line in lines if line],
        facts=_facts(invitation),
        link=(_("1분 안에 답하기"), link),
        signature=signature(),
    )
    subject = _("답을 기다립니다: %s 방문 사전조사") if again else _("방문에 앞서 여쭙니다: %s의 애로")
    return Owed(
        to=email,
        subject=subject % company.name,
        text=mail.text,
        html=mail.html,
        person_id=person_id,
        about=str(survey),
        link=link,
    )


def _facts(invitation: SurveyInvitation) -> list[tuple[str, str]]:
    visit, survey = invitation.visit, invitation.survey
    found = [(_("기업"), invitation.company.name), (_("프로그램"), survey.programme.name)]
    if visit and visit.during and visit.status in AHEAD:
        found.append((_("찾아뵙는 때"), when_words(visit.during)))
    found.append((_("마감일"), day_words(survey.closes_on)))
    return [*found, (_("담당"), f"{settings.CITY['unit']} {settings.CITY['phone']}")]


def survey_link(invitation_id: int, person_id: int | None) -> str:
    """Where a company answers without signing in."""
    return reverse("visits:survey", args=[tokens.survey_token(invitation_id, person_id)])
