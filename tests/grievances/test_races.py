"""Races over one case: exactly one wins, the other is told. Threads of their own, real commits."""

import itertools
import random
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from grievances import actions, deadlines
from grievances.clock import LegalKind
from grievances.files import checked_all
from grievances.models import (
    Answer,
    CallBack,
    ConsentRequest,
    Extension,
    Grievance,
    HistoryEntry,
    Rating,
    ReceiptCounter,
)
from grievances.workflow import RULES, ExtensionReason, Move, Outcome, Solved, Status
from notifications.models import Message
from tests import make
from tests.companies import sent
from tests.grievances.at_once import at_once, one_waits_for_the_other

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

RESOLVED_ALREADY = "이 사건은 ‘완료’ 상태여서 지금은 ‘완료’ 처리를 할 수 없습니다."
attempts = pytest.mark.parametrize("attempt", range(2))


def words(**other):
    return {"category": make.category(), "title": "공장 앞 도로", "body": "파였습니다."} | other


def path_of(case: Grievance) -> list[tuple[str, str, str]]:
    """The statuses its history leads through."""
    return list(case.history.order_by("pk").values_list("move", "from_status", "to_status"))


def is_a_legal_path(case: Grievance) -> bool:
    """Each entry begins where the one before it ended, as RULES allow it; the last ends where the case is."""
    path = path_of(case)
    links = all(before[2] == after[1] for before, after in itertools.pairwise(path))
    lawful = all(
        move == Move.FILE or (source in RULES[Move(move)].sources and to == (RULES[Move(move)].to or source))
        for move, source, to in path
    )
    return links and lawful and path[-1][2] == Grievance.objects.get(pk=case.pk).status


# --- Two at one case ------------------------------------------------------------------------------------------------


@attempts
def test_two_officers_answer_at_once(attempt):
    case = make.grievance()
    officers = [case.officer, make.official(Role.HEAD)]

    told = at_once(*[lambda by=by: actions.resolve(case, Outcome.SOLVED, f"{by.name}의 답", by=by) for by in officers])

    assert sorted(told) == ["", RESOLVED_ALREADY]
    assert Answer.objects.get(grievance=case).by == officers[told.index("")]
    assert [move for move, _, _ in path_of(case)] == [Move.FILE, Move.RECEIVE, Move.RESOLVE]
    assert Message.objects.filter(to=case.filer.email, subject__contains="답변을 드립니다").count() == 1


@attempts
def test_whoever_answers_from_a_page_that_is_stale_is_told_what_happened(attempt):
    case, head = make.grievance(), make.official(Role.HEAD)
    seen, since = case.history.latest("pk").pk, []

    def write(by) -> None:
        try:
            actions.message(case, "언제 나가면 됩니까?", by=by, seen=seen)
        except actions.Stale as stale:
            since.extend(stale.since)
            raise

    told = at_once(lambda: write(case.officer), lambda: write(head))

    (stale,) = [answer for answer in told if answer]
    assert stale == "화면을 여신 뒤에 바뀐 것이 있습니다. 확인하시고 다시 눌러 주십시오."
    winner = (case.officer, head)[told.index("")]
    assert [(entry.move, entry.by) for entry in since] == [(Move.MESSAGE, winner)]


@attempts
def test_a_withdrawal_meets_an_answer(attempt):
    case = make.grievance()

    told = at_once(
        lambda: actions.withdraw(case, "풀렸습니다.", by=case.filer),
        lambda: actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=case.officer),
    )

    withdrawn, answered = told
    assert (withdrawn == "") != (answered == "")
    case.refresh_from_db()
    assert case.status == (Status.CLOSED if withdrawn == "" else Status.RESOLVED)
    assert len(path_of(case)) == 3
    assert is_a_legal_path(case)


@attempts
def test_a_case_is_received_twice_at_once(attempt):
    case, managers = make.filed(), [make.manager(), make.official(Role.MANAGER, name="둘째 총괄")]
    units = [make.department("도로과"), make.department("환경과")]

    told = at_once(
        *[
            lambda by=by, unit=unit: actions.receive(case, LegalKind.GRIEVANCE, unit, by=by)
            for by, unit in zip(managers, units, strict=True)
        ]
    )

    assert sorted(told) == ["", "이 사건은 ‘처리 중’ 상태여서 지금은 ‘접수’ 처리를 할 수 없습니다."]
    case.refresh_from_db()
    assert case.department == units[told.index("")]
    assert path_of(case)[1:] == [(Move.RECEIVE, Status.OPEN, Status.IN_PROGRESS)]
    assert case.documents.count() == 1


WHY = (ExtensionReason.COOPERATION, "경기도의 의견을 기다립니다.")


@attempts
def test_two_officers_extend_at_once(attempt):
    case = make.grievance()
    officers = [case.officer, make.official(Role.HEAD)]

    told = at_once(*[lambda by=by: actions.extend(case, *WHY, 3, by=by) for by in officers])

    assert sorted(told) == [
        "",
        "연장은 한 차례입니다. 두 번째 연장은 기업의 동의가 있어야 합니다(시행령 제21조①). 동의를 물으십시오.",
    ]
    extension = Extension.objects.get()
    case.refresh_from_db()
    assert (extension.entry.by, case.extended_times) == (officers[told.index("")], 1)
    assert extension.to_due_at == case.due_at == deadlines.deadline(case).due_at
    assert case.documents.filter(kind="EXTENSION").count() == 1


