"""A question in the workplace: whoever asks, and the department that is asked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.roles import Role
from grievances import actions
from grievances.actions import lists
from grievances.admin.opinions import opinions_of
from grievances.forms.consulting import ConsultExpertForm, experts
from grievances.models import Consultation, Expertise, Grievance
from grievances.workflow import MoveRefused
from tests import make
from tests.grievances.opinions import asked, body, in_days, page_of, words_on

pytestmark = pytest.mark.django_db


def sent_from(client, case, step: str, **said):
    """A form of the case page, sent."""
    address = reverse("admin:grievances_grievance_move", args=[case.pk, step])
    seen = case.history.latest("pk").pk
    return client.post(
        address, {"question": "허가가 필요합니까?", "reply_on": in_days(1).isoformat(), "seen": seen} | said
    )


def test_the_officer_asks_an_expert_and_sees_first_what_is_shown(client):
    case, expert = make.grievance(body="한빛정밀 앞 도로"), make.official(Role.EXPERT, name="최세무")
    make.sign_in(client, case.officer)

    form = client.get(f"{page_of(case)}?move=CONSULT_EXPERT").context["move"].form
    answer = sent_from(client, case, "CONSULT_EXPERT", expert=expert.pk, told=form["told"].value())

    assert form["told"].value() == "공장 앞 도로가 파였습니다\n\n○○기업 앞 도로"
    assert answer.status_code == 302
    assert Consultation.objects.get().expert == expert


def test_the_officer_is_told_what_still_looks_like_somebody_and_decides(client):
    case, expert = make.grievance(), make.official(Role.EXPERT)
    make.sign_in(client, case.officer)
    words = {"expert": expert.pk, "told": "이순신 과장이 압니다."}

    asked_back = sent_from(client, case, "CONSULT_EXPERT", **words)
    done = sent_from(client, case, "CONSULT_EXPERT", **words, is_checked="on")

    assert (asked_back.status_code, done.status_code) == (422, 302)
    assert "사람 이름: 이순신 과장" in asked_back.content.decode()


def test_the_officer_does_not_name_the_company_without_a_reason(client):
    case, expert = make.grievance(), make.official(Role.EXPERT)
    make.sign_in(client, case.officer)
    words = {"expert": expert.pk, "told": "한빛정밀의 일입니다."}

    refused = sent_from(client, case, "CONSULT_EXPERT", **words, is_checked="on")
    done = sent_from(client, case, "CONSULT_EXPERT", **words, unmasked_because="허가대장을 찾아야 합니다.")

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "기업 이름이 있습니다" in refused.content.decode()


def test_the_officer_asks_a_department_and_a_body(client):
    case, unit = make.grievance(), make.department("환경정책과")
    make.sign_in(client, case.officer)

    sent_from(client, case, "CONSULT", department=unit.pk)
    sent_from(client, case, "CONSULT_BODY", told="전봇대 두 개", **body())

    assert [one.kind for one in Consultation.objects.order_by("pk")] == ["DEPARTMENT", "BODY"]


def test_experts_stand_under_what_they_know_the_least_busy_first():
    law, tax, other = (make.official(Role.EXPERT, name=name) for name in ("가변호", "나세무", "다위원"))
    manager = make.manager()
    for person, field in ((law, "LAW"), (law, "TAX"), (tax, "TAX")):
        lists.keep_expertise(Expertise(person=person, field=field), by=manager)
    asked(expert=law)

    choices = experts(timezone.now())

    assert choices == [
        ("세금", [(tax.pk, "나세무 · 답할 것 없음"), (law.pk, "가변호 · 답할 것 1건")]),
        ("법률", [(law.pk, "가변호 · 답할 것 1건")]),
        ("분야를 적지 않은 위원", [(other.pk, "다위원 · 답할 것 없음")]),
    ]


def test_only_managers_say_what_experts_know(client):
    expert = make.official(Role.EXPERT)
    make.sign_in(client, make.manager())

    kept = client.post("/admin/grievances/expertise/add/", {"person": expert.pk, "field": "TAX"})

    assert kept.status_code == 302
    assert str(Expertise.objects.get()) == f"{expert} · 세금"
    make.sign_in(client, make.officer())
    assert client.get("/admin/grievances/expertise/").status_code == 403


def test_nobody_but_an_expert_is_listed_as_one():
    with pytest.raises(MoveRefused, match="위원이 아닙니다"):
        lists.keep_expertise(Expertise(person=make.person(), field="TAX"), by=make.manager())


def test_the_answer_lands_where_it_was_asked_for(client):
    question = asked()
    actions.advise(question, "허가를 다시 받아야 합니다.", by=question.expert)
    make.sign_in(client, question.grievance.officer)

    page = client.get(page_of(question.grievance))

    (one,) = page.context["opinions"].all
    assert (one.whom, one.asked.answer) == ("애로클리너 위원 최세무", "허가를 다시 받아야 합니다.")
    assert "모두 답을 받았거나 거두었습니다" in page.content.decode()


def test_who_answers_while_others_think_is_told_and_not_held_up(client):
    question = asked()
    make.sign_in(client, question.grievance.officer)

    words = words_on(client, f"{page_of(question.grievance)}?move=RESOLVE")

    assert "아직 답하지 않은 의견 1건" in words
    assert "답변 보내기" in words


def test_the_officer_takes_a_question_back_on_the_page(client):
    question = asked()
    make.sign_in(client, question.grievance.officer)

    client.post(reverse("admin:grievances_grievance_opinion", args=[question.grievance_id, question.key, "take-back"]))

    assert not Consultation.objects.get().is_waiting


def test_who_waits_for_somebody_who_is_no_expert_any_more_is_told(client):
    case = make.grievance()
    gone, stays = asked(case), asked(case, expert=make.official(Role.EXPERT, name="박노무"))
    RoleGrant.objects.filter(person=gone.expert).update(until=timezone.now())
    make.sign_in(client, case.officer)

    page = client.get(page_of(case))

    assert {one.asked: one.is_of_no_expert for one in page.context["opinions"].all} == {gone: True, stays: False}
    assert page.content.decode().count("지금은 위원이 아닙니다. 거두고 다른 위원에게 물으십시오.") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_questions_of_a_case_are_read_in_a_fixed_number_of_questions(django_assert_num_queries, rows):
    case = make.grievance()
    for _ in range(rows):
        asked(case)

    with django_assert_num_queries(
        5
    ):  # the case, whether there are any, the rows, their files, who is an expert still
        found = opinions_of(case.officer, Grievance.objects.get(pk=case.pk), at=timezone.now())

    assert len(found.all) == rows


def test_a_person_is_asked_with_another_particle_than_a_department(client):
    first = asked()
    second = asked(first.grievance, department=make.department("환경정책과"))
    make.sign_in(client, first.grievance.officer)

    said = []
    for question in (first, second):
        address = reverse(
            "admin:grievances_grievance_opinion", args=[question.grievance_id, question.key, "take-back"]
        )
        said += [str(one) for one in client.post(address, follow=True).context["messages"]]

    assert said == ["최세무에게 물은 것을 거두었습니다.", "환경정책과에 물은 것을 거두었습니다."]


def test_the_asked_department_reads_the_question_first_and_holds_nothing(client):
    unit = make.department("환경정책과")
    question, officer = asked(department=unit), make.official(Role.OFFICER, of=unit)
    make.sign_in(client, officer)

    page = client.get(page_of(question.grievance))

    (mine,) = page.context["opinions"].mine
    assert mine.asked == question
    assert (page.context["groups"], page.context["memo"]) == ({}, None)
    assert not mine.may_take_back


def test_the_asked_department_answers_on_the_page(client):
    unit = make.department("환경정책과")
    question, officer = asked(department=unit), make.official(Role.OFFICER, of=unit)
    make.sign_in(client, officer)
    address = reverse("admin:grievances_grievance_opinion", args=[question.grievance_id, question.key, "give"])

    empty = client.post(address, {"answer": ""})
    given = client.post(address, {"answer": "다시 받지 않아도 됩니다."})

    assert (empty.status_code, given.status_code) == (422, 302)
    assert Consultation.objects.get().answer == "다시 받지 않아도 됩니다."


def test_the_holder_does_not_answer_for_the_asked_department(client):
    question = asked(department=make.department("환경정책과"))
    make.sign_in(client, question.grievance.officer)
    address = reverse("admin:grievances_grievance_opinion", args=[question.grievance_id, question.key, "give"])

    assert client.post(address, {"answer": "제가 답합니다."}).status_code == 403


def test_the_work_list_knows_what_is_to_be_answered_and_what_is_waited_for(client):
    unit = make.department("환경정책과")
    question, officer = asked(department=unit), make.official(Role.OFFICER, of=unit)
    case = question.grievance
    Consultation.objects.update(
        asked_at=timezone.now() - timedelta(days=3), reply_by=timezone.now() - timedelta(hours=1)
    )

    make.sign_in(client, officer)
    to_advise = words_on(client, "/admin/grievances/grievance/?queue=to-advise")
    make.sign_in(client, case.officer)
    waits = words_on(client, "/admin/grievances/grievance/?queue=opinions")

    assert case.title in to_advise
    assert case.title in waits
    assert "의견 늦음" in waits


def test_a_department_sees_a_case_no_longer_once_its_question_is_taken_back(client):
    unit = make.department("환경정책과")
    question, officer = asked(department=unit), make.official(Role.OFFICER, of=unit)
    actions.take_question_back(question, by=question.grievance.officer)
    make.sign_in(client, officer)

    assert client.get(page_of(question.grievance)).status_code == 404


def test_the_form_offers_only_whoever_may_be_asked():
    case = make.grievance()
    make.person("일반인")
    expert = make.official(Role.EXPERT)

    form = ConsultExpertForm(case=case, at=timezone.now())

    assert list(form.fields["expert"].queryset) == [expert]
    assert "is_checked" not in form.fields
    assert "files" not in form.fields
