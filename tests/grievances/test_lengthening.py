"""기한연장 and the company's consent to a second one: what they do, and what the law refuses."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from grievances import actions, extending, permissions
from grievances.clock import SEOUL
from grievances.models import ConsentRequest, Document, Extension, Grievance
from grievances.moment import as_of
from grievances.workflow import ExtensionReason, Move, MoveRefused, Outcome
from tests import make

pytestmark = pytest.mark.django_db

R = ExtensionReason
WHY = "경기도의 의견을 기다립니다."
OVER = "처리기한이 지나 늘릴 수 없습니다(시행령 제21조①). 완료나 처리 불가로 답해 주십시오."
PAUSED = "보완을 기다리는 동안은 시계가 멈춰 있습니다. 보완이 온 뒤에 정하십시오."
LONG_TERM = "장기추진 중인 사건은 법정기한이 흐르지 않습니다."


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def at(text: str):
    return as_of(moment(text))


@pytest.fixture
def case() -> Grievance:
    """고충 of Monday, 14 September 2026: seven days, to the 22nd."""
    with at("2026-09-14 10:00"):
        return make.grievance()


def refused(deed) -> str:
    with pytest.raises(MoveRefused) as told:
        deed()
    return str(told.value)


def offered(case: Grievance, move: Move, by, on: str) -> str:
    """What the page says beside the button."""
    (offer,) = [one for one in permissions.moves_for(by, case, at=moment(on)) if one.move == move]
    return offer.hindrance


def due_on(case: Grievance) -> str:
    return timezone.localdate(case.due_at).isoformat()


def extended(case: Grievance, on: str = "2026-09-15 10:00", amount: int = 7) -> Grievance:
    with at(on):
        return actions.extend(case, R.COOPERATION, WHY, amount, by=case.officer)


def asked(case: Grievance, on: str = "2026-09-16 10:00", amount: int = 7) -> Grievance:
    with at(on):
        return actions.ask_consent(case, R.FACTS, "현장을 한 번 더 봅니다.", amount, by=case.officer)


# --- EXTEND ----------------------------------------------------------------------------------------------------------


def test_an_extension_moves_the_deadline_and_leaves_its_row_its_entry_and_its_notice(case):
    after = extended(case)

    row, entry = Extension.objects.get(), after.history.latest("pk")
    notice = Document.objects.get(kind=Document.Kind.EXTENSION)
    # The seven days more: 23, 28 (추석 is from the 24th to the 26th), 29, 30 September; 1, 2, 6 October (the 5th is
    # the substitute of 개천절).
    assert (due_on(case), due_on(after)) == ("2026-09-22", "2026-10-06")
    assert (after.extended_times, after.extended_by, row.ordinal, row.amount) == (1, 7, 1, 7)
    assert (row.from_due_at, row.to_due_at) == (case.due_at, after.due_at)
    assert row.entry == notice.entry == entry
    assert (notice.facts["reason"], notice.facts["explanation"]) == ("관계 기관·부서의 협조 필요", WHY)
    assert (after.half_at, after.most_at) == (moment("2026-09-22 00:00"), moment("2026-10-01 00:00"))


def test_nothing_of_an_extension_stays_when_its_notice_cannot_be_written(case, monkeypatch):
    from grievances.actions import lengthening

    def no_paper(*_args: object, **_facts: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(lengthening, "issue", no_paper)

    with pytest.raises(OSError, match="no room"), transaction.atomic():
        extended(case)

    case.refresh_from_db()
    assert (due_on(case), case.extended_times) == ("2026-09-22", 0)
    assert (Extension.objects.count(), case.history.filter(move=Move.EXTEND).count()) == (0, 0)


@pytest.mark.parametrize("reason", [R.COOPERATION, R.FACTS, R.FORCE_MAJEURE, R.SIMILAR])
def test_the_four_reasons_of_the_law_are_taken(case, reason):
    with at("2026-09-15 10:00"):
        after = actions.extend(case, reason, WHY, 1, by=case.officer)

    assert due_on(after) == "2026-09-23"


@pytest.mark.parametrize("reason", [R.WORKLOAD, R.LATE_ASSIGNMENT, R.ABSENCE])
def test_a_forbidden_reason_is_refused_with_its_article_and_by_the_database_too(case, reason):
    with at("2026-09-15 10:00"):
        told = refused(lambda: actions.extend(case, reason, WHY, 3, by=case.officer))

    assert told == (
        f"‘{reason.label}’은(는) 연장 사유가 될 수 없습니다(시행령 제21조②). 법이 정한 네 가지 사유에서 고르십시오."
    )
    entry = case.history.latest("pk")
    with pytest.raises(IntegrityError, match="extension_has_a_legal_reason"), transaction.atomic():
        Extension.objects.create(
            grievance=case,
            entry=entry,
            ordinal=1,
            reason=reason,
            explanation=WHY,
            amount=3,
            from_due_at=case.due_at,
            to_due_at=case.due_at + timedelta(days=3),
            extended_at=entry.at,
        )


@pytest.mark.parametrize(
    ("explanation", "words", "kind"),
    [
        ("업무 과중으로 늦어집니다.", "업무 과중", "업무가 많음"),
        ("업무가 많아 늦어집니다.", "업무가 많", "업무가 많음"),
        ("일손이 모자랍니다.", "일손이", "업무가 많음"),
        ("담당자 지정이 늦어 이제 시작합니다.", "담당자 지정이 늦", "담당자 지정이 늦음"),
        ("담당공무원의 배정이 지연되었습니다.", "담당공무원의 배정이 지연", "담당자 지정이 늦음"),
        ("담당자 부재로 확인하지 못했습니다.", "담당자 부재", "담당자가 자리에 없음"),
        ("담당 주무관이 휴가 중입니다.", "주무관이 휴가", "담당자가 자리에 없음"),
    ],
)
def test_a_legal_reason_does_not_hide_a_forbidden_one(case, explanation, words, kind):
    with at("2026-09-15 10:00"):
        told = refused(lambda: actions.extend(case, R.SIMILAR, explanation, 3, by=case.officer))

    assert told.startswith(
        f"설명에 있는 ‘{words}’은(는) ‘{kind}’에 해당해 연장 사유가 될 수 없습니다(시행령 제21조②)."
    )


@pytest.mark.parametrize(
    "explanation",
    [
        "기업 담당자 부재로 현장을 보지 못했습니다.",
        "회사 담당자가 출장이라 다음 주에 만납니다.",
        "경기도 도로과의 업무 협조 회신을 기다립니다.",
        "태풍으로 현장에 들어갈 수 없습니다.",
    ],
)
def test_what_lies_outside_the_city_is_no_forbidden_reason(case, explanation):
    with at("2026-09-15 10:00"):
        assert actions.extend(case, R.FACTS, explanation, 3, by=case.officer).extended_times == 1


@pytest.mark.parametrize("amount", [0, -1, 8])
def test_an_extension_lasts_at_most_the_period(case, amount):
    with at("2026-09-15 10:00"):
        told = refused(lambda: actions.extend(case, R.FACTS, WHY, amount, by=case.officer))

    assert told == "연장은 한 번에 처리기간(7일)까지 할 수 있습니다(시행령 제21조①). 더 짧게 정하십시오."


@pytest.mark.parametrize("words", ["", "  \n"])
def test_an_extension_is_explained(case, words):
    with at("2026-09-15 10:00"):
        assert refused(lambda: actions.extend(case, R.FACTS, words, 3, by=case.officer)) == (
            "왜 기한 안에 어려운지 적으십시오. 기업이 읽습니다."
        )


def test_the_second_extension_is_not_the_officers_to_make(case):
    case = extended(case)

    with at("2026-09-16 10:00"):
        told = refused(lambda: actions.extend(case, R.FACTS, WHY, 3, by=case.officer))

    assert told == offered(case, Move.EXTEND, case.officer, "2026-09-16 10:00")
    assert told == (
        "연장은 한 차례입니다. 두 번째 연장은 기업의 동의가 있어야 합니다(시행령 제21조①). 동의를 물으십시오."
    )


def kept(case: Grievance) -> Grievance:
    with at("2026-09-15 09:00"):
        return actions.keep(
            case, "예산을 세웁니다.", target_on=date(2027, 1, 4), report_on=date(2026, 10, 1), by=case.officer
        )


def waiting(case: Grievance) -> Grievance:
    with at("2026-09-15 09:00"):
        return actions.ask(case, "약도를 보내 주십시오.", date(2026, 9, 30), by=case.officer)


@pytest.mark.parametrize(
    ("before", "on", "sentence"),
    [
        (lambda case: case, "2026-09-23 09:00", OVER),
        (waiting, "2026-09-15 10:00", PAUSED),
        (kept, "2026-09-15 10:00", LONG_TERM),
    ],
    ids=["its time is over", "it waits for a supplement", "it is kept"],
)
@pytest.mark.parametrize(
    ("move", "make_it"),
    [
        (Move.EXTEND, lambda case: actions.extend(case, R.FACTS, WHY, 3, by=case.officer)),
        (
            Move.INVESTIGATE,
            lambda case: actions.investigate(
                case, date(2026, 9, 15), date(2026, 9, 16), "측량합니다.", by=case.officer
            ),
        ),
    ],
    ids=["extend", "investigate"],
)
def test_only_a_clock_that_runs_is_lengthened(case, before, on, sentence, move, make_it):
    case = before(case)

    with at(on):
        told = refused(lambda: make_it(case))

    assert told == offered(case, move, case.officer, on) == sentence


def test_on_the_last_day_there_is_still_time_to_extend(case):
    assert extended(case, "2026-09-22 23:59").extended_times == 1


@pytest.mark.parametrize(
    ("received", "reason", "sentence"),
    [
        (
            "2026-05-05 10:00",
            R.COOPERATION,
            "2026년 5월 6일 전에 접수한 사건은 ‘부득이한 사유’로만 연장합니다(종전 시행령 제21조①).",
        ),
        ("2026-05-06 10:00", R.UNAVOIDABLE, "연장은 법이 정한 네 가지 사유로만 합니다(시행령 제21조①)."),
        ("2026-05-05 10:00", R.UNAVOIDABLE, ""),
        ("2026-05-06 10:00", R.COOPERATION, ""),
    ],
)
def test_the_rule_is_the_one_of_the_day_of_receipt(received, reason, sentence):
    with at(received):
        case = make.grievance()

    with at("2026-05-08 10:00"):
        told = "" if not sentence else refused(lambda: actions.extend(case, reason, WHY, 3, by=case.officer))
        if not sentence:
            actions.extend(case, reason, WHY, 3, by=case.officer)

    assert told == sentence
    assert reason in extending.reasons(date.fromisoformat(received[:10])) or sentence


def test_the_older_rule_knew_no_forbidden_words():
    """시행령 부칙 제36296호 §4: §21② holds for what is received from 2026-05-06 on."""
    with at("2026-05-04 10:00"):
        case = make.grievance()

    with at("2026-05-06 10:00"):
        assert actions.extend(case, R.UNAVOIDABLE, "업무가 많습니다.", 3, by=case.officer).extended_times == 1


# --- ASK_CONSENT, AGREE, DECLINE -------------------------------------------------------------------------------------


def test_consent_is_asked_and_given_and_the_deadline_moves_a_second_time(case):
    case = asked(extended(case))
    before = case.due_at

    with at("2026-09-17 10:00"):
        after = actions.agree(case, by=case.filer)

    second, consent = after.extensions.get(ordinal=2), ConsentRequest.objects.get()
    # Seven days behind 6 October: 7, 8, 12 (한글날 is a Friday), 13, 14, 15, 16.
    assert (due_on(case), due_on(after)) == ("2026-10-06", "2026-10-16")
    assert (after.extended_times, after.extended_by, second.from_due_at) == (2, 14, before)
    assert (consent.agreed, consent.answered_by, consent.ended_at) == (True, case.filer, second.extended_at)
    assert (second.reason, second.explanation) == (R.FACTS, "현장을 한 번 더 봅니다.")
    assert after.documents.filter(kind=Document.Kind.EXTENSION).count() == 2


def test_the_deadline_stays_where_the_company_declines(case):
    case = asked(extended(case))

    with at("2026-09-17 10:00"):
        after = actions.decline(case, "이달 안에 답을 들어야 합니다.", by=case.filer)

    consent = ConsentRequest.objects.get()
    assert (due_on(after), after.extended_times, after.extensions.count()) == ("2026-10-06", 1, 1)
    assert (consent.agreed, consent.answered_by) == (False, case.filer)


def test_after_a_no_the_company_may_be_asked_again(case):
    case = asked(extended(case))
    with at("2026-09-17 10:00"):
        case = actions.decline(case, by=case.filer)

    case = asked(case, "2026-09-18 10:00", amount=2)

    assert case.consent_requests.standing().get().amount == 2


def twice(case: Grievance) -> Grievance:
    case = asked(extended(case))
    with at("2026-09-17 10:00"):
        return actions.agree(case, by=case.filer)


def waiting_extended(case: Grievance) -> Grievance:
    case = extended(case)
    with at("2026-09-16 10:00"):
        return actions.ask(case, "약도를 보내 주십시오.", date(2026, 9, 30), by=case.officer)


def ask_again(case: Grievance) -> None:
    actions.ask_consent(case, R.FACTS, WHY, 3, by=case.officer)


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (lambda case: case, "첫 번째 연장은 동의 없이 할 수 있습니다. ‘기한연장’을 쓰십시오."),
        (lambda case: asked(extended(case)), "이미 동의를 물었습니다. 기업의 답을 기다립니다."),
        (twice, "두 번 연장했습니다. 더 늘릴 수 없습니다(시행령 제21조①)."),
        (waiting_extended, PAUSED),
    ],
    ids=["never extended", "asked already", "extended twice", "it waits for a supplement"],
)
def test_consent_is_asked_for_the_second_extension_once_at_a_time(case, before, sentence):
    case = before(case)

    with at("2026-09-18 10:00"):
        told = refused(lambda: ask_again(case))

    assert told == offered(case, Move.ASK_CONSENT, case.officer, "2026-09-18 10:00") == sentence


@pytest.mark.parametrize(
    "make_it",
    [
        lambda case: actions.agree(case, by=case.filer),
        lambda case: actions.decline(case, by=case.filer),
    ],
    ids=["agree", "decline"],
)
@pytest.mark.parametrize("before", [lambda case: case, extended], ids=["never extended", "not asked"])
def test_what_was_not_asked_is_not_answered(case, before, make_it):
    case = before(case)

    with at("2026-09-18 10:00"):
        told = refused(lambda: make_it(case))

    assert told == offered(case, Move.AGREE, case.filer, "2026-09-18 10:00") == "지금은 동의를 물은 것이 없습니다."


def test_a_consent_that_comes_too_late_lengthens_nothing(case):
    """시행령 §21① 단서: what is extended again is a period that still runs."""
    case = asked(extended(case))

    with at("2026-10-07 09:00"):
        told = refused(lambda: actions.agree(case, by=case.filer))

    assert told == offered(case, Move.AGREE, case.filer, "2026-10-07 09:00")
    assert told == "그사이 처리기한이 지나 더 늘릴 수 없습니다(시행령 제21조①). 답하지 않으셔도 됩니다."


@pytest.mark.parametrize("reason", [R.WORKLOAD, R.UNAVOIDABLE])
def test_the_company_is_not_asked_for_a_reason_the_law_does_not_know(case, reason):
    case = extended(case)

    with at("2026-09-16 10:00"):
        told = refused(lambda: actions.ask_consent(case, reason, WHY, 3, by=case.officer))

    assert "시행령 제21조" in told
    assert ConsentRequest.objects.count() == 0


def test_a_question_ends_with_the_case(case):
    case = asked(extended(case))

    with at("2026-09-17 10:00"):
        case = actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=case.officer)

    consent = ConsentRequest.objects.get()
    assert (consent.agreed, consent.ended_at) == (None, case.answered_at)


def test_a_second_look_may_be_extended_anew(case):
    case = twice(case)
    with at("2026-09-18 10:00"):
        case = actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=case.officer)
    with at("2026-11-02 10:00"):
        case = actions.reopen(case, "다시 파였습니다.", by=case.filer)

    after = extended(case, "2026-11-03 10:00", amount=2)

    # Seven days from 2 November end on the 10th; the extensions of the first run are not carried over.
    assert (due_on(case), due_on(after)) == ("2026-11-10", "2026-11-12")
    assert (after.extended_times, after.extended_by) == (1, 2)


def test_officers_do_not_consent_for_the_company(case):
    case = asked(extended(case))

    for somebody in (case.officer, make.manager()):
        with pytest.raises(PermissionDenied), at("2026-09-17 10:00"):
            actions.agree(case, by=somebody)
