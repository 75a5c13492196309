"""하루 일정표: the road of a day, as a page and on paper."""

import io
from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import Range
from pypdf import PdfReader

from accounts.models import AccessLog
from accounts.roles import Role
from grievances.clock import SEOUL
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.workflow import Status as CaseStatus
from tests import made_visits as made
from tests import make
from visits import sheets
from visits.models import PreSurvey, Slot, SurveyInvitation, SurveyItem, Visit
from visits.workflow import Part, Status

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 12)
BEFORE = datetime(2026, 2, 2, 10, tzinfo=SEOUL)
PAGE = "admin:visits_visit_day"


@pytest.fixture
def manager(client):
    found = make.manager()
    make.sign_in(client, found)
    return found


@pytest.fixture
def programme():
    with as_of(BEFORE):
        yield made.programme(checklist="안전모\n명함")


def _at(programme, hour: int) -> Slot:
    begins = datetime.combine(DAY, time(hour), SEOUL)
    return Slot.objects.create(
        programme=programme, on=DAY, order=hour, during=Range(begins, begins + timedelta(hours=1))
    )


def _sheet() -> sheets.DaySheet:
    return sheets.day_sheet(DAY, Visit.objects.all(), cases=Grievance.objects.all())


def _text(content: bytes) -> str:
    """What stands on the paper, blanks aside."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_stops_stand_in_the_order_of_the_road(programme):
    for name, hour in (("다온도금", 15), ("한빛정밀", 9), ("가람사출", 11)):
        made.visit(Status.SCHEDULED, of=programme, to=made.factory(name), on=_at(programme, hour))
    made.visit(Status.SCHEDULED, of=programme, to=made.factory("다음 주"), on=made.slot(programme, date(2026, 3, 19)))

    found = [(stop.number, stop.hours, stop.visit.host) for stop in _sheet().stops]

    assert found == [(1, "09:00–10:00", "한빛정밀"), (2, "11:00–12:00", "가람사출"), (3, "15:00–16:00", "다온도금")]


def test_a_stop_has_what_the_company_raised_before(programme):
    company, other = made.factory(), made.factory("다온도금")
    earlier = made.visit(Status.HELD, of=programme, to=company, on=made.slot(programme, date(2026, 2, 19)))
    promise = made.became(earlier, CaseStatus.IN_PROGRESS)
    made.became(earlier, CaseStatus.RESOLVED)
    made.line(made.visit(Status.HELD, of=programme, to=other, on=made.slot(programme, date(2026, 2, 26))), "남의 말")
    make.grievance(of=other)
    visit = made.visit(Status.SCHEDULED, of=programme, to=company, on=_at(programme, 10))

    (stop,) = _sheet().stops

    assert stop.visit == visit
    assert stop.cases == [promise.grievance]
    assert [line.said for line in stop.earlier] == ["배수로가 막혔습니다"] * 2


def test_what_somebody_keeps_from_their_colleagues_is_not_on_it(programme):
    company = made.factory()
    owner = make.owner(company)
    make.filed(owner, of=company, title="급여 때문에 다툽니다", is_private=True)
    make.filed(owner, of=company, title="도로가 파였습니다")
    made.visit(Status.SCHEDULED, of=programme, to=company, on=_at(programme, 10))

    (stop,) = _sheet().stops

    assert [case.title for case in stop.cases] == ["도로가 파였습니다"]


def test_a_stop_says_whom_to_call_who_goes_and_what_was_answered(programme):
    company = made.factory()
    owner, member = make.owner(company, "박대표"), make.member(company, "이회원")
    team = made.member_of_team("정지원")
    visit = made.visit(Status.SCHEDULED, of=programme, to=company, on=_at(programme, 10), team=(team,))
    survey = PreSurvey.objects.create(
        programme=programme, month=date(2026, 3, 1), question="?", closes_on=DAY, prepared_at=BEFORE
    )
    asked = SurveyInvitation.objects.create(survey=survey, company=company, visit=visit)
    SurveyItem.objects.create(invitation=asked, number=1, words="버스가 오지 않습니다")

    (stop,) = _sheet().stops

    assert [contact.name for contact in stop.contacts] == [owner.name]
    assert member.name not in str(stop.contacts)
    assert [(entry.part, entry.shown_name) for entry in stop.going] == [(Part.TEAM, "정지원")]
    assert [item.words for item in stop.answers] == ["버스가 오지 않습니다"]
    assert stop.checks == [("안전모", False), ("명함", False)]


def test_an_association_is_called_by_who_was_named_and_remembers_its_meetings(programme):
    earlier = made.meeting(of=programme, on=made.slot(programme, date(2026, 2, 19)))
    made.line(earlier, "인력이 모자랍니다")
    made.meeting(of=programme, on=_at(programme, 10))

    (stop,) = _sheet().stops

    assert [contact.name for contact in stop.contacts] == ["최사무"]
    assert [line.said for line in stop.earlier] == ["인력이 모자랍니다"]


@pytest.mark.parametrize("stops", [1, 3])
def test_the_sheet_takes_a_fixed_number_of_questions(programme, stops):
    for number in range(stops):
        company = made.factory(f"기업{number}")
        earlier = made.visit(
            Status.HELD, of=programme, to=company, on=made.slot(programme, date(2026, 2, 5 + 7 * number))
        )
        made.became(earlier, CaseStatus.IN_PROGRESS)
        made.visit(
            Status.SCHEDULED, of=programme, to=company, on=_at(programme, 9 + number), team=(made.member_of_team(),)
        )

    with CaptureQueriesContext(connection) as questions:
        html = render_to_string("visits/sheets/day.html", {"sheet": _sheet(), "city": settings.CITY})

    assert html.count("배수로가 막혔습니다") == stops * 2
    assert len(questions) == 6


# --- In the workplace --------------------------------------------------------------------------------------------


def test_the_page_shows_the_day_and_leads_to_the_days_around_it(client, manager, programme):
    visit = made.visit(Status.SCHEDULED, of=programme, on=_at(programme, 10))
    made.visit(Status.SCHEDULED, of=programme, to=made.factory("앞"), on=made.slot(programme, date(2026, 3, 5)))
    made.visit(Status.SCHEDULED, of=programme, to=made.factory("뒤"), on=made.slot(programme, date(2026, 3, 19)))

    page = client.get(reverse(PAGE, args=[DAY])).content.decode()

    kept = AccessLog.objects.get()
    assert f'<a href="{reverse("admin:visits_visit_change", args=[visit.pk])}">한빛정밀</a>' in page
    assert f'href="{reverse(PAGE, args=["2026-03-05"])}"' in page
    assert f'href="{reverse(PAGE, args=["2026-03-19"])}"' in page
    assert (kept.what, kept.by, kept.subject_label) == ("VIEW", manager, "2026-03-12 방문 일정: 한빛정밀")


def test_a_day_without_visits_says_so_and_keeps_no_line(client, manager):
    answer = client.get(reverse(PAGE), {"on": "2026-03-13"}, follow=True)

    assert "이날에는 잡힌 방문이 없습니다." in answer.content.decode()
    assert client.get(reverse("admin:visits_visit_day_pdf", args=["2026-03-13"])).status_code == 404
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("on", ["내일", "2026-02-30", "20260312x"])
def test_what_is_no_day_is_not_found(client, manager, on):
    assert client.get(reverse(PAGE, args=[on])).status_code == 404
    assert client.get(reverse(PAGE), {"on": on}).status_code == 404


def test_whoever_looks_on_reads_no_telephone(client, programme):
    made.visit(Status.SCHEDULED, of=programme, on=_at(programme, 10))
    pages = {}
    for role in (Role.MANAGER, Role.EXAMINER):
        make.sign_in(client, make.official(role))
        pages[role] = client.get(reverse(PAGE, args=[DAY])).content.decode()

    assert "010-1234-5678" in pages[Role.MANAGER]
    assert "010-1234-5678" not in pages[Role.EXAMINER]
    assert "한빛정밀" in pages[Role.EXAMINER]


def test_an_officer_has_no_day_sheet(client, programme):
    made.visit(Status.SCHEDULED, of=programme, on=_at(programme, 10))
    make.sign_in(client, make.officer())

    assert client.get(reverse(PAGE, args=[DAY])).status_code == 403
    assert client.get(reverse("admin:visits_visit_day_pdf", args=[DAY])).status_code == 403


def test_the_paper_says_the_same_and_can_be_read_aloud(client, manager, programme):
    company = made.factory()
    make.grievance(of=company, title="진입로가 좁습니다")
    made.visit(
        Status.SCHEDULED, of=programme, to=company, on=_at(programme, 10), team=(made.member_of_team("정지원"),)
    )

    answer = client.get(reverse("admin:visits_visit_day_pdf", args=[DAY]))

    content = b"".join(answer.streaming_content)
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    kept = AccessLog.objects.get()
    assert answer["Content-Type"] == "application/pdf"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ko"
    for words in (
        "2026년3월12일방문일정",
        "1.10:00–11:00한빛정밀",
        "한빛시예시로7",
        "정지원",
        "진입로가좁습니다",
        "☐안전모",
    ):
        assert words in _text(content), words
    assert (kept.what, kept.rows) == ("DOWNLOAD", 1)
