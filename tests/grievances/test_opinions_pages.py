"""A question as experts and outside bodies meet it, and what the company reads of it."""

import uuid

import pytest
from django.utils import timezone

from accounts.models import AccessLog
from accounts.roles import Role
from grievances import actions
from grievances.models import Consultation
from grievances.notices import door_of
from grievances.tokens import opinion_token
from grievances.workflow import Outcome
from tests import make
from tests.grievances.opinions import asked, attached, body, in_days, page_of, words_on

pytestmark = pytest.mark.django_db


def seen_by(case) -> set[str]:
    """Who looked at a case, by the access log."""
    lines = AccessLog.objects.filter(subject_kind="기업애로", subject_id=case.receipt_no)
    return {f"{line.by.name} {line.what} {line.reason}".strip() for line in lines}


# --- Experts ---------------------------------------------------------------------------------------------------------


def test_an_expert_reads_the_question_and_nothing_of_whose_it_is(client):
    question = asked(make.grievance(body="한빛정밀 앞 도로가 파였습니다."))
    case = question.grievance
    make.sign_in(client, question.expert)

    words = words_on(client, question.get_absolute_url())

    assert question.question in words
    assert "○○기업 앞 도로가 파였습니다." in words
    for secret in (case.company.name, case.receipt_no, case.company.shown_registration_no, case.filer.name):
        assert secret not in words
    assert seen_by(case) == {"최세무 VIEW"}


def test_where_it_is_needed_the_company_is_named(client):
    question = asked(told="한빛정밀의 일입니다.", unmasked_because="허가대장을 찾아야 합니다.")
    make.sign_in(client, question.expert)

    assert "한빛정밀의 일입니다. 이 의견을 위해서만" in words_on(client, question.get_absolute_url())


def test_an_expert_answers_on_the_page(client):
    question = asked()
    make.sign_in(client, question.expert)

    answer = client.post(f"{question.get_absolute_url()}give/", {"answer": "받아야 합니다."}, follow=True)

    assert answer.redirect_chain == [(question.get_absolute_url(), 302)]
    assert "의견을 보냈습니다. 고맙습니다." in answer.content.decode()
    assert Consultation.objects.get().answer == "받아야 합니다."


def test_an_expert_puts_the_day_off_on_the_page(client):
    question = asked(days=1)
    make.sign_in(client, question.expert)
    address = f"{question.get_absolute_url()}postpone/"

    refused = client.post(address, {"reply_on": in_days(60).isoformat(), "reason": "더 봅니다."})
    done = client.post(address, {"reply_on": in_days(3).isoformat(), "reason": "더 봅니다."})

    assert (refused.status_code, done.status_code) == (409, 302)
    assert "처리기한까지로" in refused.content.decode()
    assert "더 걸리면" not in words_on(client, question.get_absolute_url())


def test_an_answer_without_words_comes_back(client):
    question = asked()
    make.sign_in(client, question.expert)

    answer = client.post(f"{question.get_absolute_url()}give/", {"answer": " "})

    assert answer.status_code == 422
    assert "의견을 적어 주십시오." in answer.content.decode()


@pytest.mark.parametrize("who", ["other expert", "officer", "member", "manager"])
def test_somebody_elses_question_is_not_there(client, who):
    question = asked()
    file = attached(question.grievance)
    people = {
        "other expert": lambda: make.official(Role.EXPERT, name="박위원"),
        "officer": lambda: question.grievance.officer,
        "member": lambda: question.grievance.filer,
        "manager": make.manager,
    }
    make.sign_in(client, people[who]())
    page = question.get_absolute_url()

    answers = [client.get(page), client.get(f"{page}files/{file.key}/"), client.post(f"{page}give/", {"answer": "예"})]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_an_expert_sees_nothing_else_of_the_case(client):
    question = asked()
    case = question.grievance
    file = attached(case)
    make.sign_in(client, question.expert)
    addresses = [case.get_absolute_url(), file.get_absolute_url(), f"{question.get_absolute_url()}files/{file.key}/"]

    codes = [client.get(address).status_code for address in addresses]

    assert codes == [404, 404, 404]
    assert client.get(page_of(case)).status_code in {302, 403, 404}
    assert case.receipt_no not in words_on(client, "/grievances/")


