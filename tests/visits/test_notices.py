"""Who hears of which move: every line of the table, made by the move itself and read as it leaves the house."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from grievances.moment import as_of
from notifications.models import Message
from tests import made_visits as made
from tests import make
from visits import actions
from visits.models import Programme, TeamMember, Visit
from visits.notices import NOTICES
from visits.wording import when_words
from visits.workflow import Move, Part

pytestmark = pytest.mark.django_db

GUEST = actions.Going(Part.OUTSIDE, name="김외부", body="상공회의소", email="guest@chamber.example")


@dataclass
class World:
    """A company whose member asked for a visit, the office, and whoever goes along."""

    programme: Programme
    owner: User
    asker: User
    colleague: User
    manager: User
    deputy: User
    team: User
    mayor: User

    @property
    def going(self) -> list[actions.Going]:
        return [actions.Going(Part.MAYOR, self.mayor), actions.Going(Part.TEAM, self.team), GUEST]

    def told(self, since: int = 0) -> dict[str, str]:
        """Who was told what after this message, by the names the tests use. Nobody is told twice."""
        known = {getattr(self, name).email: name for name in PEOPLE} | {GUEST.email: "guest"}
        rows = Message.objects.filter(pk__gt=since).order_by("pk").values_list("to", "subject")
        found = [(known.get(to, to), subject.removeprefix("[기업SOS] ")) for to, subject in rows]
        assert len(found) == len(dict(found))
        return dict(found)


PEOPLE = ("owner", "asker", "colleague", "manager", "deputy", "team", "mayor")


@pytest.fixture
def world() -> World:
    company = made.factory()
    owner = make.owner(company)
    asker, colleague = make.member(company, "김신청"), make.member(company, "이동료")
    manager, deputy = make.official(Role.MANAGER, name="최총괄"), make.official(Role.MANAGER, name="한총괄")
    team, mayor = made.member_of_team(), make.official(Role.TEAM, name="오비서")
    TeamMember.objects.create(person=mayor, part=Part.MAYOR)
    make.owner(make.company("다른 회사"))
    make.official(Role.EXAMINER)
    made.member_of_team("남의팀")
    return World(made.programme(), owner, asker, colleague, manager, deputy, team, mayor)


# --- The moves, each from the state before it ------------------------------------------------------------------------


def requested(world: World) -> Visit:
    company = world.asker.seats.get().company
    return actions.request(
        world.programme, company, by=world.asker, key=uuid.uuid4(), topics="정문 앞 불법주차", wishes="목요일 오후"
    )


def offered(world: World, *, note: str = "") -> Visit:
    visit = actions.set_roster(requested(world), world.going, by=world.manager)
    return actions.offer(visit, made.slot(world.programme), by=world.manager, note=note)


def scheduled(world: World) -> Visit:
    return actions.accept(offered(world), by=world.asker)


def held(world: World) -> Visit:
    visit = scheduled(world)
    made.line(visit, by=world.team)
    with as_of(visit.ends_at):
        actions.decide(visit.promises.get(), made.SOLVED, by=world.team)
        actions.keep_notes(visit, by=world.team, minutes=made.MINUTES)
        return actions.hold(visit, by=world.team)


def sent(world: World) -> Visit:
    visit = held(world)
    with as_of(visit.ends_at + timedelta(hours=2)):
        return actions.send_minutes(visit, by=world.team)


def objected(world: World) -> Visit:
    visit = sent(world)
    with as_of(visit.ends_at + timedelta(hours=3)):
        return actions.object_(visit, by=world.owner, lines={1: "가로등은 정문이 아니라 후문입니다."})


def confirmed(world: World) -> Visit:
    visit = sent(world)
    with as_of(visit.ends_at + timedelta(hours=4)):
        return actions.confirm(visit, by=world.owner)


def by_office(world: World) -> Visit:
    company = world.asker.seats.get().company
    return actions.request(world.programme, company, by=world.manager, key=uuid.uuid4(), topics="정문 앞 불법주차")


def after(visit: Visit, hours: int):
    return as_of(visit.ends_at + timedelta(hours=hours))


def resend(visit: Visit, world: World) -> None:
    with after(visit, 5):
        actions.send_minutes(visit, by=world.team, settlement="후문으로 고쳤습니다.")


def object_again(visit: Visit, world: World) -> None:
    with after(visit, 3):
        actions.object_(visit, "온 사람이 다릅니다.", by=world.owner)


def confirm(visit: Visit, world: World) -> None:
    with after(visit, 3):
        actions.confirm(visit, by=None, guest="박대표")


def close(visit: Visit, world: World) -> None:
    with after(visit, 5):
        actions.close(visit, "고맙습니다.", by=world.manager)


def log(visit: Visit, world: World) -> None:
    with after(visit, 1):
        actions.hold(visit, by=world.team)


def no_show(visit: Visit, world: World) -> None:
    with after(visit, 1):
        actions.no_show(visit, "문이 잠겨 있었습니다.", by=world.team)


def send(visit: Visit, world: World) -> None:
    with after(visit, 1):
        actions.send_minutes(visit, by=world.team)


def plan(visit: Visit, world: World, act, note: str) -> None:
    act(visit, made.slot(world.programme), by=world.manager, note=note)


HOST = ("owner", "asker")
ALONG = ("mayor", "team", "guest")
OFFICE = ("manager", "deputy")


def to(names, subject: str) -> dict[str, str]:
    return dict.fromkeys(names, subject)


CASES = {
    "asked": (
        None,
        lambda _visit, world: requested(world),
        to(HOST, "{no} 방문 신청을 받았습니다") | to(OFFICE, "일정을 정할 방문: 한빛정밀"),
    ),
    "asked by the office": (
        None,
        lambda _v, world: by_office(world),
        to(("owner",), "{no} 방문 신청을 대신 적었습니다"),
    ),
    "amended": (
        scheduled,
        lambda visit, world: actions.amend(visit, by=world.asker, place="제2공장 정문"),
        to(ALONG, "방문 내용이 바뀌었습니다: 한빛정밀") | to(OFFICE, "방문 신청 내용이 바뀌었습니다: 한빛정밀"),
    ),
    "amended by the office": (
        scheduled,
        lambda visit, world: actions.amend(visit, by=world.manager, place="제2공장 정문"),
        to(HOST, "{no} 방문 내용을 바꾸었습니다") | to(ALONG, "방문 내용이 바뀌었습니다: 한빛정밀"),
    ),
    "amended before there is a time": (
        lambda world: actions.set_roster(requested(world), world.going, by=world.manager),
        lambda visit, world: actions.amend(visit, by=world.asker, wishes="아침"),
        to(OFFICE, "방문 신청 내용이 바뀌었습니다: 한빛정밀"),
    ),
    "offered": (
        lambda world: actions.set_roster(requested(world), world.going, by=world.manager),
        lambda visit, world: plan(visit, world, actions.offer, "오후도 됩니다."),
        to(HOST, "{when} 방문을 제안드립니다") | to(ALONG, "{when} 한빛정밀 방문을 제안했습니다"),
    ),
    "accepted": (
        offered,
        lambda visit, world: actions.accept(visit, by=world.asker),
        to(HOST, "{when} 방문이 확정되었습니다")
        | to(ALONG, "{when} 한빛정밀 방문")
        | to(OFFICE, "방문 일정을 받아들였습니다: 한빛정밀"),
    ),
    "accepted by the link": (
        offered,
        lambda visit, world: actions.accept(visit, by=None, guest="박대표"),
        to(HOST, "{when} 방문이 확정되었습니다")
        | to(ALONG, "{when} 한빛정밀 방문")
        | to(OFFICE, "방문 일정을 받아들였습니다: 한빛정밀"),
    ),
    "asked for another day": (
        scheduled,
        lambda visit, world: actions.ask_other(visit, "12월 셋째 주", by=world.owner),
        to(ALONG, "방문 일정을 다시 잡습니다: 한빛정밀") | to(OFFICE, "다른 일정을 바랍니다: 한빛정밀"),
    ),
    "scheduled by telephone": (
        lambda world: actions.set_roster(requested(world), world.going, by=world.manager),
        lambda visit, world: plan(visit, world, actions.schedule, "이사님과 전화로 정했습니다."),
        to(HOST, "{when} 방문이 확정되었습니다") | to(ALONG, "{when} 한빛정밀 방문"),
    ),
    "moved": (
        scheduled,
        lambda visit, world: actions.move_day(
            visit, made.slot(world.programme, order=2), "시장님 일정이 바뀌었습니다.", by=world.manager
        ),
        to(HOST, "방문 일정이 바뀌었습니다: {when}") | to(ALONG, "방문 일정이 바뀌었습니다: 한빛정밀"),
    ),
    "declined": (
        offered,
        lambda visit, world: actions.decline(visit, "이번 시즌은 찼습니다.", by=world.manager),
        to(HOST, "{no} 방문이 어렵게 되었습니다") | to(ALONG, "한빛정밀 방문을 하지 않습니다"),
    ),
    "cancelled": (
        scheduled,
        lambda visit, world: actions.cancel(visit, "공장이 쉽니다.", by=world.owner),
        to(HOST, "{no} 방문이 취소되었습니다")
        | to(ALONG, "한빛정밀 방문이 취소되었습니다")
        | to(OFFICE, "방문이 취소되었습니다: 한빛정밀"),
    ),
    "cancelled by the office": (
        scheduled,
        lambda visit, world: actions.cancel(visit, "시장님이 편찮으십니다.", by=world.manager),
        to(HOST, "{no} 방문이 취소되었습니다") | to(ALONG, "한빛정밀 방문이 취소되었습니다"),
    ),
    "put on the roster": (
        lambda world: actions.offer(requested(world), made.slot(world.programme), by=world.manager),
        lambda visit, world: actions.set_roster(visit, world.going, by=world.manager),
        to(ALONG, "함께 가 주십시오: 한빛정밀 방문"),
    ),
    "taken off the roster": (
        scheduled,
        lambda visit, world: actions.set_roster(visit, world.going[:1], by=world.manager),
        to(("team", "guest"), "한빛정밀 방문 명단에서 빠졌습니다"),
    ),
    "put on a roster without a time": (
        requested,
        lambda visit, world: actions.set_roster(visit, world.going, by=world.manager),
        {},
    ),
    "logged": (scheduled, log, {}),
    "not met": (
        scheduled,
        no_show,
        to(HOST, "{no} 방문에서 만나지 못했습니다") | to(OFFICE, "만나지 못했습니다: 한빛정밀"),
    ),
    "minutes sent": (held, send, to(HOST, "{when} 방문의 회의록을 확인해 주십시오")),
    "minutes sent again": (objected, resend, to(HOST, "{when} 방문의 회의록을 확인해 주십시오")),
    "confirmed": (sent, confirm, to(OFFICE, "회의록을 확인했습니다: 한빛정밀")),
    "objected": (
        sent,
        object_again,
        to(("mayor", "team", *OFFICE), "회의록에 이의가 있습니다: 한빛정밀"),
    ),
    "closed": (confirmed, close, to(HOST, "{no} 방문 정리를 마쳤습니다")),
}


def made_by(name: str, world: World) -> list[Message]:
    """The mails of one case."""
    before, act, _expected = CASES[name]
    visit = before(world) if before else None
    since = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    act(visit, world)
    return list(Message.objects.filter(pk__gt=since).order_by("pk"))


def holes(mail: Message) -> bool:
    """Whether something was to be said that is not there."""
    words = f"{mail.subject}\n{mail.text}"
    framed = re.search(r"(까닭|전하는 말|바라는 때|바뀐 것|했습니다):\s*$|%\(|None|  ", words, re.MULTILINE)
    named = all(f"{fact}: " in words for fact in ("방문번호", "프로그램", "기업", "담당"))
    return bool(framed) or not named


@pytest.mark.parametrize("name", CASES)
def test_each_move_tells_those_the_table_names_and_nobody_else(world, name):
    mails = made_by(name, world)

    visit = Visit.objects.get()
    expected = CASES[name][2]
    told = world.told(min((mail.pk for mail in mails), default=10**9) - 1)
    when = _when(visit)
    assert told == {who: words.format(no=visit.visit_no, when=when) for who, words in expected.items()}
    assert [mail.text for mail in mails if holes(mail)] == []


def _when(visit: Visit) -> str:
    return " ".join(when_words(visit.during).split())


def test_every_move_has_its_line_in_the_table_and_every_line_is_made_by_a_case():
    assert set(NOTICES) == set(Move)
    assert {move for move, lines in NOTICES.items() if not lines} == {Move.LOG}


def test_an_empty_note_says_nothing_and_a_given_one_says_what_it_is(world):
    offered(world)
    plain = Message.objects.filter(to=world.owner.email).latest("pk").text
    since = Message.objects.latest("pk").pk
    actions.offer(Visit.objects.get(), made.slot(world.programme, order=2), by=world.manager, note="오후도 됩니다.")

    noted = Message.objects.filter(pk__gt=since, to=world.owner.email).get().text

    assert "전하는 말" not in plain
    assert "전하는 말: 오후도 됩니다." in noted


# --- Links -----------------------------------------------------------------------------------------------------------


def test_whoever_goes_along_finds_the_calendar_entry_in_the_mail(world):
    scheduled(world)

    for email in (world.team.email, GUEST.email):
        text = Message.objects.filter(to=email).latest("pk").text
        address = re.search(r"달력에 넣기: http://localhost:8000(\S+)", text)[1]
        assert b"STATUS:CONFIRMED" in Client().get(address).content


@pytest.mark.parametrize("end", ["cancelled", "taken off the roster"])
def test_whoever_does_not_go_any_more_takes_it_out_again(world, end):
    mails = made_by(end, world)

    text = next(mail.text for mail in mails if mail.to == GUEST.email)
    address = re.search(r"달력에서 빼기: http://localhost:8000(\S+)", text)[1]
    assert b"METHOD:CANCEL" in Client().get(address).content


def test_each_of_the_host_has_a_link_of_their_own_and_officials_see_none_of_them(world):
    offered(world)

    mails = Message.objects.filter(subject__contains="제안드립니다")
    doors = {re.search(r"/visits/link/[^/]+/", mail.text)[0] for mail in mails}
    assert len(doors) == 2
    assert {mail.link for mail in mails} == {f"/visits/{Visit.objects.get().visit_no}/"}


def test_an_association_is_told_by_its_contact():
    manager = make.manager()
    visit = actions.request_meeting(
        made.programme(),
        "한빛경영자협회",
        by=manager,
        key=uuid.uuid4(),
        topics="인력난",
        contact_name="최사무",
        contact_email="office@association.example",
    )

    actions.schedule(visit, made.slot(visit.programme), by=manager)

    mail = Message.objects.filter(to="office@association.example").latest("pk")
    assert mail.text.startswith("최사무 님,")
    assert "/visits/link/" in mail.text
    assert mail.link == f"/admin/visits/visit/{visit.pk}/change/"


def test_who_cannot_be_written_to_is_somebody_to_telephone():
    manager = make.manager()
    visit = actions.request(made.programme(), made.factory(), by=manager, key=uuid.uuid4(), topics="정문 앞 불법주차")

    lost = Message.objects.undelivered().get()

    assert (lost.about, lost.link) == (visit.visit_no, f"/admin/visits/visit/{visit.pk}/change/")


# --- Once, and not at night ------------------------------------------------------------------------------------------


def test_a_manager_who_goes_along_is_told_once_with_the_calendar_entry(world):
    visit = offered(world)
    actions.set_roster(visit, [actions.Going(Part.TEAM, world.deputy)], by=world.manager)
    since = Message.objects.latest("pk").pk

    actions.accept(visit, by=world.asker)

    mail = Message.objects.get(pk__gt=since, to=world.deputy.email)
    assert "달력에 넣기" in mail.text
    assert set(world.told(since)) == {"owner", "asker", "manager", "deputy"}


def test_who_left_is_not_told(world):
    visit = scheduled(world)
    User.objects.filter(pk__in=[world.team.pk, world.owner.pk]).update(is_active=False)
    since = Message.objects.latest("pk").pk

    actions.cancel(Visit.objects.get(pk=visit.pk), "공장이 쉽니다.", by=world.asker)

    assert set(world.told(since)) == {"asker", "mayor", "guest", "manager", "deputy"}


def test_at_night_only_the_receipt_goes_out(world, settings):
    settings.QUIET_FROM, settings.QUIET_UNTIL = 21, 8

    with as_of(timezone.localtime().replace(hour=22)):
        visit = requested(world)
        actions.offer(visit, made.slot(world.programme), by=world.manager)

    ours = Message.objects.filter(about=visit.visit_no)
    at_once = {mail.subject for mail in ours if mail.try_at <= mail.written_at}
    assert ours.count() == 2 + 2 + 2
    assert at_once == {f"[기업SOS] {visit.visit_no} 방문 신청을 받았습니다"}


def test_the_past_tells_nobody(world):
    with as_of(timezone.now(), in_silence=True):
        requested(world)

    assert not Message.objects.filter(about__startswith="V").exists()


def test_the_html_half_says_what_the_text_says(world):
    offered(world, note="<b>오후</b>도 됩니다.")

    mail = Message.objects.filter(to=world.owner.email).latest("pk")

    assert "&lt;b&gt;오후&lt;/b&gt;" in mail.html
    assert "답하기" in mail.html
