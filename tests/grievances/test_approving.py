"""결재: what waits for the head, what becomes of it, and that it goes out once and as it was written."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import actions as accounts
from accounts.roles import Role
from grievances import actions
from grievances.files import checked
from grievances.models import Answer, Approval, Attachment, Grievance, HistoryEntry
from grievances.moment import as_of
from grievances.workflow import Limit, Move, MoveRefused, Outcome, Status
from tests import make

pytestmark = pytest.mark.django_db

ANSWER = {"outcome": Outcome.SOLVED, "answer": "도로를 다시 포장했습니다."}


@pytest.fixture
def roads():
    return approving("도로과")


@pytest.fixture
def head(roads):
    return make.official(Role.HEAD, of=roads, name="김부장")


@pytest.fixture
def case(roads, head):
    return make.grievance(in_=roads)


def approving(name: str = "도로과"):
    """A department whose answers wait for its head."""
    unit = make.department(name)
    unit.needs_approval = True
    unit.save(update_fields=["needs_approval"])
    return unit


def proposed(case, move=Move.RESOLVE, content=ANSWER, **more) -> Approval:
    actions.propose(case, move, content, by=case.officer, **more)
    return Approval.objects.waiting().get(grievance=case)


def kept(on: int = 30) -> dict:
    today = timezone.localdate()
    return {
        "answer": "예산에 올렸습니다.",
        "target_on": today + timedelta(days=on + 60),
        "report_on": today + timedelta(days=on),
    }


def dossier() -> dict:
    return {
        "answer": "지금은 할 수 없습니다.",
        "limit": Limit.LAW,
        "provision": "도로법 제61조",
        "tried": "점용 허가를 검토했습니다.",
        "could_change": "국토교통부가 시행령을 바꾸면 됩니다.",
        "remedies": "90일 안에 행정심판을 청구하실 수 있습니다.",
        "look_again_on": timezone.localdate() + timedelta(days=90),
    }


def file_of(name: str = "사진.pdf"):
    return checked(SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"))


def moves(case) -> list[str]:
    return list(case.history.order_by("pk").values_list("move", flat=True))[2:]


# --- Proposing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", [Move.RESOLVE, Move.FIND_INFEASIBLE, Move.KEEP])
def test_an_officer_proposes_what_they_may_not_send(case, move):
    content = {Move.RESOLVE: ANSWER, Move.FIND_INFEASIBLE: dossier(), Move.KEEP: kept()}[move]
    with pytest.raises(MoveRefused, match="결재를 올리십시오"):
        actions.resolve(case, **ANSWER, by=case.officer)

    approval = proposed(case, move, content)

    case.refresh_from_db()
    assert (case.status, case.proposed_at) == (Status.IN_PROGRESS, approval.proposed_at)
    assert actions.as_said(approval) == content
    assert moves(case) == [Move.PROPOSE]
    assert approval.proposal.is_internal
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("move", "content", "sentence"),
    [
        (Move.RESOLVE, {"outcome": Outcome.SOLVED, "answer": " "}, "답변을 적어 주십시오"),
        (Move.FIND_INFEASIBLE, {"remedies": ""}, "구제 방법"),
        (Move.FIND_INFEASIBLE, {"look_again_on": timedelta(0)}, "다시 볼 날"),
        (Move.KEEP, {"report_on": timedelta(0)}, "다음 보고일"),
    ],
)
def test_nothing_waits_that_could_not_be_sent(case, move, content, sentence):
    whole = {Move.RESOLVE: ANSWER, Move.FIND_INFEASIBLE: dossier(), Move.KEEP: kept()}[move]
    today = timezone.localdate()
    said = whole | {name: today + it if isinstance(it, timedelta) else it for name, it in content.items()}

    with pytest.raises(MoveRefused, match=sentence):
        actions.propose(case, move, said, by=case.officer)

    assert moves(case) == []


def test_an_interim_answer_past_the_deadline_does_not_even_wait(case):
    with as_of(case.due_at + timedelta(days=1)), pytest.raises(MoveRefused, match="처리기한 안에"):
        actions.propose(case, Move.KEEP, kept(60), by=case.officer)


def test_only_one_proposal_waits_at_a_time(case):
    proposed(case)

    with pytest.raises(MoveRefused, match="이미 결재를 올렸습니다"):
        actions.propose(case, Move.KEEP, kept(), by=case.officer)


def test_where_no_approval_is_needed_nothing_is_proposed():
    case = make.grievance()

    with pytest.raises(MoveRefused, match="결재 없이"):
        actions.propose(case, Move.RESOLVE, ANSWER, by=case.officer)


def test_others_neither_propose_nor_approve(case, head):
    approval = proposed(case)
    other = make.official(Role.HEAD, of=make.department("하수과"))

    for nobody in (other, make.manager(), case.filer, case.officer):
        with pytest.raises(PermissionDenied):
            actions.approve(approval, by=nobody)
        with pytest.raises(PermissionDenied):
            actions.send_back(approval, "고쳐 주십시오.", by=nobody)
    for nobody in (other, make.manager(), case.filer, head):
        with pytest.raises(PermissionDenied):
            actions.take_proposal_back(approval, by=nobody)


# --- Approving -------------------------------------------------------------------------------------------------------


def test_what_was_proposed_goes_out_as_it_was_written_in_the_name_of_who_wrote_it(case, head):
    approval = proposed(case, files=[file_of()])

    answered = actions.approve(approval, by=head)

    approval.refresh_from_db()
    answer, entry = answered.answers.get(), answered.history.get(move=Move.RESOLVE)
    assert (answered.status, answered.outcome, answered.proposed_at) == (Status.RESOLVED, Outcome.SOLVED, None)
    assert (answer.text, answer.by, entry.by) == (ANSWER["answer"], case.officer, case.officer)
    assert entry.details["approved_by"] == "김부장"
    assert (approval.state, approval.decided_by) == (Approval.State.APPROVED, head)
    assert moves(case) == [Move.PROPOSE, Move.APPROVE, Move.RESOLVE]


def test_files_go_along_without_being_stored_twice(case, head):
    before = Attachment.objects.bytes_of(case.company)
    approval = proposed(case, files=[file_of()])
    waiting = approval.proposal.attachments.get()

    answered = actions.approve(approval, by=head)

    sent = answered.history.get(move=Move.RESOLVE).attachments.get()
    assert (waiting.is_internal, sent.is_internal) == (True, False)
    assert (sent.file.name, sent.name, sent.digest) == (waiting.file.name, "사진.pdf", waiting.digest)
    assert Attachment.objects.bytes_of(case.company) == before + waiting.size
    readable = Attachment.objects.readable_by(case.filer).values_list("key", flat=True)
    assert (waiting.key in readable, sent.key in readable) == (False, True)


@pytest.mark.parametrize("move", [Move.FIND_INFEASIBLE, Move.KEEP])
def test_a_dossier_and_an_interim_answer_go_out_with_all_their_parts(case, head, move):
    content = dossier() if move == Move.FIND_INFEASIBLE else kept()

    sent = actions.approve(proposed(case, move, content), by=head)

    if move == Move.KEEP:
        assert (sent.report_on, sent.target_on, sent.is_long_term) == (
            content["report_on"],
            content["target_on"],
            True,
        )
    else:
        found = sent.answers.get()
        assert {name: getattr(found, name) for name in content if name != "answer"} == {
            name: value for name, value in content.items() if name != "answer"
        }


def test_the_next_report_of_a_kept_case_needs_approval_too(case, head):
    kept_case = actions.approve(proposed(case, Move.KEEP, kept()), by=head)
    with pytest.raises(MoveRefused, match="결재를 올리십시오"):
        actions.keep(kept_case, **kept(40), by=case.officer)

    again = actions.approve(proposed(kept_case, Move.KEEP, kept(40)), by=head)

    assert again.report_on == kept(40)["report_on"]
    assert again.kept_at == kept_case.kept_at


def test_nobody_approves_what_they_proposed_themselves(case, roads, head):
    accounts.grant(case.officer, Role.HEAD, by=make.administrator(), department=roads)
    approval = proposed(case)
    both = type(case.officer).objects.get(pk=case.officer.pk)

    with pytest.raises(MoveRefused, match="스스로 올린 것"):
        actions.approve(approval, by=both)

    assert moves(case) == [Move.PROPOSE]


def test_a_day_that_has_passed_meanwhile_is_sent_back_to_be_mended(case, head):
    approval = proposed(case, Move.KEEP, kept(2))

    in_three_days = timezone.now() + timedelta(days=3)
    with as_of(in_three_days), pytest.raises(MoveRefused, match=r"다음 보고일.*돌려보내 고치게"):
        actions.approve(approval, by=head)

    approval.refresh_from_db()
    assert approval.state == Approval.State.WAITING
    assert moves(case) == [Move.PROPOSE]


def test_what_somebody_proposed_who_has_left_goes_out_in_the_heads_name(case, head):
    approval = proposed(case)
    case.officer.grants.update(until=timezone.now())

    answered = actions.approve(Approval.objects.get(pk=approval.pk), by=head)

    assert answered.answers.get().by == head


def test_the_switch_off_leaves_what_waits_to_the_head_and_lets_officers_answer(case, roads, head):
    approval, other = proposed(case), make.grievance(in_=roads)
    waiting = proposed(other)
    roads.needs_approval = False
    roads.save(update_fields=["needs_approval"])

    assert actions.approve(approval, by=head).status == Status.RESOLVED
    back = actions.take_proposal_back(waiting, by=other.officer)
    assert actions.resolve(back, **ANSWER, by=other.officer).status == Status.RESOLVED


# --- Sending back, taking back ---------------------------------------------------------------------------------------


def test_what_is_sent_back_says_why_and_may_be_proposed_again(case, head):
    approval = proposed(case, files=[file_of()])
    with pytest.raises(MoveRefused, match="무엇을 고쳐야"):
        actions.send_back(approval, " ", by=head)

    back = actions.send_back(approval, "언제 고쳤는지 적어 주십시오.", by=head)
    again = proposed(
        back, content=ANSWER | {"answer": "11월 3일에 고쳤습니다."}, kept=approval.proposal.attachments.all()
    )
    answered = actions.approve(again, by=head)

    approval.refresh_from_db()
    assert (approval.state, approval.words) == (Approval.State.RETURNED, "언제 고쳤는지 적어 주십시오.")
    assert answered.answers.get().text == "11월 3일에 고쳤습니다."
    assert [one.name for one in answered.history.get(move=Move.RESOLVE).attachments.all()] == ["사진.pdf"]
    assert moves(case) == [Move.PROPOSE, Move.SEND_BACK, Move.PROPOSE, Move.APPROVE, Move.RESOLVE]


def test_what_was_taken_back_is_approved_by_nobody(case, head):
    approval = proposed(case)

    back = actions.take_proposal_back(approval, by=case.officer)

    assert back.proposed_at is None
    with pytest.raises(MoveRefused):
        actions.approve(approval, by=head)
    again = proposed(back)
    with pytest.raises(MoveRefused, match="이미 결정되었거나 거둔"):
        actions.approve(approval, by=head)
    assert actions.approve(again, by=head).status == Status.RESOLVED


def test_what_a_head_keeps_directly_ends_the_proposal(case, head):
    approval = proposed(case, Move.KEEP, kept())

    case = actions.keep(case, **kept(20), by=head)

    approval.refresh_from_db()
    assert (case.proposed_at, approval.state) == (None, Approval.State.TAKEN_BACK)


def test_a_case_that_ends_or_goes_elsewhere_takes_its_proposal_with_it(case, head):
    approval = proposed(case)

    ended = actions.withdraw(case, by=case.filer)

    approval.refresh_from_db()
    assert (ended.proposed_at, approval.state) == (None, Approval.State.TAKEN_BACK)
    with pytest.raises(MoveRefused):
        actions.approve(approval, by=head)


# --- Who sees it -----------------------------------------------------------------------------------------------------


def test_the_company_sees_nothing_of_it(case, head):
    approval = proposed(case, files=[file_of()])
    actions.send_back(approval, "고쳐 주십시오.", by=head)
    again = proposed(Grievance.objects.get(pk=case.pk))
    actions.approve(again, by=head)

    read = HistoryEntry.objects.filter(grievance=case).for_company()

    assert [entry.move for entry in read] == [Move.RESOLVE, Move.RECEIVE, Move.FILE]


def test_what_waits_for_a_head_is_of_their_department_and_not_their_own(case, roads, head):
    approval = proposed(case)
    other_head = make.official(Role.HEAD, of=approving("하수과"))

    assert list(Grievance.objects.to_approve_by(head)) == [case]
    assert list(Approval.objects.waiting_for(head)) == [approval]
    assert not Grievance.objects.to_approve_by(other_head).exists()
    assert not Grievance.objects.to_approve_by(make.manager()).exists()
    assert not Grievance.objects.to_approve_by(case.officer).exists()
    assert list(Approval.objects.visible_to(case.officer)) == [approval]
    assert not Approval.objects.visible_to(other_head).exists()