def test_picked_files_are_handed_out_without_the_name_the_company_gave_them(client):
    case = make.grievance()
    file, hidden = attached(case, "한빛정밀 도면.png"), attached(case, "한빛정밀 계약서.png")
    question = asked(case, files=[file])
    make.sign_in(client, question.expert)

    words = words_on(client, question.get_absolute_url())
    answer = client.get(f"{question.get_absolute_url()}files/{file.key}/")

    assert "붙임 1" in words
    assert "한빛정밀" not in words + str(answer.headers)
    with file.file.open() as kept:
        assert b"".join(answer) == kept.read()
    assert client.get(f"{question.get_absolute_url()}files/{hidden.key}/").status_code == 404
    assert "최세무 DOWNLOAD" in seen_by(case)


def test_the_list_says_what_waits_and_what_was_answered(client):
    expert = make.official(Role.EXPERT)
    waiting, answered, foreign = asked(expert=expert), asked(expert=expert), asked()
    actions.advise(answered, "받아야 합니다.", by=expert)
    make.sign_in(client, expert)

    page = client.get("/opinions/")

    assert [one.asked for one in page.context["waiting"]] == [waiting]
    assert [one.asked for one in page.context["past"]] == [answered]
    assert str(foreign.key) not in page.content.decode()
    assert 'href="/opinions/" aria-current' in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_a_fixed_number_of_questions(client, django_assert_max_num_queries, rows):
    expert = make.official(Role.EXPERT)
    for _ in range(rows):
        asked(expert=expert)
    make.sign_in(client, expert)
    client.get("/opinions/")

    with django_assert_max_num_queries(9):  # whether they are in a company, too
        page = client.get("/opinions/")

    assert len(page.context["waiting"]) == rows


def test_who_is_no_expert_is_shown_no_way_there(client):
    make.sign_in(client, make.person())

    assert 'href="/opinions/"' not in words_on(client, "/")


@pytest.mark.parametrize(
    ("end", "says"),
    [
        (lambda one: actions.take_question_back(one, by=one.grievance.officer), "물음을 거두었습니다."),
        (
            lambda one: actions.resolve(one.grievance, Outcome.SOLVED, "답", by=one.grievance.officer),
            "사건이 마무리되어",
        ),
    ],
    ids=["taken back", "ended"],
)
@pytest.mark.parametrize("whom", [{}, body()], ids=["expert", "body"])
def test_a_page_says_honestly_that_nobody_has_to_answer(client, end, says, whom):
    question = asked(told="도금 공장의 일입니다.", **whom)
    end(question)
    if question.expert:
        make.sign_in(client, question.expert)

    words = words_on(client, door_of(question))

    assert says in words
    assert "도금 공장의 일입니다." not in words
    assert "의견 보내기" not in words


def test_an_expert_reads_on_what_they_answered_and_each_reading_is_written_down(client):
    question = asked(told="도금 공장의 일입니다.")
    actions.advise(question, "받아야 합니다.", by=question.expert)
    actions.resolve(question.grievance, Outcome.SOLVED, "답", by=question.grievance.officer)
    make.sign_in(client, question.expert)

    words = words_on(client, question.get_absolute_url())

    assert question.question in words
    assert "받아야 합니다." in words
    assert seen_by(question.grievance) == {"최세무 VIEW"}


def test_after_a_transfer_the_page_names_whoever_has_the_case_now(client):
    question = asked()
    officer = make.official(Role.OFFICER, of=make.department("하수과"), name="새담당")
    officer.phone = "031-000-0777"
    officer.save()
    actions.hand_over(question.grievance, officer, by=make.manager())
    make.sign_in(client, question.expert)

    words = words_on(client, question.get_absolute_url())

    assert "하수과" in words
    assert "새담당" in words
    assert "031-000-0777 전화하기" in words
    assert question.asked_by.name not in words


# --- Outside bodies --------------------------------------------------------------------------------------------------


