"""결재 in the workplace: the officer's form, the head's page, and what either reads."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessLog
from accounts.roles import Role
from grievances import actions
from grievances.models import AnswerTemplate, Approval, Grievance
from grievances.moment import as_of
from grievances.workflow import Move, Outcome, Status
from tests import make
from tests.grievances.test_approving import ANSWER, approving, dossier, kept, proposed

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def roads():
    return approving("도로과")


@pytest.fixture
def head(roads):
    return make.official(Role.HEAD, of=roads, name="김부장")


@pytest.fixture
def case(roads, head):
    return make.grievance(in_=roads)


@pytest.fixture
def template(case):
    return AnswerTemplate.objects.create(
        name="현장에서 고쳤을 때",
        move=Move.RESOLVE,
        outcome=Outcome.SOLVED,
        text="{기업}의 일을 현장에서 확인했습니다.\n\n한 일: \n마친 날: \n\n{담당부서}",
    )


def page_of(case) -> str:
    return f"/admin/grievances/grievance/{case.pk}/change/"


def look_at(approval) -> str:
    return f"/admin/grievances/approval/{approval.pk}/change/"


def verb(approval, name: str) -> str:
    return f"/admin/grievances/approval/{approval.pk}/{name}/"


def newest(case) -> int:
    return case.history.order_by("-pk").first().pk


def post(client, case, move, **said):
    address = f"/admin/grievances/grievance/{case.pk}/move/{move}/"
    return client.post(address, {"seen": newest(case)} | said)


# --- The officer's door ----------------------------------------------------------------------------------------------


def test_the_form_says_that_the_head_comes_between(client, case):
    make.sign_in(client, case.officer)

    page = client.get(f"{page_of(case)}?move=RESOLVE").content.decode()

    assert "결재 올리기" in page
    assert "부서장이 결재하면 바로 나갑니다. 시계는 계속 갑니다." in page
    assert "답변 보내기" not in page


def test_a_head_answers_directly(client, case, head):
    make.sign_in(client, head)

    page = client.get(f"{page_of(case)}?move=RESOLVE").content.decode()

    assert "답변 보내기" in page
    assert "결재 올리기" not in page


def test_an_officer_proposes_with_the_template_the_words_began_with(client, case, template):
    make.sign_in(client, case.officer)

    answer = post(client, case, Move.RESOLVE, outcome="SOLVED", answer="고쳤습니다.", began_with=template.pk)

    approval = Approval.objects.get()
    assert answer.status_code == 302
    assert answer.url.endswith("#done-RESOLVE")
    assert approval.content["began_with"] == {
        "name": "현장에서 고쳤을 때",
        "words": f"{case.company.name}의 일을 현장에서 확인했습니다.\n\n한 일: \n마친 날: \n\n도로과",
        "template": template.pk,
    }
    assert not case.answers.exists()


def test_a_template_that_is_put_in_is_remembered_without_scripts(client, case, template):
    make.sign_in(client, case.officer)

    page = post(client, case, Move.RESOLVE, fill="new", template=template.pk, answer="").content.decode()

    assert f'name="began_with" value="{template.pk}"' in page


def test_the_preview_shows_the_answer_and_leaves_nothing(client, case):
    make.sign_in(client, case.officer)

    answer = post(client, case, Move.RESOLVE, outcome="SOLVED", answer="고쳤습니다.", preview="1")

    assert "고쳤습니다." in answer.context["move"].letters[0].text
    assert "답변을 드립니다" in answer.context["move"].letters[0].subject
    assert not Approval.objects.exists()


def test_what_is_wrong_comes_back_with_all_that_was_typed(client, case):
    make.sign_in(client, case.officer)

    today = f"{timezone.localdate():%Y-%m-%d}"
    answer = post(client, case, Move.KEEP, answer="예산에 올렸습니다.", target_on=today, report_on=today)

    assert answer.status_code == 409
    assert "예산에 올렸습니다." in answer.content.decode()
    assert "다음 보고일은 내일 이후로" in answer.content.decode()


def test_while_it_waits_the_page_says_since_when_for_whom_and_how_long_is_left(client, case):
    proposed(case)
    make.sign_in(client, case.officer)

    page = client.get(page_of(case)).content.decode()

    assert "결재를 기다립니다: 완료" in page
    assert "결재할 사람: 김부장" in page
    assert "결재를 기다리는 동안에도 시계는 갑니다." in page
    assert "거두고 고치기" in page
    assert "이미 결재를 올렸습니다" in page
    assert "결재를 기다린 시간" in page


def test_taking_it_back_brings_the_words_and_files_back_into_the_form(client, case, template):
    make.sign_in(client, case.officer)
    said = {"outcome": "SOLVED", "answer": "고쳤습니다.", "began_with": template.pk}
    post(client, case, Move.RESOLVE, **said, files=[SimpleUploadedFile("사진.pdf", PDF)])
    approval = Approval.objects.get()

    back = client.post(verb(approval, "take-back"), {"seen": newest(case)}, follow=True)

    form = back.context["move"].form
    assert form["answer"].value() == "고쳤습니다."
    assert form["outcome"].value() == Outcome.SOLVED
    assert f'name="began_with" value="{template.pk}"' in back.content.decode()
    file = approval.proposal.attachments.get()
    assert f'name="kept" value="{file.pk}" checked' in back.content.decode()
    post(client, case, Move.RESOLVE, **said, kept=[file.pk])
    assert [one.name for one in Approval.objects.latest("pk").proposal.attachments.all()] == ["사진.pdf"]


def test_files_of_other_cases_do_not_go_along(client, case, roads):
    make.sign_in(client, case.officer)
    other = make.grievance(in_=roads)
    post(client, other, Move.RESOLVE, **ANSWER, files=[SimpleUploadedFile("남의것.pdf", PDF)])
    foreign = Approval.objects.get().proposal.attachments.get()

    post(client, case, Move.RESOLVE, **ANSWER, kept=[foreign.pk])

    assert not Approval.objects.latest("pk").proposal.attachments.exists()


def test_what_was_returned_shows_the_reason_first_and_the_words_in_the_form(client, case, head):
    actions.send_back(proposed(case), "언제 고쳤는지 적어 주십시오.", by=head)
    make.sign_in(client, case.officer)

    page = client.get(page_of(case)).content.decode()
    form = client.get(f"{page_of(case)}?move=RESOLVE")

    assert page.index("언제 고쳤는지 적어 주십시오.") < page.index("신청 내용</h2>")
    assert "고쳐서 다시 올리기" in page
    assert form.context["move"].form["answer"].value() == ANSWER["answer"]
    assert "돌려보낸 까닭" in form.content.decode()


def test_words_of_an_earlier_run_do_not_come_back(client, case, head):
    actions.send_back(proposed(case), "고쳐 주십시오.", by=head)
    answered = actions.resolve(case, **ANSWER, by=head)
    actions.reopen(answered, "다시 그렇습니다.", by=case.filer)
    make.sign_in(client, case.officer)

    form = client.get(f"{page_of(case)}?move=RESOLVE")

    assert not form.context["move"].form["answer"].value()
    assert "고쳐서 다시 올리기" not in form.content.decode()


def handed_on(case) -> Grievance:
    """The case, taken over by another department."""
    unit = make.department("하수과")
    case = actions.offer_transfer(case, unit, "하수과의 일입니다.", by=case.officer)
    officer = make.official(Role.OFFICER, of=unit)
    return actions.accept_transfer(case, by=make.official(Role.HEAD, of=unit), officer=officer)


@pytest.mark.parametrize("waits", [True, False], ids=["waiting", "returned"])
def test_words_of_another_department_are_not_put_into_the_mouth_of_the_next(client, case, head, waits):
    approval = proposed(case)
    if not waits:
        actions.send_back(approval, "언제 고쳤는지 적어 주십시오.", by=head)
    case = handed_on(case)
    make.sign_in(client, case.officer)

    form = client.get(f"{page_of(case)}?move=RESOLVE")

    assert not form.context["move"].form["answer"].value()
    assert form.context["approval"] is None
    assert "고쳐서 다시 올리기" not in form.content.decode()


def test_what_was_returned_is_no_task_once_the_case_ended(client, case, head):
    actions.send_back(proposed(case), "언제 고쳤는지 적어 주십시오.", by=head)
    make.sign_in(client, case.officer)
    before = client.get(page_of(case)).context["approval"]
    actions.withdraw(case, by=case.filer)

    page = client.get(page_of(case))

    assert before.title == "결재를 받지 못했습니다: 완료"
    assert page.context["approval"] is None
    assert "결재를 받지 못했습니다" not in page.content.decode()


# --- The head's door -------------------------------------------------------------------------------------------------


def test_the_head_reads_answer_parts_difference_clock_and_question(client, case, head, template):
    make.sign_in(client, case.officer)
    words = f"{case.company.name}의 일을 현장에서 확인했습니다.\n\n한 일: 포장\n마친 날: \n\n도로과"
    post(client, case, Move.RESOLVE, outcome="SOLVED", answer=words, began_with=template.pk)
    make.sign_in(client, head)

    answer = client.get(look_at(Approval.objects.get()))

    page = answer.content.decode()
    missing = [part.name for part in answer.context["parts"] if not part.is_there]
    assert missing == ["서식의 빈자리"]
    assert "채우지 않음: 마친 날" in page
    assert '<ins><span class="unseen">[넣음] </span>포장' in page
    assert "결재를 기다리는 동안에도 시계는 갑니다." in page
    assert case.body in page
    assert AccessLog.objects.filter(by=head, what=AccessLog.What.VIEW).exists()


def test_one_tap_sends_it_and_offers_the_next(client, case, head, roads):
    approval, other = proposed(case), proposed(make.grievance(in_=roads))
    make.sign_in(client, head)

    page = client.post(verb(approval, "approve"), {"seen": newest(case)}, follow=True)

    case.refresh_from_db()
    assert case.status == Status.RESOLVED
    assert "기업에 보냈습니다" in page.content.decode()
    assert look_at(other) in page.content.decode()
    assert "다음 결재 보기 (1건 남음)" in page.content.decode()


def test_sending_back_needs_a_reason(client, case, head):
    approval = proposed(case)
    make.sign_in(client, head)

    empty = client.post(verb(approval, "send-back"), {"seen": newest(case), "reason": " "})
    done = client.post(verb(approval, "send-back"), {"seen": newest(case), "reason": "날짜를 적어 주십시오."})

    approval.refresh_from_db()
    assert (empty.status_code, done.status_code) == (422, 302)
    assert (approval.state, approval.words) == (Approval.State.RETURNED, "날짜를 적어 주십시오.")


def test_a_stale_page_shows_what_happened_and_keeps_the_reason(client, case, head):
    approval, seen = proposed(case), newest(case)
    actions.message(case, "사진을 더 보냅니다.", by=case.filer)
    make.sign_in(client, head)

    tapped = client.post(verb(approval, "approve"), {"seen": seen})
    returned = client.post(verb(approval, "send-back"), {"seen": seen, "reason": "날짜를 적어 주십시오."})

    approval.refresh_from_db()
    assert (tapped.status_code, returned.status_code) == (409, 409)
    assert "사진을 더 보냅니다." in tapped.content.decode()
    assert "날짜를 적어 주십시오." in returned.content.decode()
    assert approval.state == Approval.State.WAITING
    assert client.post(verb(approval, "approve"), {"seen": newest(case)}).status_code == 302


def test_what_another_head_decided_is_said(client, case, head, roads):
    approval, seen = proposed(case), newest(case)
    actions.approve(approval, by=make.official(Role.HEAD, of=roads, name="이부장"))
    make.sign_in(client, head)

    tapped = client.post(verb(approval, "approve"), {"seen": seen})

    assert tapped.status_code == 409
    assert "이부장" in tapped.content.decode()
    assert case.answers.count() == 1


def test_a_day_that_passed_is_said_in_a_sentence(client, case, head):
    approval = proposed(case, Move.KEEP, kept(2))
    make.sign_in(client, head)

    with as_of(timezone.now() + timedelta(days=3)):
        tapped = client.post(verb(approval, "approve"), {"seen": newest(case)})

    assert tapped.status_code == 409
    assert "돌려보내 고치게 하십시오" in tapped.content.decode()


def test_an_overdue_case_says_so_plainly(client, case, head):
    approval = proposed(case)
    make.sign_in(client, head)

    with as_of(case.due_at + timedelta(days=3)):
        page = client.get(look_at(approval)).content.decode()

    assert "답해야 했습니다" in page
    assert "결재를 기다리는 동안에도 시계는 갑니다" in page


def test_the_dossier_is_shown_with_all_its_parts(client, case, head):
    approval = proposed(case, Move.FIND_INFEASIBLE, dossier())
    make.sign_in(client, head)

    page = client.get(look_at(approval))

    assert [part.name for part in page.context["parts"] if not part.is_there] == []
    for words in ("도로법 제61조", "행정심판을 청구하실 수 있습니다", "국토교통부가 시행령을"):
        assert words in page.content.decode()
    assert "서식 없이 쓴 글입니다" in page.content.decode()


def test_only_the_head_has_the_buttons_and_others_not_even_the_page(client, case, head):
    approval = proposed(case)
    stranger = make.official(Role.HEAD, of=make.department("하수과"))

    found = {}
    for who in (head, case.officer, make.manager(), stranger):
        make.sign_in(client, who)
        page = client.get(look_at(approval))
        tapped = client.post(verb(approval, "approve"), {"seen": 0}) if who != head else None
        found[who] = page.status_code, "결재하기" in page.content.decode(), tapped and tapped.status_code

    assert list(found.values()) == [(200, True, None), (200, False, 403), (200, False, 403), (404, False, 404)]


def test_who_decides_is_a_sentence_with_one_full_stop(client, case, head):
    approval = proposed(case)
    make.sign_in(client, case.officer)
    named = client.get(look_at(approval)).content.decode()
    head.grants.update(until=timezone.now(), ended_by=head)

    nobody = client.get(look_at(approval)).content.decode()

    assert "결재할 사람: 김부장.</p>" in named
    assert "대신할 사람을 정해야 합니다.</p>" in nobody


def test_a_proposal_that_nobody_decided_says_that_an_answer_may_have_gone_out(client, case, head):
    approval = proposed(case)
    actions.resolve(case, **ANSWER, by=head)
    make.sign_in(client, case.officer)

    page = client.get(look_at(approval)).content.decode()

    assert "그사이 답이 나갔거나, 사건이 끝났거나, 다른 부서로 가서 결재할 것이 없습니다." in page


def test_the_mail_leads_to_what_waits(client, case, head):
    approval = proposed(case)
    make.sign_in(client, head)

    answer = client.get(f"/admin/grievances/approval/of/{case.pk}/")

    assert answer.url == look_at(approval)


def test_the_queue_shows_a_head_what_waits(client, case, head):
    proposed(case)
    make.sign_in(client, head)

    page = client.get("/admin/grievances/grievance/?queue=to-approve")

    assert [row.case for row in page.context["work"].shown_rows] == [case]


def test_staff_read_in_the_history_who_approved_and_the_company_does_not(client, case, head):
    actions.approve(proposed(case), by=head)
    make.sign_in(client, case.officer)
    desk = client.get(page_of(case)).content.decode()
    make.sign_in(client, case.filer)
    portal = client.get(case.get_absolute_url()).content.decode()

    assert "<dt>결재</dt><dd>김부장</dd>" in desk
    assert "결재" not in portal
    assert "김부장" not in portal


def test_the_company_sees_nothing_of_what_waits(client, case):
    proposed(case)
    make.sign_in(client, case.filer)

    page = client.get(case.get_absolute_url()).content.decode()

    assert "결재" not in page
    assert ANSWER["answer"] not in page


# --- How much it asks the database -----------------------------------------------------------------------------------


def questions(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_pages_ask_no_more_for_three_than_for_one(client, case, head, roads):
    first = proposed(case)
    make.sign_in(client, head)
    addresses = ("/admin/grievances/approval/", look_at(first), "/admin/grievances/grievance/?queue=to-approve")
    [client.get(address) for address in addresses]
    one = [questions(client, address) for address in addresses]

    for _ in range(2):
        proposed(make.grievance(in_=roads, of=case.company))

    assert [questions(client, address) for address in addresses] == one
    assert Grievance.objects.to_approve_by(head).count() == 3
