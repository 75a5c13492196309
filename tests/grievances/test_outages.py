"""장애: what it stops and what not, who tells of it and where, and what came on paper meanwhile."""

from datetime import datetime, timedelta
from functools import partial
from html import unescape
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from accounts.roles import Role
from grievances import actions as grievances
from grievances import deadlines
from grievances.actions import outages, recounting
from grievances.clock import SEOUL, LegalKind
from grievances.models import Grievance, Outage, Recount
from grievances.moment import as_of
from grievances.rulebook import Rulebook
from grievances.workflow import MoveRefused
from tests import make

pytestmark = pytest.mark.django_db


def at(words: str) -> datetime:
    """A moment of 2026, as people write it."""
    return datetime.strptime(f"2026-{words}", "%Y-%m-%d %H:%M").replace(tzinfo=SEOUL)


def outage(began: str, ended: str | None = None) -> Outage:
    """A row, without the recounting that the action starts."""
    return Outage.objects.create(
        began_at=at(began),
        ended_at=at(ended) if ended else None,
        what="신청과 파일 올리기",
        alternative="전화 031-000-0000",
        entered_by=make.manager(),
    )


def received(when: str, kind: LegalKind = LegalKind.GRIEVANCE) -> Grievance:
    """In progress since then."""
    with as_of(at(when)):
        return grievances.receive(make.filed(), kind, make.department(), by=make.manager(), officer=make.officer())


def due(case: Grievance) -> str:
    """By the rules as they are now."""
    return f"{deadlines.deadline(case, Rulebook()).due_at.astimezone(SEOUL):%m-%d %H:%M}"


# --- What it stops --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("began", "ended", "moved"),
    [
        ("06-09 10:00", "06-09 15:00", "06-17 23:59"),  # a day of seven
        ("06-09 17:00", "06-11 09:30", "06-19 23:59"),  # three
        ("06-12 17:00", "06-15 10:00", "06-18 23:59"),  # Friday and Monday; the weekend counted nothing anyway
        ("06-09 18:00", "06-10 09:00", "06-16 23:59"),  # a night
        ("06-09 12:00", "06-09 13:00", "06-16 23:59"),  # lunch
        ("06-13 09:00", "06-14 18:00", "06-16 23:59"),  # a weekend
        ("06-17 09:00", "06-17 18:00", "06-16 23:59"),  # after the last day
        ("06-05 10:00", "06-05 15:00", "06-16 23:59"),  # before it was received
    ],
)
def test_days_are_moved_by_the_working_days_of_the_outage(began, ended, moved):
    case = received("06-08 10:00")
    before = due(case)

    outage(began, ended)

    assert (before, due(case)) == ("06-16 23:59", moved)


def test_hours_are_moved_to_the_minute():
    case = received("06-09 10:00", LegalKind.OTHER)
    before = due(case)

    outage("06-09 10:20", "06-09 11:05")

    assert (before, due(case)) == ("06-09 14:00", "06-09 14:45")


def test_what_is_received_while_it_lasts_does_not_move():
    early, late = received("06-12 16:59"), received("06-13 11:00")
    before = due(late)

    outage("06-12 17:00", "06-15 10:00")

    assert due(late) == before
    assert due(early) == "06-24 23:59"


def test_one_that_lasts_has_stopped_nothing_yet():
    case = received("06-08 10:00")

    outage("06-09 10:00")

    assert due(case) == "06-16 23:59"


@pytest.mark.parametrize(("day", "moved"), [("05-05", 0), ("05-06", 1)])
def test_the_decree_knows_outages_from_the_sixth_of_may_on(day, moved):
    outage(f"{day} 23:59", "05-07 15:00")

    assert len(Rulebook().outages) == moved


# --- What the database refuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("began", "ended"),
    [("06-09 11:00", "06-09 12:00"), ("06-09 09:00", None), ("06-09 14:59", None), ("06-09 09:00", "06-09 10:01")],
)
def test_two_outages_never_overlap(began, ended):
    outage("06-09 10:00", "06-09 15:00")

    with pytest.raises(IntegrityError, match="outages_do_not_overlap"):
        outage(began, ended)


