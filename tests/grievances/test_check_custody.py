"""manage.py check_custody: each unit's own time on every case against the case's history."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.roles import Role
from grievances import actions, held, rulebook
from grievances.clock import SEOUL, LegalKind
from grievances.models import Custody, Grievance
from grievances.moment import as_of
from grievances.workflow import Channel, Outcome
from tests import make

pytestmark = pytest.mark.django_db

WHY = "버스 노선은 대중교통과의 일입니다."


def at(day: int, clock: str = "10:00") -> datetime:
    """A moment of September 2026, the 14th of which is a Monday."""
    return datetime.fromisoformat(f"2026-09-{day} {clock}:20").replace(tzinfo=SEOUL)


class City:
    """Two departments with an officer each, and who receives."""

    def __init__(self) -> None:
        self.roads, self.buses = make.department("도로과"), make.department("대중교통과")
        self.officer, self.driver = make.officer(self.roads), make.official(Role.OFFICER, of=self.buses)
        self.manager, self.owner = make.manager(), make.owner(make.company())

    def received(self) -> Grievance:
        with as_of(at(14)):
            case = make.filed(self.owner)
        with as_of(at(14, "15:00")):
            return actions.receive(case, LegalKind.GRIEVANCE, self.roads, by=self.manager, officer=self.officer)

    def transferred(self) -> Grievance:
        case = self.received()
        with as_of(at(15)):
            case = actions.offer_transfer(case, self.buses, WHY, by=self.officer)
        with as_of(at(16, "11:00")):
            return actions.accept_transfer(case, by=self.driver, officer=self.driver)

    def opened_again(self) -> Grievance:
        case = self.transferred()
        with as_of(at(17)):
            case = actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=self.driver)
        with as_of(at(21)):
            case = actions.reopen(case, "다시 그렇습니다.", by=self.owner)
        with as_of(at(22)):
            return actions.resolve(case, Outcome.SOLVED, "다시 고쳤습니다.", by=self.driver)

    def forwarded(self) -> Grievance:
        with as_of(at(14)):
            case = make.filed(self.owner)
        with as_of(at(15)):
            return actions.forward(case, "한국전력", "02-000-0000", "전기의 일입니다.", by=self.manager)

    def entered_late(self) -> Grievance:
        words = {"title": "길", "body": "막혔습니다.", "category": make.category()}
        with as_of(at(15)):
            company = make.company("전화기업")
            return actions.file_on_behalf(
                company, by=self.manager, key=uuid4(), channel=Channel.PHONE, arrived_at=at(14, "16:00"), **words
            )


@pytest.fixture
def cases() -> dict[str, Grievance]:
    city = City()
    return {
        "received": city.received(),
        "transferred": city.transferred(),
        "opened again": city.opened_again(),
        "forwarded": city.forwarded(),
        "entered late": city.entered_late(),
    }


def found(capsys) -> set[str]:
    """The cases it names; an error is raised where there are any."""
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("check_custody")
    return {line.partition(":")[0] for line in capsys.readouterr().out.splitlines()}


def shares_of(case: Grievance) -> list[tuple[str, str, str]]:
    shares = held.shares(case.custodies.with_department(), at=at(23, "12:00"), calendar=rulebook.standing().calendar)
    return [(share.unit, share.lasted_words, share.worked_words) for share in (*shares, held.whole(shares))]


def test_what_every_unit_had_is_all_the_time_a_case_ran(cases, capsys):
    call_command("check_custody")

    assert "5건에서 부서마다 맡은 동안을 모으면" in capsys.readouterr().out


def test_the_last_line_is_the_sum_of_the_others(cases, settings):
    first = settings.CITY["unit"]

    # Filed on Monday; taken on Wednesday at 11, answered on Thursday; opened again on Monday, answered on Tuesday.
    assert shares_of(cases["opened again"]) == [
        (first, "5시간", "4시간"),
        ("도로과", "1일 20시간", "1일 5시간"),
        ("대중교통과", "1일 23시간", "1일 7시간"),
        ("모두", "4일", "4일"),
    ]
    assert shares_of(cases["forwarded"]) == [(first, "1일", "1일"), ("모두", "1일", "1일")]


def give_back(case: Grievance) -> None:
    newest = case.custodies.latest("pk")
    Custody.objects.filter(pk=newest.pk).update(since=at(16, "12:00"))


ERRORS = {
    "a gap": ("transferred", give_back),
    "a row that was lost": ("received", lambda case: case.custodies.latest("pk").delete()),
    "a row that goes on after the end": ("forwarded", lambda case: case.custodies.update(until=None)),
    "another unit than the one in charge": (
        "received",
        lambda case: case.custodies.now().update(department=make.department("하수과")),
    ),
    "time after the answer": ("opened again", lambda case: case.custodies.filter(until=at(17)).update(until=at(18))),
    "an arrival that was nobody's": ("entered late", lambda case: case.custodies.update(since=at(15))),
}


@pytest.mark.parametrize("error", ERRORS)
def test_a_planted_error_is_found_where_it_was_planted(cases, capsys, error):
    name, plant = ERRORS[error]

    plant(cases[name])

    assert found(capsys) == {cases[name].receipt_no}


def test_what_lasts_is_counted_until_now(cases):
    now = timezone.now()

    newest = held.shares(cases["received"].custodies.all(), at=now, calendar=rulebook.standing().calendar)[-1]

    assert newest.spans[0][1] is None
    assert newest.lasted == held.to_the_minute(now) - held.to_the_minute(at(14, "15:00"))
