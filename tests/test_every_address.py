"""Walk over every address of the URLconf: who gets in, what the answers carry, what a stranger can change."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import User
from accounts.roles import Role
from companies import actions as companies
from grievances import actions as grievances
from grievances.files import checked_all
from grievances.models import Consultation
from grievances.tokens import opinion_token, rating_token
from grievances.workflow import Status
from meetings.tokens import calendar_token as meeting_entry
from meetings.tokens import guest_token
from tests import access, made_visits, make
from tests.companies import sent
from tests.grievances import opinions
from tests.meetings import attendees
from tests.visits.test_surveying import a_round
from visits.actions import surveying
from visits.models import SurveyInvitation
from visits.tokens import calendar_token, host_token, survey_token
from visits.workflow import Status as Visited

pytestmark = pytest.mark.django_db

ADDRESSES = access.addresses()


def those_that(
    fail: Callable[[str, HttpResponse], object], answers: Iterable[tuple[str, HttpResponse]]
) -> dict[str, int]:
    """The addresses whose answer fails, with its status."""
    return {name: response.status_code for name, response in answers if fail(name, response)}


def every_answer(client: Client, **query: str) -> Iterable[tuple[str, HttpResponse]]:
    """What each address says to a GET; signing out is asked last of all."""
    for name, path in sorted(ADDRESSES, key=lambda address: address[0] == "account_logout"):
        yield name, client.get(path, query)


def test_the_access_table_knows_every_address_and_no_other():
    named = {name for name, _ in ADDRESSES if name.partition(":")[0] not in access.NAMESPACES}

    assert named == set(access.ADDRESSES)


def test_nobody_gets_in_where_a_sign_in_is_needed(client):
    def is_wrong(name: str, response: HttpResponse) -> bool:
        if access.audience(name) == access.ANYBODY:
            return response.status_code == 403 or response.status_code >= 500
        to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
        return not (to_sign_in or response.status_code in {401, 405})

    assert those_that(is_wrong, every_answer(client)) == {}


def test_a_member_of_a_company_does_not_get_into_the_officials_rooms(client):
    make.sign_in(client, make.person())

    def is_wrong(name: str, response: HttpResponse) -> bool:
        closed = response.status_code in {302, 403, 404, 405}
        return response.status_code >= 500 or (access.audience(name) == access.OFFICIALS and not closed)

    assert those_that(is_wrong, every_answer(client)) == {}


def test_no_answer_lacks_its_headers(client):
    make.sign_in(client, make.official(Role.MANAGER))

    def is_wrong(name: str, response: HttpResponse) -> bool:
        policy = response.headers.get("Content-Security-Policy", "")
        return not (
            (("default-src 'none'" in policy and "frame-ancestors 'none'" in policy) or policy == "sandbox")
            and "unsafe" not in policy
            and response.headers.get("X-Content-Type-Options") == "nosniff"
            and response.headers.get("Referrer-Policy") in {"same-origin", "no-referrer"}
            and response.headers.get("Cross-Origin-Opener-Policy") == "same-origin"
            and any(word in response.headers.get("Cache-Control", "") for word in ("no-store", "private", "public"))
        )

    assert those_that(is_wrong, every_answer(client)) == {}


def test_nothing_is_changed_without_a_token():
    strict = Client(enforce_csrf_checks=True)
    make.sign_in(strict, make.official(Role.MANAGER))
    refused = {403, 404, 405}

    answers = ((name, strict.post(path, {"name": "바뀜"})) for name, path in ADDRESSES)

    assert those_that(lambda name, response: response.status_code not in refused, answers) == {}


def test_strange_input_breaks_nothing(client):
    make.sign_in(client, make.official(Role.MANAGER))
    strange = {"q": "\x00", "next": "\x00", "page": "9" * 30, "p": "-1", "o": "१२", "to": "Infinity"}

    answers = every_answer(client, **strange)

    assert those_that(lambda name, response: response.status_code >= 500, answers) == {}


@pytest.mark.parametrize("path", ["/visits/%00/", "/grievances/%00/", "/field/V%002026/", "/visits/feed/%00.ics"])
def test_an_address_with_a_nul_in_it_leads_nowhere(client, path):
    make.sign_in(client, make.official(Role.MANAGER))

    assert client.get(path).status_code == 404


# --- GET changes nothing ---------------------------------------------------------------------------------------------

WRITTEN_BY_READING = {
    "accounts_accesslog",  # that somebody read is what it is for
    "cache",  # counts of tries
    "django_session",  # when the session was last used
    "usersessions_usersession",
}


def tables() -> list[str]:
    """Every table but those that reading itself fills."""
    with connection.cursor() as cursor:
        return sorted(set(connection.introspection.table_names(cursor)) - WRITTEN_BY_READING)


def checksums() -> dict[str, str]:
    """What stands in each table, as one number."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT md5(string_agg(line::text, chr(10) ORDER BY line::text)) FROM "{table}" line')
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def people() -> dict[str, User]:
    """Somebody of each kind, and rows of every kind to be looked at."""
    company = make.company("한빛정밀")
    owner, manager = make.owner(company), make.manager()
    companies.invite(company, "guest@test.example", by=owner)
    companies.ask_to_join(company, by=make.person())
    running, answered = make.grievance(by=owner), make.grievance(Status.RESOLVED, by=owner)
    make.grievance(Status.INFEASIBLE, by=owner)
    make.filed(owner)
    (photo,) = checked_all([sent.sent(sent.png(), "사진.png")])
    grievances.message(answered, "봐 주십시오.", by=owner, files=[photo])
    grievances.save_draft(company, {"title": "쓰던 글"}, by=owner)
    grievances.save_filter("급한 것", "show=overdue", by=manager)
    team, programme = made_visits.member_of_team(), made_visits.programme(eligible="MEMBERS")
    made_visits.visit(Visited.OFFERED, of=programme, to=company, on=made_visits.slot(programme, order=2))
    visit = made_visits.visit(Visited.SCHEDULED, of=programme, to=company, team=(team,))
    made_visits.line(visit)
    surveying.send_round(a_round(programme), by=manager)
    attendees.invited(team, running.officer, about=(running,), guests=(attendees.GUEST,))
    question = opinions.asked(running)
    opinions.asked(running, **opinions.body())
    return {
        "an expert": question.expert,
        "a member": owner,
        "an officer": running.officer,
        "a manager": manager,
        "one of the team": team,
        "an administrator": make.administrator(),
    }