def test_one_follows_the_other_to_the_minute():
    outage("06-09 10:00", "06-09 15:00")

    outage("06-09 15:00")

    assert Outage.objects.count() == 2


# --- Keeping the record ---------------------------------------------------------------------------------------------


def told(*, began_at: datetime | None = None, ended_at: datetime | None = None) -> Outage:
    """As a manager does."""
    return outages.begin("신청", "전화 031-000-0000", by=make.manager(), began_at=began_at, ended_at=ended_at)


def test_ending_one_moves_what_was_received_before_and_says_why():
    with as_of(at("06-10 09:00")):
        case = received("06-08 10:00")
        begun = told(began_at=at("06-09 10:00"))
        outages.end(begun, at("06-09 15:00"), by=make.manager())

        recounting.take_up_recount(Recount.objects.get().pk)

    case.refresh_from_db()
    assert case.due_at.astimezone(SEOUL).date() == at("06-17 00:00").date()
    assert case.promised_at.astimezone(SEOUL).date() == at("06-16 00:00").date()
    assert "시스템 장애가 있었습니다." in case.history.latest("pk").note


def test_what_changes_no_clock_starts_no_recount():
    with as_of(at("06-10 09:00")):
        begun = told(began_at=at("06-09 19:00"))
        outages.end(begun, at("06-09 23:00"), by=make.manager())
        outages.correct(
            begun,
            what="모두",
            alternative="창구",
            began_at=at("06-09 19:00"),
            ended_at=at("06-09 22:00"),
            by=make.manager(),
        )

    assert not Recount.objects.exists()


def test_a_correction_and_a_retraction_count_anew():
    with as_of(at("06-10 09:00")):
        begun = told(began_at=at("06-09 10:00"), ended_at=at("06-09 15:00"))
        content = {"what": "신청", "alternative": "창구", "began_at": at("06-08 10:00")}
        outages.correct(begun, **content, ended_at=at("06-09 15:00"), by=make.manager())
        outages.retract(begun, by=make.manager())

    assert Recount.objects.count() == 3
    assert not Outage.objects.exists()


@pytest.mark.parametrize(
    ("began", "ended", "words"),
    [
        ("06-10 09:01", None, "시작한 때가 지금보다 뒤입니다."),
        ("06-10 08:00", "06-10 09:01", "끝난 때가 지금보다 뒤입니다."),
        ("06-10 08:00", "06-10 08:00", "끝난 때가 시작한 때보다 뒤여야 합니다."),
        ("06-09 14:00", None, "다른 장애와 시간이 겹칩니다."),
    ],
)
def test_what_cannot_have_been_is_refused_in_words(began, ended, words):
    outage("06-09 10:00", "06-09 15:00")

    with as_of(at("06-10 09:00")), pytest.raises(MoveRefused, match=words):
        told(began_at=at(began), ended_at=at(ended) if ended else None)

    assert Outage.objects.count() == 1


def test_one_ends_once():
    begun = told()
    outages.end(begun, begun.began_at + timedelta(seconds=1), by=make.manager())

    with pytest.raises(MoveRefused, match="이미 끝난 장애입니다"):
        outages.end(begun, begun.began_at + timedelta(seconds=2), by=make.manager())


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.EXAMINER, Role.TEAM])
def test_only_a_manager_tells_of_one(role):
    official, begun = make.official(role), told()

    for act in (
        partial(outages.begin, "신청", "전화"),
        partial(outages.end, begun, timezone.now()),
        partial(outages.retract, begun),
    ):
        with pytest.raises(PermissionDenied):
            act(by=official)

    assert Outage.objects.get() == begun


# --- The desk -------------------------------------------------------------------------------------------------------

DESK = "/admin/grievances/outage/"


