"""Who hears of which move: every line of the table, made by the move itself."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from companies import actions as companies
from grievances import actions, notices, wording
from grievances.clock import LegalKind
from grievances.models import Grievance
from grievances.notices import NOTICES
from grievances.workflow import RULES, Channel, ExtensionReason, Limit, Move, Outcome, Solved, Status
from notifications import delivery
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

COMPANY, CITY = "COMPANY", "CITY"


@dataclass
class World:
    """A company of three, its department, and people whom nothing of this concerns."""

    owner: User
    filer: User
    colleague: User
    officer: User
    head: User
    managers: list[User]

    def named(self, person: User | None) -> str:
        """What the tests call them."""
        names = {"owner": self.owner, "filer": self.filer, "colleague": self.colleague, "officer": self.officer}
        names |= {"head": self.head, "manager": self.managers[0], "mate": self.managers[1]}
        return next((name for name, known in names.items() if known == person), "somebody else")


@pytest.fixture
def world() -> World:
    company, department = make.company(), make.department()
    owner = make.owner(company)
    filer, colleague = make.member(company, "김신청"), make.member(company)
    officer, head = make.official(Role.OFFICER, name="이담당"), make.official(Role.HEAD, name="박과장")
    managers = [make.official(Role.MANAGER, name="최총괄"), make.official(Role.MANAGER)]
    make.owner(make.company("다른 회사"))
    make.official(Role.OFFICER, of=make.department("세정과"))
    make.official(Role.OFFICER, of=department)
    make.official(Role.EXAMINER)
    return World(owner, filer, colleague, officer, head, managers)


def soon(days: int = 5):
    return timezone.localdate() + timedelta(days=days)


def running(world: World) -> Grievance:
    case = make.filed(world.filer)
    return actions.receive(case, LegalKind.GRIEVANCE, make.department(), by=world.managers[0], officer=world.officer)


def paused(world: World) -> Grievance:
    return actions.ask(running(world), "약도를 보내 주십시오.", soon(), by=world.officer)


WHY = (ExtensionReason.COOPERATION, "경기도의 의견을 기다립니다.")


def extended(world: World) -> Grievance:
    return actions.extend(running(world), *WHY, 3, by=world.officer)


def consenting(world: World) -> Grievance:
    return actions.ask_consent(extended(world), *WHY, 2, by=world.officer)


def visited(world: World, *, by: User | None = None) -> Grievance:
    return actions.investigate(running(world), soon(0), soon(3), "폭을 잽니다.", by=by or world.officer)


def resolved(world: World) -> Grievance:
    return actions.resolve(running(world), Outcome.SOLVED, "고쳤습니다.", by=world.officer)


def infeasible(world: World) -> Grievance:
    return make.infeasible(running(world), by=world.officer)


def on_behalf(world: World, filer: User | None = None, **contact: str) -> Grievance:
    return actions.file_on_behalf(
        world.filer.seats.get().company,
        by=world.managers[0],
        key=uuid.uuid4(),
        channel=Channel.PHONE,
        arrived_at=timezone.now() - timedelta(hours=1),
        category=make.category(),
        title="공장 앞 도로가 파였습니다",
        body="지게차가 다니지 못합니다.",
        filer=filer,
        **contact,
    )


def returned(world: World) -> Grievance:
    case = paused(world)
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        case = actions.ask(case, "한 번 더 부탁드립니다.", soon(), by=world.officer)
    with time_machine.travel(timezone.now() + timedelta(days=12), tick=False):
        return actions.return_(case, "자료가 오지 않았습니다.", by=world.head)


def _closed(earlier: list[Grievance], world: World) -> Grievance:
    return actions.close_repeat(running(world), earlier, "같은 내용입니다.", by=world.managers[0])


ALL_MEMBERS = ("owner", "filer", "colleague")


def to(names, subject: str) -> dict[str, str]:
    return dict.fromkeys(names, subject)


# What each move tells whom: (move, whose) → (how it comes about, who reads which subject). The number stands first.
SCENES = {
    (Move.FILE, COMPANY): (
        lambda w: make.filed(w.filer),
        to(ALL_MEMBERS, "신청을 받았습니다") | to(["manager", "mate"], "접수할 것"),
    ),
    (Move.FILE, CITY): (
        on_behalf,
        to(ALL_MEMBERS, "신청을 대신 적었습니다") | to(["mate"], "접수할 것"),
    ),
    (Move.AMEND, COMPANY): (
        lambda w: actions.amend(running(w), by=w.filer, title="새 제목"),
        to(["officer"], "신청 내용이 바뀌었습니다"),
    ),
    (Move.RECEIVE, CITY): (running, to(ALL_MEMBERS, "접수했습니다") | to(["officer"], "새로 맡은 사건")),
    (Move.ASSIGN, CITY): (
        lambda w: actions.assign(
            make.grievance(by=w.filer, to=w.head), w.officer, by=w.managers[0], note="현장을 아는 분입니다."
        ),
        to(["officer"], "배정받은 사건"),
    ),
    (Move.ASK, CITY): (
        lambda w: actions.ask(running(w), "약도를 보내 주십시오.", soon(), by=w.head),
        to(ALL_MEMBERS, "보완이 필요합니다") | to(["officer"], "보완을 요구했습니다"),
    ),
    (Move.MORE_TIME, COMPANY): (
        lambda w: actions.ask_for_more_time(paused(w), soon(9), "사진을 찍어야 합니다.", by=w.filer),
        to((*ALL_MEMBERS, "officer"), "보완기한이 늘었습니다"),
    ),
    (Move.SUPPLEMENT, COMPANY): (
        lambda w: actions.supplement(paused(w), "약도입니다.", by=w.filer),
        to(ALL_MEMBERS, "보완을 받았습니다") | to(["officer"], "보완이 왔습니다"),
    ),
    (Move.SUPPLEMENT, CITY): (
        lambda w: actions.supplement(paused(w), "우편으로 왔습니다.", by=w.head),
        to(ALL_MEMBERS, "보완을 받았습니다") | to(["officer"], "보완이 왔습니다"),
    ),
    (Move.INVESTIGATE, CITY): (
        lambda w: visited(w, by=w.head),
        to(ALL_MEMBERS, "현장조사를 합니다") | to(["officer"], "현장조사"),
    ),
    (Move.INVESTIGATE_LONGER, CITY): (
        lambda w: actions.investigate_longer(visited(w), soon(6), "비가 옵니다.", by=w.head),
        to(ALL_MEMBERS, "까지 늘었습니다") | to(["officer"], "현장조사 연장"),
    ),
    (Move.END_INVESTIGATION, CITY): (
        lambda w: actions.end_investigation(visited(w), "폭이 5미터입니다.", by=w.head),
        to(ALL_MEMBERS, "현장조사를 마쳤습니다") | to(["officer"], "현장조사 마침"),
    ),
    (Move.EXTEND, CITY): (
        lambda w: actions.extend(running(w), *WHY, 3, by=w.head),
        to(ALL_MEMBERS, "처리기한이 늘었습니다") | to(["officer"], "기한을 연장했습니다"),
    ),
    (Move.ASK_CONSENT, CITY): (
        lambda w: actions.ask_consent(extended(w), *WHY, 3, by=w.head),
        to(ALL_MEMBERS, "여쭙니다") | to(["officer"], "연장 동의를 물었습니다"),
    ),
    (Move.AGREE, COMPANY): (
        lambda w: actions.agree(consenting(w), by=w.filer),
        to(ALL_MEMBERS, "동의하신 대로 처리기한이 늘었습니다") | to(["officer"], "연장에 동의했습니다"),
    ),
    (Move.DECLINE, COMPANY): (
        lambda w: actions.decline(consenting(w), "이달 안에 답을 들어야 합니다.", by=w.filer),
        to(ALL_MEMBERS, "연장하지 않습니다") | to(["officer"], "연장에 동의하지 않았습니다"),
    ),
    (Move.KEEP, CITY): (
        lambda w: actions.keep(running(w), "예산을 세웁니다.", target_on=soon(90), report_on=soon(30), by=w.head),
        to(ALL_MEMBERS, "진행 상황을 알려 드립니다") | to(["officer"], "장기추진"),
    ),
    (Move.RESOLVE, CITY): (
        lambda w: actions.resolve(running(w), Outcome.PARTLY_SOLVED, "절반을 고쳤습니다.", by=w.head),
        to(ALL_MEMBERS, "답변을 드립니다: 일부 해결") | to(["officer"], "답변했습니다"),
    ),
    (Move.FIND_INFEASIBLE, CITY): (
        lambda w: make.infeasible(running(w), by=w.head),
        to(ALL_MEMBERS, "답변을 드립니다: 지금은 할 수 없습니다") | to(["officer"], "처리 불가로 답변했습니다"),
    ),
    (Move.LOOK_AGAIN, CITY): (
        lambda w: actions.look_again(infeasible(w), "아직입니다.", soon(30), by=w.managers[0]),
        to((*ALL_MEMBERS, "officer"), "다시 살펴보았습니다"),
    ),
    (Move.FORWARD, CITY): (
        lambda w: actions.forward(running(w), "경기도", "031-000-0000", "도의 도로입니다.", by=w.managers[0]),
        to(ALL_MEMBERS, "경기도로 이송했습니다") | to(["officer"], "이송했습니다"),
    ),
    (Move.WITHDRAW, COMPANY): (
        lambda w: actions.withdraw(running(w), "풀렸습니다.", by=w.filer),
        to(ALL_MEMBERS, "취하를 받았습니다") | to(["officer"], "취하했습니다"),
    ),
    (Move.RETURN, CITY): (returned, to(ALL_MEMBERS, "신청을 돌려드립니다(반려)") | to(["officer"], "반려했습니다")),
    (Move.CLOSE_REPEAT, CITY): (
        lambda w: _closed([resolved(w), resolved(w)], w),
        to(ALL_MEMBERS, "신청을 마쳤습니다") | to(["officer"], "마쳤습니다"),
    ),
    (Move.REOPEN, COMPANY): (
        lambda w: actions.reopen(resolved(w), "다시 파였습니다.", by=w.filer),
        to(ALL_MEMBERS, "다시 살핍니다") | to(["officer", "head"], "재검토"),
    ),
    (Move.REOPEN, CITY): (
        lambda w: actions.reopen(infeasible(w), "법이 바뀌었습니다.", by=w.managers[0]),
        to(ALL_MEMBERS, "다시 살핍니다") | to(["officer", "head"], "재검토"),
    ),
    (Move.CORRECT, CITY): (
        lambda w: actions.correct(running(w), reason="오타", consent="김신청, 전화", by=w.head, title="새 제목"),
        to((*ALL_MEMBERS, "officer"), "신청 내용을 바로잡았습니다"),
    ),
    (Move.NOTE, CITY): (lambda w: actions.note(running(w), "메모", by=w.head), {}),
    (Move.MESSAGE, COMPANY): (
        lambda w: actions.message(running(w), "언제 됩니까?", by=w.filer),
        to(["officer"], "기업이 글을 남겼습니다"),
    ),
    (Move.MESSAGE, CITY): (
        lambda w: actions.message(running(w), "내일 갑니다.", by=w.officer),
        to(ALL_MEMBERS, "담당자가 글을 남겼습니다"),
    ),
    (Move.RATE, COMPANY): (lambda w: actions.rate(resolved(w).answers.get(), Solved.YES, 5, by=w.filer), {}),
}


def last_told(case: Grievance) -> list[Message]:
    """What the last move told: the mails that were written at its moment."""
    return list(Message.objects.filter(about=case.receipt_no, written_at=case.history.last().at).order_by("pk"))


def test_every_line_of_the_table_has_its_scene():
    sides = {
        (move, side or some)
        for move, lines in NOTICES.items()
        if RULES[move].by
        for side in {line.side for line in lines} or {None}
        for some in ([side] if side else [next(known for m, known in SCENES if m == move)])
    }

    assert sides <= set(SCENES)
    assert {move for move, _side in SCENES} == {move for move in Move if RULES[move].by}


def test_of_a_move_that_a_job_makes_the_job_itself_tells():
    assert [move for move in Move if not RULES[move].by] == [Move.RECOUNT]
    assert NOTICES[Move.RECOUNT] == []


@pytest.mark.parametrize("move", [Move.EXTEND, Move.AGREE])
def test_an_extension_tells_its_reason_and_both_dates(world, move):
    """시행령 §21③: the reason and the day it will be done, in writing at once."""
    case = SCENES[move, COMPANY if move == Move.AGREE else CITY][0](world)
    extension = case.extensions.latest("pk")

    texts = {message.text for message in last_told(case) if world.named(message.person) in ALL_MEMBERS}

    assert len(texts) == 3  # each begins with the name of who reads it
    for text in texts:
        assert "사유: 관계 기관·부서의 협조 필요" in text
        assert WHY[1] in text
        for due in (extension.from_due_at, extension.to_due_at):
            assert wording.until_words(due, case.period_unit) in text


@pytest.mark.parametrize(("move", "side"), SCENES, ids=[f"{move}-{side}" for move, side in SCENES])
def test_a_move_tells_those_and_nobody_else(world, move, side):
    make_it, expected = SCENES[move, side]

    case = make_it(world)

    entry, told = case.history.last(), last_told(case)
    assert (entry.move, entry.side) == (move, side)
    assert sorted(world.named(message.person) for message in told) == sorted(expected)
    for message in told:
        name = world.named(message.person)
        assert expected[name] in message.subject, name
        assert (message.subject.startswith("[기업SOS] "), case.receipt_no in message.subject) == (True, True)
        _is_whole(message, case, outside=name in ALL_MEMBERS)


def _is_whole(message: Message, case: Grievance, *, outside: bool) -> None:
    """시행령 §31: the number, the unit, the name and the phone; on the phone and in the plain half alike."""
    facts = ["031-000-0100", case.title, f"접수번호: {case.receipt_no}"]
    facts += [case.officer.name, case.department.name] if case.officer else ["기업민원과"]
    entry = case.history.last()
    if entry.side == CITY and entry.by != case.officer:
        facts.append(f"보낸 사람: {entry.unit or '기업민원과'} {entry.by.name} {entry.by.phone}")
    for fact in facts:
        assert fact in message.text, fact
        assert fact.rpartition(": ")[2] in message.html, fact
    assert message.text.startswith(f"{message.person.name} 님,")
    assert message.link in message.text
    assert "%(" not in message.text
    assert not re.search(r"[을이은와]\([를가는과]\)|\(으\)로|None", message.subject + message.text)
    assert message.link == (case.get_absolute_url() if outside else f"/admin/grievances/grievance/{case.pk}/change/")
    assert ("한빛정밀" in message.text) == (not outside)


@pytest.mark.parametrize(("move", "side"), SCENES, ids=[f"{move}-{side}" for move, side in SCENES])
def test_at_night_only_the_receipt_of_a_filing_goes_out(world, settings, move, side):
    settings.QUIET_FROM, settings.QUIET_UNTIL = 21, 8
    with time_machine.travel("2026-11-24 02:00+09:00"):
        make_it, expected = SCENES[move, side]
        if not expected or move == Move.RETURN:
            return

        case = make_it(world)

        told = last_told(case)
        at_once = {message for message in told if message.try_at == message.written_at}
        morning = {timezone.localtime(message.try_at).strftime("%d %H:%M") for message in set(told) - at_once}
    receipts = {message for message in told if move == Move.FILE and world.named(message.person) in ALL_MEMBERS}
    assert at_once == receipts
    assert morning <= {"24 08:00"}


@pytest.mark.parametrize("move", [Move.RESOLVE, Move.FIND_INFEASIBLE])
def test_only_whoever_filed_gets_the_link_to_rate(world, move):
    case = SCENES[move, CITY][0](world)

    links = {world.named(message.person): "/grievances/rate/" in message.text for message in last_told(case)}
    buttons = {world.named(message.person): "이 답변 평가하기" in message.html for message in last_told(case)}

    assert links == {"owner": False, "filer": True, "colleague": False, "officer": False}
    assert buttons == links


def test_a_private_case_is_told_to_the_filer_and_the_owners(world):
    case = make.filed(world.filer, is_private=True)

    assert sorted(world.named(message.person) for message in last_told(case)) == ["filer", "manager", "mate", "owner"]


def test_whoever_left_the_company_hears_nothing_more(world):
    case = running(world)
    companies.remove(case.company.seats.active().get(person=world.colleague), by=world.owner)

    case = actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=world.officer)

    assert sorted(world.named(message.person) for message in last_told(case)) == ["filer", "owner"]


def test_an_officer_who_works_elsewhere_by_now_hears_nothing(world):
    case = running(world)
    world.officer.grants.update(until=timezone.now())

    actions.message(case, "언제 됩니까?", by=world.filer)

    told = last_told(case)
    assert "officer" not in {world.named(message.person) for message in told}
    assert {message.person.name for message in told} == {"박과장", "처리담당"}  # the rest of the department


def test_without_a_department_the_managers_hear(world):
    case = make.filed(world.filer)

    actions.message(case, "덧붙입니다.", by=world.filer)

    assert sorted(world.named(message.person) for message in last_told(case)) == ["manager", "mate"]


def test_whoever_is_officer_and_head_is_told_once(world):
    both = make.official(Role.HEAD, name="겸직")
    case = actions.assign(running(world), both, by=world.managers[0])
    case = actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=both)

    case = actions.reopen(case, "다시 파였습니다.", by=world.filer)

    assert [message.person for message in last_told(case)].count(both) == 1


def test_a_contact_without_an_account_is_told_by_mail(world):
    company = make.company("회원 없는 회사")
    case = actions.file_on_behalf(
        company,
        by=world.managers[0],
        key=uuid.uuid4(),
        channel=Channel.LETTER,
        arrived_at=timezone.now(),
        category=make.category(),
        title="하수가 넘칩니다",
        body="비가 오면 넘칩니다.",
        contact_name="정부장",
        contact_email="jung@test.example",
    )

    receipt = last_told(case)[0]

    assert (receipt.to, receipt.person, receipt.gave_up_at) == ("jung@test.example", None, None)
    assert receipt.text.startswith("정부장 님,")
    assert "우편·팩스로 말씀하신 애로를 시에서 대신 신청했습니다." in receipt.text
    assert "/grievances/" not in receipt.text


def test_a_company_nobody_can_write_to_is_somebody_to_telephone(world, client):
    company = make.company("회원 없는 회사")
    case = actions.file_on_behalf(
        company,
        by=world.managers[0],
        key=uuid.uuid4(),
        channel=Channel.WALK_IN,
        arrived_at=timezone.now(),
        category=make.category(),
        title="하수가 넘칩니다",
        body="비가 오면 넘칩니다.",
        contact_phone="010-1111-2222",
    )

    (lost,) = Message.objects.undelivered()

    page = make.sign_in(client, world.managers[0]).get("/admin/notifications/message/?state=undelivered")
    way = f"/admin/grievances/grievance/{case.pk}/change/"
    assert (lost.about, lost.to, lost.person, lost.link) == (case.receipt_no, "", None, way)
    assert f'href="{way}">{case.receipt_no}</a>' in page.content.decode()
    assert client.get(way).status_code == 200


def test_the_dossier_reads_as_questions_and_answers(world):
    case = infeasible(world)

    text = last_told(case)[0].text

    for question, answer in {
        "무엇이 막고 있습니까? (법령)": "도로법 제61조",
        "무엇을 해 보았습니까?": "점용 허가를 검토했습니다.",
        "누가 무엇을 바꾸면 됩니까?": "국토교통부가 시행령을 바꾸면 됩니다.",
        "지금 하실 수 있는 것은 무엇입니까?": "행정심판을 청구하실 수 있습니다.",
    }.items():
        assert f"{question}\n{answer}\n" in text
    assert Limit.LAW.label == "법령"


def test_an_empty_reason_leaves_no_empty_frame(world):
    case = actions.withdraw(running(world), by=world.filer)

    assert "까닭" not in "".join(message.text for message in last_told(case))


def test_what_people_type_is_text_in_the_mail(world):
    poison = "<script>alert(1)</script>%(title)s{{ 7 }}"
    case = make.filed(world.filer, title=poison, body=poison)

    case = actions.message(case, f"{poison}\r\nBcc: thief@test.example", by=world.managers[0])

    for message in last_told(case):
        assert "<script" not in message.html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in message.html
        assert poison in message.text


def test_a_title_of_several_lines_cannot_split_a_header(world, postbox):
    case = make.filed(world.filer, title="도로\r\nBcc: thief@test.example\n\n본문")

    subjects = [message.subject for message in last_told(case)]

    for message in last_told(case):
        delivery.send_once(message.pk)

    assert [subject for subject in subjects if "\n" in subject or "\r" in subject] == []
    assert len(postbox.mails) == len(subjects)
    for mail in postbox.mails:
        assert (mail["Bcc"], "thief" in str(mail["To"])) == (None, False)
    assert [str(mail["Subject"]).strip() for mail in postbox.mails] == subjects  # folded behind the colon


def test_a_low_rating_calls_the_managers_to_the_telephone(world):
    case = resolved(world)

    case = actions.rate(case.answers.get(), Solved.NO, 2, "그대로입니다.", by=world.filer)

    told = last_told(case)
    assert sorted(world.named(message.person) for message in told) == ["manager", "mate"]
    for words in ("해결되지 않았습니다 · 2점", "그대로입니다.", "2근무일 안에"):
        assert words in told[0].text


def test_telling_costs_the_same_for_one_member_and_for_many(world):
    case, company = running(world), world.filer.seats.get().company

    def queries() -> int:
        entry = Grievance.objects.for_case_page().get(pk=case.pk).history.select_related("by").last()
        entry.grievance = Grievance.objects.for_case_page().get(pk=case.pk)
        with CaptureQueriesContext(connection) as found:
            notices.announce(entry)
        return len(found)

    before = queries()
    for _ in range(5):
        make.member(company)

    # The company's people, the city's, the document the letter leads to, and one line for all of it.
    assert (before, queries()) == (4, 4)


@pytest.mark.parametrize("status", [Status.OPEN, Status.IN_PROGRESS])
def test_a_forwarded_case_is_told_with_the_contact_of_the_body(world, status):
    case = make.grievance(status, by=world.filer)

    case = actions.forward(case, "한국전력", "국번 없이 123", "전기는 한전이 맡습니다.", by=world.managers[0])

    told = [message for message in last_told(case) if world.named(message.person) in ALL_MEMBERS]
    assert {message.subject for message in told} == {f"[기업SOS] {case.receipt_no} 한국전력으로 이송했습니다"}
    assert "받은 기관: 한국전력\n연락처: 국번 없이 123" in told[0].text