def consenting():
    """A case whose company is asked for a second extension."""
    company = make.company()
    make.owner(company)
    case = make.extended(make.grievance(by=make.member(company)))
    return actions.ask_consent(case, *WHY, 2, by=case.officer)


@attempts
def test_a_consent_meets_a_withdrawal(attempt):
    """Either it is extended and then withdrawn, or withdrawn and extended no more."""
    case = consenting()
    owner = case.company.seats.owners().get().person

    agreed, withdrawn = at_once(
        lambda: actions.agree(case, by=case.filer), lambda: actions.withdraw(case, "풀렸습니다.", by=owner)
    )

    assert withdrawn == ""
    assert agreed in {"", "이 사건은 ‘종결’ 상태여서 지금은 ‘연장 동의’ 처리를 할 수 없습니다."}
    consent, case = ConsentRequest.objects.get(), Grievance.objects.get()
    assert (consent.agreed, consent.ended_at is None) == (True if agreed == "" else None, False)
    assert case.extended_times == Extension.objects.count() == (2 if agreed == "" else 1)
    assert is_a_legal_path(case)


@attempts
def test_one_of_the_company_agrees_while_another_declines(attempt):
    case = consenting()
    owner = case.company.seats.owners().get().person

    told = at_once(lambda: actions.agree(case, by=case.filer), lambda: actions.decline(case, by=owner))

    assert sorted(told) == ["", "지금은 동의를 물은 것이 없습니다."]
    assert ConsentRequest.objects.get().agreed is (told[0] == "")
    assert Extension.objects.count() == (2 if told[0] == "" else 1)


@attempts
def test_an_extension_and_an_investigation_at_once_are_both_counted(attempt):
    case, head, today = make.grievance(), make.official(Role.HEAD), timezone.localdate()

    told = at_once(
        lambda: actions.extend(case, *WHY, 3, by=case.officer),
        lambda: actions.investigate(case, today, today + timedelta(days=6), "측량합니다.", by=head),
    )

    assert told == ["", ""]
    case.refresh_from_db()
    assert {name: getattr(case, name) for name in ("due_at", "half_at", "most_at")} == deadlines.moments(case)
    assert (case.extensions.count(), case.pauses.count()) == (1, 1)


@attempts
def test_two_raters_of_one_answer(attempt):
    answer = make.grievance(Status.RESOLVED).answers.get()
    filer = answer.grievance.filer

    told = at_once(
        lambda: actions.rate(answer, Solved.YES, 5, by=filer),
        lambda: actions.rate(answer, Solved.NO, 1, "그대로입니다.", by=filer),
    )

    assert sorted(told) == ["", "이 답변은 이미 평가하셨습니다. 고맙습니다."]
    assert Rating.objects.get().score == (5 if told[0] == "" else 1)
    assert CallBack.objects.count() == (0 if told[0] == "" else 1)


@attempts
def test_a_rating_meets_a_second_look(attempt):
    """Either the answer is rated and then looked at again, or it is looked at again and rated no more."""
    answer = make.grievance(Status.RESOLVED).answers.get()
    filer, manager = answer.grievance.filer, make.manager()

    rated, reopened = at_once(
        lambda: actions.rate(answer, Solved.NO, 2, by=filer),
        lambda: actions.reopen(answer.grievance, "다시 봅니다.", by=manager),
    )

    assert reopened == ""
    assert Rating.objects.count() == (1 if rated == "" else 0)
    assert is_a_legal_path(answer.grievance)


@attempts
def test_two_call_back_one_discontented_company(attempt):
    case = make.grievance(Status.RESOLVED)
    actions.rate(case.answers.get(), Solved.NO, 1, by=case.filer)
    callers, task = [make.manager(), make.official(Role.MANAGER, name="둘째 총괄")], CallBack.objects.get()

    told = at_once(*[lambda by=by: actions.call_back(task, "사과드렸습니다.", by=by) for by in callers])

    task.refresh_from_db()
    assert sorted(told) == ["", f"{task.taken_by.name}님이 이미 전화했습니다."]
    assert case.history.filter(move=Move.NOTE).count() == 1


def test_whoever_calls_back_too_late_is_told_who_did():
    case = make.grievance(Status.RESOLVED)
    actions.rate(case.answers.get(), Solved.NO, 1, by=case.filer)
    first, second = make.manager(), make.official(Role.MANAGER, name="둘째 총괄")
    task = CallBack.objects.get()

    told = one_waits_for_the_other(
        lambda: actions.call_back(task, "사과드렸습니다.", by=first),
        lambda: actions.call_back(task, "전화했습니다.", by=second),
    )

    assert told == "총괄담당님이 이미 전화했습니다."


# --- What a move finds is what the one before it left ---------------------------------------------------------------