def field(moment: datetime) -> str:
    """As a browser sends it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def text_of(response) -> str:
    return unescape(response.content.decode())


def test_a_manager_tells_of_one_in_two_fields(client):
    manager = make.manager()
    make.sign_in(client, manager)
    sent = {"what": "신청과 파일 올리기", "alternative": "전화 031-000-0000", "began_at": field(timezone.now())}

    response = client.post(f"{DESK}add/", sent, follow=True)

    begun = Outage.objects.get()
    assert (begun.what, begun.alternative, begun.ended_at, begun.entered_by) == (
        *("신청과 파일 올리기", "전화 031-000-0000"),
        *(None, manager),
    )
    assert "장애를 적었습니다." in text_of(response)
    assert "끝나지 않은 장애" in text_of(client.get("/admin/"))
    assert "장애 알리기" in text_of(client.get(f"{DESK}{begun.pk}/history/"))


def test_ending_shows_first_how_many_cases_move_and_then_ends(client):
    case, begun = received("06-08 10:00"), outage("06-09 10:00")
    make.sign_in(client, make.manager())
    sent = {"ended_at": "2026-06-09T15:00"}

    asked = client.post(f"{DESK}{begun.pk}/end/", sent)
    meanwhile = Outage.objects.get().ended_at
    response = client.post(f"{DESK}{begun.pk}/end/", sent | {"sure": "1"}, follow=True)

    assert "사건 1건의 처리기한이 바뀝니다." in text_of(asked)
    assert "아직 적용하지 않았습니다." in text_of(asked)
    assert meanwhile is None
    assert Outage.objects.get().ended_at == at("06-09 15:00")
    assert Recount.objects.count() == 1
    assert "장애를 끝냈습니다." in text_of(response)
    assert "처리기한을 다시 세고 있습니다." in text_of(response)
    assert "적어 넣기" in text_of(response)
    assert case.due_at == Grievance.objects.get().due_at  # The worker moves it.


def test_what_is_refused_stands_in_the_form_with_what_was_typed(client):
    outage("06-09 10:00", "06-09 15:00")
    make.sign_in(client, make.manager())
    sent = {"what": "전부", "alternative": "창구", "began_at": "2026-06-09T12:00", "ended_at": "2026-06-09T13:00"}

    wrong = client.post(f"{DESK}add/", sent | {"began_at": ""})
    refused = client.post(f"{DESK}add/", sent)

    assert (wrong.status_code, refused.status_code) == (422, 409)
    assert "다른 장애와 시간이 겹칩니다." in text_of(refused)
    assert 'value="전부"' in text_of(refused)
    assert Outage.objects.count() == 1


def test_a_record_of_nothing_is_taken_back(client):
    begun = told()
    make.sign_in(client, make.manager())

    client.post(f"{DESK}{begun.pk}/retract/")

    assert not Outage.objects.exists()


@pytest.mark.parametrize(("role", "status"), [(Role.OFFICER, 200), (Role.EXAMINER, 200), (Role.TEAM, 404)])
def test_others_at_the_desk_read_and_change_nothing(client, role, status):
    begun = outage("06-09 10:00")
    make.sign_in(client, make.official(role))

    seen = client.get(f"{DESK}{begun.pk}/change/").status_code
    sent = [
        client.post(f"{DESK}{path}", {"ended_at": "2026-06-09T15:00", "sure": "1"}).status_code
        for path in ("add/", f"{begun.pk}/change/", f"{begun.pk}/end/", f"{begun.pk}/retract/")
    ]

    assert seen == status
    assert set(sent) <= {403, 404}
    assert Outage.objects.get().ended_at is None


# --- The banner -----------------------------------------------------------------------------------------------------

PUBLIC = ["/", "/privacy/", "/accounts/login/", "/accounts/signup/", "/companies/", "/nowhere/"]


@pytest.mark.today("2026-06-10 10:00+09:00")
@pytest.mark.parametrize("address", PUBLIC)
def test_every_public_page_says_so_while_it_lasts_and_not_after(client, address):
    begun = outage("06-09 10:00")

    while_it_lasts = text_of(client.get(address))
    outages.end(begun, at("06-09 15:00"), by=make.manager())
    afterwards = text_of(client.get(address))

    banner = while_it_lasts.index('<section class="outage" aria-labelledby="outage">')
    assert banner < while_it_lasts.index("<main")
    assert "신청과 파일 올리기 (6월" in while_it_lasts[banner:]
    assert "10:00부터)" in while_it_lasts[banner:]
    assert "전화 031-000-0000" in while_it_lasts[banner:]
    assert 'class="outage"' not in afterwards


@pytest.mark.parametrize("address", ["/grievances/", "/grievances/new/", "/accounts/me/"])
def test_a_company_reads_it_before_it_begins_to_type(client, address):
    outage("06-09 10:00")
    make.sign_in(client, make.owner(make.company()))

    response = client.get(address, follow=True)

    assert text_of(response).index("전화 031-000-0000") < text_of(response).index("<h1")


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/grievances/grievance/", "/admin/grievances/grievance/on-behalf/"]
)
def test_the_officials_read_it_on_their_pages(client, address):
    outage("06-09 10:00")
    make.sign_in(client, make.officer())

    assert 'class="outage"' in text_of(client.get(address))


# --- What came on paper meanwhile -----------------------------------------------------------------------------------


def paper(company, **changed) -> dict:
    """What stands on a sheet that was handed in at the counter."""
    return {
        "key": str(uuid4()),
        "company": company.pk,
        "channel": "WALK_IN",
        "arrived_at": "2026-06-09T11:20",
        "category": make.category().pk,
        "title": "정문 앞 가로등이 꺼졌습니다",
        "body": "2주 전부터 어둡습니다.",
        "contact_name": "최반장",
        "contact_phone": "010-9876-5432",
    } | changed


def entry(of: Outage) -> str:
    return f"/admin/grievances/grievance/on-behalf/?outage={of.pk}"


def test_sheet_after_sheet_is_entered_with_its_true_arrival(client):
    over, officer = outage("06-09 10:00", "06-09 15:00"), make.officer()
    make.sign_in(client, officer)

    first = client.post(entry(over), paper(make.company()), follow=True)
    second = client.post(
        entry(over), paper(make.company("대한도금"), arrived_at="2026-06-09T14:10", channel="LETTER"), follow=True
    )

    one, other = Grievance.objects.order_by("pk")
    assert (one.arrived_at, one.receive_by) == (at("06-09 11:20"), at("06-10 11:20"))
    assert one.receipt_no in text_of(first)
    assert [number in text_of(second) for number in (one.receipt_no, other.receipt_no)] == [True, True]
    assert second.redirect_chain == [(entry(over), 302)]
    fields = second.context["form"]
    assert (f"{fields['arrived_at'].value():%m-%d %H:%M}", fields["channel"].value()) == ("06-09 14:10", "LETTER")
    assert "지금까지 2건을 적었습니다." in text_of(client.get(f"{DESK}{over.pk}/change/"))


@pytest.mark.parametrize(
    ("arrived", "is_wrong"), [("09:59", True), ("10:00", False), ("15:00", False), ("15:01", True)]
)
def test_only_what_came_during_the_outage_is_entered_there(client, arrived, is_wrong):
    over = outage("06-09 10:00", "06-09 15:00")
    make.sign_in(client, make.officer())

    response = client.post(entry(over), paper(make.company(), arrived_at=f"2026-06-09T{arrived}"))

    assert response.status_code == (422 if is_wrong else 302)
    assert Grievance.objects.exists() is not is_wrong


def test_a_wrong_sheet_says_so_and_nothing_typed_is_lost(client):
    over = outage("06-09 10:00", "06-09 15:00")
    make.sign_in(client, make.officer())
    client.post(entry(over), paper(make.company()))

    response = client.post(entry(over), paper(make.company("대한도금"), title="", contact_name=""))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title", "contact_name"}
    assert "2주 전부터 어둡습니다." in text_of(response)
    assert Grievance.objects.get().receipt_no in text_of(response)


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30])
def test_there_is_no_entering_for_an_outage_that_is_not_there(client, number):
    make.sign_in(client, make.officer())

    assert client.get("/admin/grievances/grievance/on-behalf/", {"outage": number}).status_code == 404


def test_while_it_lasts_nothing_is_entered_for_it(client):
    lasting = outage("06-09 10:00")
    make.sign_in(client, make.officer())

    assert client.get(entry(lasting)).status_code == 404
    assert "적어 넣기" not in text_of(client.get(f"{DESK}{lasting.pk}/change/"))
