"""Who hears of which move: every line of the table, made by the move itself."""

import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from companies import actions as companies
from grievances import actions, notices, wording
from grievances.models import Grievance, HistoryEntry
from grievances.notices import NOTICES
from grievances.workflow import RULES, Channel, Limit, Move, Outcome, Solved, Status
from notifications import delivery
from notifications.models import Message
from tests import make
from tests.grievances.scenes import ALL_MEMBERS, ALONE, CITY, COMPANY, WHY, World, infeasible, resolved, running
from tests.grievances.scenes_together import ELSEWHERE, SEES_NO_MORE, TOGETHER

pytestmark = pytest.mark.django_db

SCENES = ALONE | TOGETHER
"""(move, whose) → (how it comes about, who reads which subject)."""


@pytest.fixture
def world() -> World:
    company, department = make.company(), make.department()
    owner = make.owner(company)
    filer, colleague = make.member(company, "김신청"), make.member(company)
    officer, head = make.official(Role.OFFICER, name="이담당"), make.official(Role.HEAD, name="박과장")
    managers = [make.official(Role.MANAGER, name="최총괄"), make.official(Role.MANAGER)]
    make.owner(make.company("다른 회사"))
    there, head_there = [make.official(role, of=make.department("세정과")) for role in (Role.OFFICER, Role.HEAD)]
    make.official(Role.OFFICER, of=department)
    make.official(Role.EXAMINER)
    return World(owner, filer, colleague, officer, head, managers, there, head_there)


def last_move(case: Grievance) -> HistoryEntry:
    """What was approved goes out right behind: there the move is the last but one."""
    *_, before, last = None, *case.history.all()
    return before if before and before.move == Move.APPROVE else last


def last_told(case: Grievance) -> list[Message]:
    """What the last move told: the mails that were written at its moment."""
    return list(Message.objects.filter(about=case.receipt_no, written_at=last_move(case).at).order_by("pk"))


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

    entry, told = last_move(case), last_told(case)
    assert (entry.move, entry.side) == (move, side)
    assert sorted(world.named(message.person) for message in told) == sorted(expected)
    for message in told:
        name = world.named(message.person)
        assert expected[name] in message.subject, name
        assert (message.subject.startswith("[기업SOS] "), case.receipt_no in message.subject) == (True, True)
        _is_whole(message, case, outside=name in ALL_MEMBERS, of_the_asked=_is_asked(entry, name))
        assert message.link == _way(entry, case, name)
        assert Grievance.objects.visible_to(message.person).filter(pk=case.pk).exists() == bool(message.link)
        assert ("/grievances/" in message.text) == bool(message.link)


def _facts(case: Grievance, *, of_the_asked: bool) -> list[str]:
    """Who is in charge, and who speaks where that is another. Who is asked hears who asks."""
    entry = last_move(case)
    if of_the_asked:
        return [f"묻는 사람: {case.department.name} {entry.by.name}", f"전화: {entry.by.phone}"]
    facts = [case.officer.name] if case.officer else []
    facts += [case.department.name if case.department else "기업민원과"]
    if entry.side == CITY and entry.by != case.officer:
        facts.append(f"보낸 사람: {entry.unit or '기업민원과'} {entry.by.name} {entry.by.phone}")
    return facts


def _is_asked(entry: HistoryEntry, name: str) -> bool:
    """They hear in words of their own (`TO_THE_ASKED`)."""
    return entry.move in {Move.CONSULT, Move.TAKE_QUESTION_BACK} and name in ELSEWHERE


def _way(entry: HistoryEntry, case: Grievance, name: str) -> str:
    """Where it leads: to the case; to what is to be approved or answered; nowhere where they see it no more."""
    page = f"/admin/grievances/grievance/{case.pk}/change/"
    if name in ALL_MEMBERS:
        return case.get_absolute_url()
    if (entry.move, name) in SEES_NO_MORE:
        return ""
    if entry.move == Move.PROPOSE:
        return f"/admin/grievances/approval/of/{case.pk}/"
    return f"{page}#opinions" if _is_asked(entry, name) else page


def _is_whole(message: Message, case: Grievance, *, outside: bool, of_the_asked: bool) -> None:
    """시행령 §31: the number, the unit, the name and the phone; on the phone and in the plain half alike."""
    facts = ["031-000-0100", case.title, f"접수번호: {case.receipt_no}", *_facts(case, of_the_asked=of_the_asked)]
    for fact in facts:
        assert fact in message.text, fact
        assert fact.rpartition(": ")[2] in message.html, fact
    assert message.text.startswith(f"{message.person.name} 님,")
    assert message.link in message.text
    assert "%(" not in message.text
    assert not re.search(r"[을이은와]\([를가는과]\)|\(으\)로|None", message.subject + message.text)
    assert ("한빛정밀" in message.text) == (not outside)


@pytest.mark.today("2026-11-23 10:00+09:00")
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