def real_addresses(of: User) -> Iterator[str]:
    """Every address with rows that are there in the places of its arguments."""
    case = apps.get_model("grievances.Grievance").objects.filter(status=Status.RESOLVED).get()
    company, answer = case.company, case.answers.get()
    visit = apps.get_model("visits.Visit").objects.filter(status=Visited.SCHEDULED).get()
    known = {
        "visit_no": visit.visit_no,
        "line_key": visit.promises.get().key,
        "meeting_no": apps.get_model("meetings.Meeting").objects.get().meeting_no,
        "question_key": Consultation.objects.get(kind="EXPERT").key,
        "receipt_no": case.receipt_no,
        "file_key": case.attachments.get().key,
        "document_code": case.documents.get().code,
        "pk": company.pk,
        "invitation": company.invitations.get().pk,
        "asked": company.join_requests.get().pk,
        "seat": company.seats.get().pk,
    }
    for name, path in ADDRESSES:
        found = resolve(path)
        wanted = {key: known.get(key, value) for key, value in found.kwargs.items() if key not in found.extra_kwargs}
        if name == "grievances:rate_by_link":
            wanted["token"] = rating_token(answer.pk, case.filer_id)
        wanted |= opinion_link(name, wanted)
        if name in {"visits:host_link", "visits:host_answer"}:
            wanted["token"] = host_token(visit.pk, visit.requested_by_id)
        if name == "visits:roster_ics":
            going = visit.roster.get()
            wanted["token"] = calendar_token(visit.pk, going.person_id, going.key)
        if name.startswith("meetings:"):
            guest = apps.get_model("meetings.Meeting").objects.get().attendees.get(person=None)
            token = meeting_entry(guest.meeting_id, guest.key) if name == "meetings:ics" else guest_token(guest.key)
            wanted |= {key: token for key in wanted if key == "token"}
        if name == "visits:survey":
            wanted["token"] = survey_token(SurveyInvitation.objects.get().pk, visit.requested_by_id)
        if name.startswith("admin:grievances_grievance"):
            wanted |= {key: str(case.pk) for key in wanted if key in {"pk", "object_id"}}
        elif name.startswith("admin:") and "object_id" in wanted and name != "admin:view_on_site":
            row = model_of(name).objects.first()
            wanted["object_id"] = str(row.pk) if row else "1"
        if name != "account_logout":
            yield reverse(name, kwargs=wanted)
    yield from (f"/admin/grievances/grievance/{case.pk}/change/?move={move}" for move in ("REOPEN", "CORRECT", "NOTE"))


def opinion_link(name: str, wanted: dict[str, str]) -> dict[str, str]:
    """The signed part of an address for an outside body that is asked for its opinion."""
    is_signed = name.startswith("opinions:") and "token" in wanted
    return {"token": opinion_token(Consultation.objects.get(kind="BODY").pk)} if is_signed else {}


def model_of(name: str) -> type[models.Model]:
    """The model whose page in the admin an address is."""
    app, model, _ = name.removeprefix("admin:").split("_", 2)
    return apps.get_model(app, model)


@pytest.mark.parametrize(
    "who", ["nobody", "a member", "an officer", "a manager", "one of the team", "an expert", "an administrator"]
)
def test_a_walk_by_get_and_head_changes_no_row(client, people, who):
    if who != "nobody":
        make.sign_in(client, people[who])
    client.get("/")
    before, shown = checksums(), 0

    for path in real_addresses(people["a member"]):
        for ask in (client.get, client.head):
            answer = ask(path)
            shown += answer.status_code == 200
            assert answer.status_code < 500, path
            b"".join(answer.streaming_content) if answer.streaming else answer.content

    after = checksums()
    assert [table for table in before if before[table] != after[table]] == []
    assert shown > 30


def test_reading_is_noticed_by_the_checksums(people):
    before = checksums()

    grievances.note_viewing(apps.get_model("grievances.Grievance").objects.first(), by=people["a manager"])

    after = checksums()
    assert [table for table in before if before[table] != after[table]] == ["grievances_viewing"]


# --- Requests that come from elsewhere -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://testserver.evil.example"}],
    ids=lambda headers: headers["Origin"],
)
def test_a_right_token_from_another_site_changes_nothing(people, headers):
    strict = make.sign_in(Client(enforce_csrf_checks=True, headers=headers), people["a manager"])
    token = "t" * 32
    strict.cookies["csrftoken"] = token

    answers = ((name, strict.post(path, {"csrfmiddlewaretoken": token})) for name, path in ADDRESSES)

    assert those_that(lambda name, response: response.status_code not in {403, 404, 405}, answers) == {}