def test_a_body_reads_and_answers_by_its_link(client):
    question = asked(**body(), told="길가 전봇대 두 개.")
    case, door = question.grievance, door_of(question)

    before = words_on(client, door)
    client.post(f"{door}give/", {"answer": "옮깁니다.", "name": "이과장", "position": "과장"})
    after = words_on(client, door)

    assert "길가 전봇대 두 개." in before
    assert case.company.name not in before + after
    assert case.receipt_no not in before + after
    assert Consultation.objects.get().answered_by == "이과장 과장"
    assert "답하셨습니다. 고맙습니다." in after
    for said in ("길가 전봇대 두 개.", question.question, "옮깁니다.", "이과장"):
        assert said not in after
    assert "전화하기" in after
    assert seen_by(case) == {f"{case.officer.name} VIEW 외부기관이 링크로 봄: 한국전력 시연지사"}


def test_a_body_says_who_answers(client):
    question = asked(**body())

    answer = client.post(f"{door_of(question)}give/", {"answer": "옮깁니다.", "name": ""})

    assert answer.status_code == 422
    assert "답하시는 분의 이름을 적어 주십시오." in answer.content.decode()
    assert Consultation.objects.get().is_waiting


def test_a_body_puts_the_day_off_by_its_link(client):
    question = asked(**body(), days=1)
    sent = {"reply_on": in_days(3).isoformat(), "reason": "현장을 봅니다.", "name": "이과장"}

    answer = client.post(f"{door_of(question)}postpone/", sent)

    assert answer.status_code == 302
    assert timezone.localdate(Consultation.objects.get().reply_by) == in_days(3)


def test_a_second_answer_by_the_same_link_is_refused_and_said(client):
    question = asked(**body())
    door = door_of(question)
    client.post(f"{door}give/", {"answer": "옮깁니다.", "name": "이과장"})

    again = client.post(f"{door}give/", {"answer": "안 옮깁니다.", "name": "이과장"})

    assert again.status_code == 409
    assert "이미 답한 물음입니다." in again.content.decode()
    assert Consultation.objects.get().answer == "옮깁니다."


def test_the_link_of_a_question_that_was_taken_back_says_whom_to_call_and_nothing_else(client):
    question = asked(**body())
    actions.take_question_back(question, by=question.grievance.officer)

    words = words_on(client, door_of(question))

    assert "물음을 거두었습니다." in words
    assert "전화하기" in words
    assert question.question not in words
    assert str(question.grievance.category) not in words
    assert seen_by(question.grievance) == set()


def test_a_body_takes_the_files_that_were_picked(client):
    case = make.grievance()
    file, other = attached(case), attached(case)
    door = door_of(asked(case, **body(), files=[file]))

    taken = client.get(f"{door}files/{file.key}/")

    with file.file.open() as kept:
        assert b"".join(taken) == kept.read()
    assert client.get(f"{door}files/{other.key}/").status_code == 404


@pytest.mark.parametrize("token", ["x", "eyJjb25zdWx0YXRpb24iOjF9:abc"])
def test_a_link_we_did_not_sign_opens_nothing(client, token):
    asked(**body())

    for address in (f"/opinions/answer/{token}/", f"/opinions/answer/{token}/files/{uuid.uuid4()}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/opinions/answer/{token}/give/", {"answer": "예", "name": "가"}).status_code == 404


def test_the_link_of_a_question_to_somebody_else_opens_nothing(client):
    for question in (asked(), asked(department=make.department("환경정책과"))):
        assert client.get(f"/opinions/answer/{opinion_token(question.pk)}/").status_code == 404


# --- The company -----------------------------------------------------------------------------------------------------


def test_the_company_reads_whose_opinion_is_heard_and_no_experts_name(client):
    case = make.grievance()
    question = asked(case)
    asked(case, department=make.department("환경정책과"))
    make.sign_in(client, case.filer)

    words = words_on(client, case.get_absolute_url())

    assert "애로클리너 위원의 자문을 받고 있습니다 (" in words
    assert "환경정책과의 의견을 듣고 있습니다 (" in words
    assert question.expert.name not in words
    assert question.question not in words


def test_the_company_reads_nothing_of_what_was_answered(client):
    question = asked()
    actions.advise(question, "허가를 다시 받아야 합니다.", by=question.expert)
    make.sign_in(client, question.grievance.filer)

    words = words_on(client, question.grievance.get_absolute_url())

    assert "자문" not in words
    assert "허가를 다시 받아야 합니다." not in words