def test_a_move_that_waited_finds_the_category_that_was_chosen_meanwhile():
    case, other = make.grievance(), make.category("환경")

    told = one_waits_for_the_other(
        lambda: actions.amend(case, by=case.filer, category=other),
        lambda: actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=case.officer),
    )

    assert told == ""
    case.refresh_from_db()
    assert (case.status, case.category) == (Status.RESOLVED, other)


def test_a_word_that_waited_reaches_the_officer_who_took_the_case_meanwhile():
    case, second = make.grievance(), make.official(Role.OFFICER, name="둘째 담당")
    first, manager = case.officer, make.manager()
    Message.objects.all().delete()

    told = one_waits_for_the_other(
        lambda: actions.assign(case, second, by=manager),
        lambda: actions.message(case, "언제 오십니까?", by=case.filer),
    )

    assert told == ""
    heard = Message.objects.filter(subject__startswith="[기업SOS] 기업이 글을").values_list("to", flat=True)
    assert list(heard) == [second.email]
    assert first != second


def test_a_word_that_waited_for_the_receipt_reaches_the_department():
    case, officer, manager = make.filed(), make.officer(), make.manager()
    Message.objects.all().delete()

    told = one_waits_for_the_other(
        lambda: actions.receive(case, LegalKind.GRIEVANCE, make.department(), by=manager, officer=officer),
        lambda: actions.message(case, "사진도 있습니다.", by=case.filer),
    )

    assert told == ""
    heard = Message.objects.filter(subject__contains="기업이 글을").values_list("to", flat=True)
    assert list(heard) == [officer.email]


# --- Filing ---------------------------------------------------------------------------------------------------------


@attempts
def test_one_form_sent_twice_at_once_gives_one_receipt(attempt):
    member, key = make.owner(make.company()), uuid.uuid4()
    company, receipts, content = member.seats.get().company, [], words()

    told = at_once(
        *[lambda: receipts.append(actions.file(company, by=member, key=key, **content).receipt_no) for _ in range(4)]
    )

    assert told == [""] * 4
    assert receipts == [Grievance.objects.get().receipt_no] * 4
    assert HistoryEntry.objects.count() == 1
    assert Message.objects.filter(to=member.email, subject__contains="신청을 받았습니다").count() == 1


@attempts
def test_one_key_with_two_contents_at_once_files_one_and_names_it_to_the_other(attempt):
    member, key = make.owner(make.company()), uuid.uuid4()
    company, contents = member.seats.get().company, [words(body="하나"), words(body="둘")]

    told = at_once(
        *[lambda content=content: actions.file(company, by=member, key=key, **content) for content in contents]
    )

    case = Grievance.objects.get()
    assert case.body == contents[told.index("")]["body"]
    number = case.receipt_no
    assert sorted(told) == [
        "",
        f"이 화면에서 이미 신청하셨습니다. 접수번호는 {number}입니다. 바꾸실 내용은 그 사건에서 고쳐 주십시오.",
    ]


def test_twenty_who_file_at_once_get_twenty_numbers_without_a_gap():
    members = [make.owner(make.company(f"회사 {number}")) for number in range(20)]
    content, gave_up = words(), random.Random(4).sample(range(20), 6)

    def file(number: int) -> None:
        company = members[number].seats.get().company
        if number in gave_up:
            with transaction.atomic():
                actions.file(company, by=members[number], key=uuid.uuid4(), **content)
                transaction.set_rollback(True)  # after its number was given out
        actions.file(company, by=members[number], key=uuid.uuid4(), **content)

    told = at_once(*[lambda number=number: file(number) for number in range(20)])

    year = timezone.localdate().year
    assert told == [""] * 20
    numbers = sorted(Grievance.objects.values_list("receipt_no", flat=True))
    assert numbers == [f"{year}-{serial:05d}" for serial in range(1, 21)]
    assert ReceiptCounter.objects.get(year=year).last == 20


@attempts
def test_a_form_filed_while_a_file_is_dropped_into_its_draft_loses_no_file(attempt):
    member = make.owner(make.company())
    company, key, content = member.seats.get().company, uuid.uuid4(), words()
    draft = actions.save_draft(company, {"title": "쓰던 글"}, by=member)
    (photo,) = checked_all([sent.sent(sent.png(), "사진.png")])

    filed, attached = at_once(
        lambda: actions.file(company, by=member, key=key, **content),
        lambda: actions.attach_to_draft(draft, photo, by=member),
    )

    assert filed == ""
    assert Grievance.objects.get().attachments.count() == (1 if attached == "" else 0)


def test_two_supplements_at_once_are_not_both_taken():
    case = make.grievance()
    case = actions.ask(case, "약도를 보내 주십시오.", timezone.localdate() + timedelta(days=5), by=case.officer)

    told = at_once(
        lambda: actions.supplement(case, "보냅니다.", by=case.filer),
        lambda: actions.supplement(case, "종이로 왔습니다.", by=case.officer),
    )

    assert sorted(told) == ["", "지금은 보완을 요구받은 것이 없습니다. 더 알릴 것은 소통으로 보내 주십시오."]
    assert case.history.filter(move=Move.SUPPLEMENT).count() == 1
