"""Who is let through which door of a case, over every address that names one; and what a form cannot carry."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import User
from accounts.roles import Role
from grievances import actions
from grievances.actions import grouping, reforming
from grievances.admin.moves import ASK_AGAIN, CONSULT_EXPERT, FORWARD_RESULT, STEPS
from grievances.case_page import VERBS
from grievances.files import checked_all
from grievances.forms.filing import FilingForm
from grievances.forms.rating import RatingForm
from grievances.forms.staff import OnBehalfForm
from grievances.models import Attachment, Draft, Grievance, SavedFilter
from grievances.moment import as_of
from grievances.workflow import Move, Status
from tests import access, make
from tests.companies import sent
from tests.grievances.casts import INSIDE, SEEN_ONLY, Person, ago, cast, soon

pytestmark = pytest.mark.django_db

NO_CASE = {
    "receipt_no": "2020-99999",
    "pk": 987654,
    "object_id": "987654",
    "file_key": str(uuid.uuid4()),
    "document_code": "2222-2222-2222-2222",
    "name": "MESSAGE",
}
DOORS = [
    (name, resolve(path).kwargs)
    for name, path in access.addresses()
    if name.startswith(("grievances:", "admin:grievances_grievance_"))
    and set(resolve(path).kwargs) & (set(NO_CASE) - {"name"})
    and name not in {"grievances:drop_file", "admin:grievances_grievance_forget_filter"}
]
"""Every address that names a case, or a file of one. What belongs to a person instead is tried further down."""
VERB_OF = {"admin:grievances_grievance_opinion": "take-back"}
"""Where the word in an address is not that of a step."""


@pytest.fixture
def people() -> dict[str, Person]:
    company = make.company("우리회사")
    make.owner(company)
    return cast(company)


def case_with_a_file(people: dict[str, Person], *, private: bool, internal: bool = False) -> tuple[Grievance, dict]:
    """An answered case, a file in it, and the values that name them in addresses."""
    (photo,) = checked_all([sent.sent(sent.png(), "사진.png")])
    filer, officer = people["who filed"].user, people["the officer"].user
    case = make.grievance(by=filer, to=officer, is_private=private, title="비밀스러운 제목")
    (actions.note if internal else actions.message)(case, "봐 주십시오.", by=officer, files=[photo])
    case = actions.resolve(case, "SOLVED", "고쳤습니다.", by=officer)
    names = {"receipt_no": case.receipt_no, "pk": case.pk, "object_id": str(case.pk), "name": "MESSAGE"}
    names["document_code"] = case.documents.get().code
    return case, names | {"file_key": str(Attachment.objects.get(grievance=case).key)}


def knock(client: Client, name: str, wanted: dict, known: dict) -> tuple[int, str]:
    """What is answered, GET or, where nothing is shown, POST; without what says which case was asked for."""
    values = {key: wanted.get(key, value) for key, value in known.items() if key != "verb"}
    if name in VERB_OF:
        values["name"] = VERB_OF[name]
    path = reverse(name, kwargs=values)
    client.cookies.pop("messages", None)  # What the last answer left to be said is no part of this one.
    with transaction.atomic():
        answer = client.get(path)
        if answer.status_code == 405:
            answer = client.post(path, {"text": "알립니다."})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    words = (body.decode(errors="replace") + answer.headers.get("Location", "")).replace(path, "…")
    words = words.replace(quote(path, safe=""), "…")
    return answer.status_code, re.sub(r'"[A-Za-z0-9]{64}"|nonce="[^"]*"', "", words)


def let_in(person: Person | None, name: str, *, private: bool, is_internal: bool = False) -> bool:
    """What the table of standings says of a door."""
    if person is None or name == "admin:grievances_grievance_delete":
        return False
    standing = person.standing(private=private, received=True)
    as_member, as_staff = Role.COMPANY in standing, bool(standing - {Role.COMPANY})
    if name == "grievances:file":
        return as_staff or (as_member and not is_internal)
    if name in {"grievances:detail", "grievances:document"}:  # One leads officials on to the workplace.
        return as_staff or as_member
    return as_staff if name.startswith("admin:") else as_member


def walk(
    people: dict[str, Person | None], wanted: dict, *, private: bool, is_internal: bool = False
) -> Iterator[tuple]:
    """Each door that opens or stays shut otherwise than it should."""
    for who, person in people.items():
        client = Client()
        if person is not None:
            make.sign_in(client, person.user)
        for name, known in DOORS:
            with time_machine.travel(timezone.now(), tick=False):  # Pages say how long a session lasts.
                nowhere, there = knock(client, name, NO_CASE, known), knock(client, name, wanted, known)
            is_open = there != nowhere
            if is_open != let_in(person, name, private=private, is_internal=is_internal) or nowhere[0] >= 500:
                yield who, name, there[0], nowhere[0]


def test_every_kind_of_door_is_there():
    names = {name for name, _ in DOORS}

    assert {f"grievances:{verb.replace('-', '_')}" for verb in VERBS} <= names
    assert {f"grievances:{name}" for name in ("detail", "receipt", "rate", "file", "document")} <= names
    assert {f"admin:grievances_grievance_{name}" for name in ("change", "move", "presence", "history")} <= names


def test_a_case_is_there_for_those_who_stand_in_it_and_nowhere_for_all_others(people):
    _, wanted = case_with_a_file(people, private=False)
    everybody = {"nobody": None} | {name: person for name, person in people.items() if name not in SEEN_ONLY}

    assert list(walk(everybody, wanted, private=False)) == []


def test_a_private_case_is_nowhere_for_colleagues(people):
    _, wanted = case_with_a_file(people, private=True)

    assert list(walk({name: people[name] for name in INSIDE}, wanted, private=True)) == []


def test_a_file_of_a_note_is_nowhere_for_the_company(people):
    _, wanted = case_with_a_file(people, private=False, internal=True)
    some = {name: people[name] for name in ("who filed", "the owner", "the officer")}

    wrong = list(walk(some, wanted, private=False, is_internal=True))

    assert wrong == []


# --- What belongs to one person -------------------------------------------------------------------------------------


def test_the_draft_of_another_is_not_touched_or_read(client, people):
    filer, colleague = people["who filed"].user, people["a colleague"].user
    company = filer.seats.get().company
    draft = actions.save_draft(company, {"title": "혼자 쓰던 글"}, by=filer)
    (photo,) = checked_all([sent.sent(sent.png(), "사진.png")])
    file = actions.attach_to_draft(draft, photo, by=filer)
    make.sign_in(client, colleague)

    pages = client.get("/grievances/new/").content.decode() + client.get("/grievances/").content.decode()
    answers = [
        client.get(f"/grievances/files/{file.key}/").status_code,
        client.post(f"/grievances/new/files/{file.key}/drop/").status_code,
        client.post("/grievances/new/discard/", {"company": company.pk}).status_code,
    ]

    assert "혼자 쓰던 글" not in pages
    assert answers == [404, 404, 302]
    assert (Draft.objects.get().pk, Attachment.objects.get().pk) == (draft.pk, file.pk)


def test_the_saved_filter_of_another_is_not_forgotten(client, people):
    saved = actions.save_filter("급한 것", "show=overdue", by=people["the officer"].user)
    path = reverse("admin:grievances_grievance_forget_filter", args=[saved.pk])
    answers = {}

    for who in ("the head", "the manager", "who filed"):
        make.sign_in(client, people[who].user)
        answers[who] = client.post(path).status_code

    assert answers["the head"] == answers["the manager"] in {403, 404}
    assert answers["who filed"] in {302, 403, 404}
    assert SavedFilter.objects.count() == 1


# --- H2: what a form cannot carry -----------------------------------------------------------------------------------

RATHER = {
    "status": "RESOLVED",
    "closing_reason": "WITHDRAWN",
    "channel": "PHONE",
    "outcome": "SOLVED",
    "is_private": "on",
    "move": "RESOLVE",
    "side": "CITY",
    "approval": "APPROVED",
}


def hostile(but: set[str], other: dict[str, int]) -> dict[str, str]:
    """Every column a row of ours has, by name, with a value that would be worth having."""
    models = [
        model for name in ("grievances", "companies", "accounts") for model in apps.get_app_config(name).get_models()
    ]
    names = {name for model in models for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    names |= {"is_staff", "is_superuser", "id", "pk", "assignee", "created"}
    return {name: RATHER.get(name, str(other.get(name.removesuffix("_id"), 1))) for name in sorted(names - but)}


def rows() -> dict[str, list]:
    """All rows but those that say what was looked at, with the marks of a second try taken out."""
    left_out = {"AccessLog", "Message", "Viewing"}
    found = {}
    for app in ("grievances", "companies", "accounts"):
        for model in apps.get_app_config(app).get_models():
            if model.__name__ not in left_out:
                dropped = {
                    "id",
                    "key",
                    "code",
                    "filing_key",
                    "file",
                    "password",
                    "last_login",
                    "entry_id",
                    "grievance_id",
                    "answer_id",
                    "rating_id",
                }
                found[model.__name__] = sorted(
                    str({name: value for name, value in row.items() if name not in dropped})
                    for row in model.objects.values()
                )
    return found


def comes_of(client: Client, path: str, said: dict) -> tuple[int, dict[str, list]]:
    with transaction.atomic():
        answer = client.post(path, said)
        found = answer.status_code, rows()
        transaction.set_rollback(True)
    return found


SAID = {
    "seen": str(2**40),
    "text": "알려 드립니다.",
    "title": "고친 제목",
    "body": "고친 내용",
    "reason": "까닭을 적습니다.",
    "until": soon(9).isoformat(),
    "reply_on": soon(5).isoformat(),
    "what": "약도",
    "answer": "이렇게 답합니다.",
    "outcome": "EXPLAINED",
    "limit": "LAW",
    "provision": "도로법 제61조",
    "tried": "검토",
    "could_change": "국토교통부",
    "remedies": "행정심판",
    "look_again_on": soon(60).isoformat(),
    "target_on": soon(60).isoformat(),
    "report_on": soon(30).isoformat(),
    "finding": "아직입니다.",
    "legal_kind": "GRIEVANCE",
    "contact": "031-000-0000",
    "result": "고쳤답니다.",
    "consent": "11월 20일 전화로 동의",
    "solved": "PARTLY",
    "score": "3",
    "is_sure": "on",
    "question": "허가가 필요합니까?",
    "told": "공장 앞 도로가 좁습니다.",
    "email": "power@body.example",
    "proposal": "예외를 두어 주십시오.",
    "sent_on": soon(0).isoformat(),
    "ask_again_on": soon(30).isoformat(),
    "replied_on": soon(0).isoformat(),
    "reply": "PARTLY",
    "heard": "담당자가 살피고 있답니다.",
}
"""One right answer to every question a form of a case asks."""
ON_THE_CLOCK = {
    Move.SUGGEST_REFORM: {"body": "경기도"},
    Move.CONSULT: {"body": "한국전력", "reply_on": soon(2).isoformat()},
    Move.EXTEND: {"reason": "COOPERATION", "explanation": "경기도의 답을 기다립니다.", "amount": "2"},
    Move.ASK_CONSENT: {"reason": "FACTS", "explanation": "측량이 남았습니다.", "amount": "2"},
    Move.INVESTIGATE: {"first": soon(0).isoformat(), "last": soon(2).isoformat()},
    Move.INVESTIGATE_LONGER: {"last": soon(4).isoformat()},
}
"""Where the same question has another answer."""


def where(move: Move, people: dict[str, Person]) -> Grievance:
    """A case in which the move is possible."""
    filer, officer = people["who filed"].user, people["the officer"].user
    if move in {Move.RECEIVE, Move.FORWARD, Move.CLOSE_REPEAT}:
        return make.filed(filer)
    if move == Move.RETURN:
        return lapsed_twice(filer, officer)
    if move in {Move.ACCEPT_TRANSFER, Move.DECLINE_TRANSFER}:
        elsewhere = make.grievance(by=filer, in_=make.department("세정과"))
        return actions.offer_transfer(elsewhere, make.department("도로과"), "길의 일입니다.", by=elsewhere.officer)
    answered = {Move.REOPEN: Status.RESOLVED, Move.RATE: Status.RESOLVED, Move.LOOK_AGAIN: Status.INFEASIBLE}
    return brought_to(move, make.grievance(answered.get(move, Status.IN_PROGRESS), by=filer, to=officer), officer)


def brought_to(move: Move, case: Grievance, officer: User) -> Grievance:
    before = BEFORE.get(move)
    return before(case, officer) if before else case


def declined_twice(case: Grievance, officer: User) -> Grievance:
    other = make.department("세정과")
    refuser = make.official(Role.OFFICER, of=other)
    for _ in range(2):
        case = actions.offer_transfer(case, other, "세금의 일입니다.", by=officer)
        case = actions.decline_transfer(case, "길의 일입니다.", by=refuser)
    return case


BEFORE: dict[Move, Callable[[Grievance, User], Grievance]] = {
    **dict.fromkeys(
        (Move.SUPPLEMENT, Move.MORE_TIME), lambda case, officer: actions.ask(case, "약도", soon(5), by=officer)
    ),
    Move.ASK_CONSENT: lambda case, _officer: make.extended(case),
    **dict.fromkeys((Move.AGREE, Move.DECLINE), lambda case, _officer: make.asked_for_consent(make.extended(case))),
    **dict.fromkeys(
        (Move.INVESTIGATE_LONGER, Move.END_INVESTIGATION),
        lambda case, officer: actions.investigate(case, soon(0), soon(2), "측량", by=officer),
    ),
    Move.TAKE_BACK: lambda case, officer: actions.offer_transfer(
        case, make.department("세정과"), "세금의 일입니다.", by=officer
    ),
    Move.RULE_TRANSFER: declined_twice,
    Move.UNGROUP: lambda case, officer: grouping.group(case, make.grievance(to=officer), by=officer),
    Move.REFORM_ANSWERED: lambda case, officer: reforming.suggest_reform(
        case, "경기도", "예외를 두어 주십시오.", soon(9), by=officer
    ),
}
"""What has to be done first."""


def lapsed_twice(filer: User, officer: User) -> Grievance:
    with as_of(ago(60)):
        case = make.grievance(by=filer, to=officer)
    for days in (50, 30):
        with as_of(ago(days)):
            case = actions.ask(case, "약도", timezone.localdate(ago(days - 9)), by=officer)
    return case


def forms(people: dict[str, Person]) -> Iterator[tuple[str, str, str, dict, set[str]]]:
    """(what, who, path, what a browser would send, what the form asks) of every form there is."""
    company = people["who filed"].user.seats.get().company
    for verb, chosen in VERBS.items():
        case = where(chosen.move, people)
        yield (
            verb,
            "who filed",
            reverse(f"grievances:{verb.replace('-', '_')}", args=[case.receipt_no]),
            {},
            set(chosen.form.base_fields) | {"files"},
        )
    case = where(Move.RATE, people)
    yield "rate", "who filed", reverse("grievances:rate", args=[case.receipt_no]), {}, set(RatingForm.base_fields)
    asks = set(FilingForm.base_fields) | {"company"}
    yield "new", "who filed", reverse("grievances:new"), {"company": company.pk, "key": KEY, "seen_by": "ALL"}, asks
    for key, step in STEPS.items():
        case = where(Move.REFORM_ANSWERED if key == ASK_AGAIN else step.move, people)
        more = {"department": case.department_id or make.department("도로과").pk, "earlier": [], "as_duplicate": ""}
        if step.move == Move.CLOSE_REPEAT:
            more |= {"earlier": [make.grievance(by=case.filer).pk], "as_duplicate": "duplicate"}
        if step.move == Move.ASSIGN:
            more |= {"officer": people["another officer of the department"].user.pk}
        if step.move in {Move.OFFER_TRANSFER, Move.CONSULT}:
            more |= {"department": make.department("세정과").pk}
        if key == CONSULT_EXPERT:
            more |= {"expert": people["an expert"].user.pk}
        if reform := case.reforms.first():
            more |= {"reform": reform.pk}
        more |= ON_THE_CLOCK.get(step.move, {})
        if key == FORWARD_RESULT:
            case = actions.forward(make.filed(case.filer), "경기도", "031", "도의 길", by=people["the manager"].user)
        path = reverse("admin:grievances_grievance_move", args=[case.pk, key])
        yield key, "the manager and head", path, more, set(step.form.base_fields) | {"files"}
    on_behalf = {
        "company": company.pk,
        "key": KEY,
        "channel": "PHONE",
        "arrived_at_0": ago(1).date().isoformat(),
        "arrived_at_1": "10:00",
        "arrived_at": f"{ago(1).date().isoformat()}T10:00",
        "contact_name": "박부장",
        "contact_phone": "031-000-0000",
    }
    asks = set(OnBehalfForm.base_fields)
    yield "on behalf", "the manager and head", reverse("admin:grievances_grievance_on_behalf"), on_behalf, asks


KEY = "0f3f1f3e-0000-4000-8000-000000000001"
SWITCHES = {"seen", "anyway", "over", "preview", "fill", "template", "show", "drop", "leave", "key", "company"}


def test_no_form_carries_what_it_does_not_ask(people):
    """Each form is sent twice, the second time with every column of every table: the same comes of both."""
    signed_in = {}
    both = people["the manager"].user
    accounts.grant(both, Role.HEAD, by=people["the administrator"].user, department=make.department("도로과"))
    for who, user in (("who filed", people["who filed"].user), ("the manager and head", User.objects.get(pk=both.pk))):
        signed_in[who] = make.sign_in(Client(), user)
        signed_in[who].get("/")
    stranger = people["another company's owner"].user
    other = {
        "company": stranger.seats.get().company_id,
        "person": stranger.pk,
        "filer": stranger.pk,
        "by": stranger.pk,
    }
    other |= dict.fromkeys(("entered_by", "officer", "uploaded_by", "taken_by"), stranger.pk)
    answered, changed, tried = {}, {}, 0

    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False):
        before = rows()
        for what, who, path, more, asks in list(forms(people)):
            said = {"category": make.category().pk} | SAID | more
            plain = {name: value for name, value in said.items() if name in asks | SWITCHES | set(more)}
            status, after = comes_of(signed_in[who], path, plain)
            again, otherwise = comes_of(signed_in[who], path, hostile(asks | set(plain) | SWITCHES, other) | plain)
            tried += 1
            if status != 302 or after == before:
                answered[what] = status
            if (again, otherwise) != (status, after):
                changed[what] = (again, [name for name in after if after[name] != otherwise[name]])

    assert answered == {}
    assert changed == {}
    assert tried == len(VERBS) + len(STEPS) + 3
