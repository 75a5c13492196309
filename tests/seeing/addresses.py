"""Every address the portal has, with everything that is there in the places of its arguments.

Names come from the resolver (`tests/access.py`), values from the tables. Where an address takes a word instead of a
row (a move, a verb), words and rows are paired in turns: each comes at least once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, cycle, islice

from django.contrib import admin
from django.urls import resolve, reverse
from django.utils.http import urlencode

from companies.models import Company, Seat
from grievances.admin.moves import STEPS
from grievances.models import Answer, Attachment, Consultation, Document, Grievance
from grievances.tokens import opinion_token, rating_token
from meetings.models import AgendaItem, Attendee, Meeting
from meetings.tokens import calendar_token as meeting_entry
from meetings.tokens import guest_token
from notifications.models import Message
from tests import access
from tests.seeing.canaries import number_of
from tests.seeing.world import World
from tests.test_every_address import model_of
from visits.models import Promise, RosterEntry, SurveyInvitation, Visit, VisitFile
from visits.tokens import calendar_token, host_token, survey_token

ENDS_THE_SESSION = {"account_logout"}
ROWLESS = {"admin:view_on_site", "admin:autocomplete", "admin:jsi18n"}
"""Addresses of the admin that are of no model."""

FEW, FEW_AT_WORK = 3, 2
"""Of more rows than a few each person is led to so many, the next to others; every page is met by everybody."""
NOTHING: frozenset[int] = frozenset()

type Values = dict[str, object]


@dataclass(frozen=True)
class Address:
    """Where to go. `opens`: what a signed address shows to whoever has it, by number; its holder was given it."""

    name: str
    path: str
    opens: frozenset[int] = NOTHING


def every_address(world: World, turn: int) -> Iterator[Address]:
    """With a row in it where it takes one. Whose turn it is decides which: people of one world share the rows."""
    bags, signed = list(_bags()), _signed(world)
    for place, (name, path) in enumerate(access.addresses()):
        if name in ENDS_THE_SESSION:
            continue
        found = resolve(path)
        wanted = {key: value for key, value in found.kwargs.items() if key not in found.extra_kwargs}
        if name in signed:
            yield from (Address(name, reverse(name, kwargs=wanted | values), opens) for values, opens in signed[name])
        elif not wanted:
            yield Address(name, path)
        else:
            rows = list(_rows_of(name, wanted) if name.startswith("admin:") else _fitting(name, wanted, bags))
            every = -(-len(rows) // (FEW_AT_WORK if name.startswith("admin:") else FEW)) or 1
            shared = rows[(turn + place) % every :: every]
            yield from (Address(name, reverse(name, kwargs=wanted | values)) for values in shared)
    yield from _autocompletes()


# --- What stands in the places of arguments --------------------------------------------------------------------------


def _bags() -> Iterator[Values]:
    """What belongs together in one address."""
    yield from Grievance.objects.values("receipt_no")
    documents = Document.objects.order_by("kind", "grievance__company_id").distinct("kind", "grievance__company_id")
    for code, receipt_no in documents.values_list("code", "grievance__receipt_no"):  # making a PDF takes long
        yield {"document_code": code, "receipt_no": receipt_no}
    for key in chain(_column(Attachment, "key"), _column(VisitFile, "key")):
        yield {"file_key": key}
    yield from Visit.objects.values("visit_no")
    for key, visit_no in Promise.objects.values_list("key", "visit__visit_no"):
        yield {"line_key": key, "visit_no": visit_no}
    for key, visit_no in VisitFile.objects.values_list("key", "visit__visit_no"):
        yield {"photo_key": key, "visit_no": visit_no}
    for seat, company in Seat.objects.values_list("pk", "company"):
        yield {"seat": seat, "company": company}
    for company in _column(Company, "pk"):
        yield {"company": company}
    yield from ({"question_key": key} for key in _column(Consultation, "key"))
    yield from ({"meeting_no": meeting_no} for meeting_no in _column(Meeting, "meeting_no"))
    for message in Message.objects.exclude(about="").order_by("about", "pk").distinct("about").values_list("pk"):
        yield {"message": message[0]}


def _column(model, field: str) -> Iterable[object]:
    return model.objects.order_by("pk").values_list(field, flat=True)


PK = {"companies": "company", "inbox": "message"}
"""Whose `pk` it is, by namespace. Elsewhere on the portal it is of one's own rows (sessions, consents, keys)."""


def _fitting(name: str, wanted: Values, bags: list[Values]) -> Iterator[Values]:
    """Of each bag that has something for the address, that; once each. Where none has, the sample stays."""
    called = {PK.get(name.partition(":")[0], key) if key == "pk" else key: key for key in wanted}
    known = {key for key in called if any(key in bag for bag in bags)}
    found = {tuple((called[key], bag[key]) for key in sorted(known)) for bag in bags if known <= bag.keys()}
    yield from (dict(values) for values in sorted(found, key=str)) if known else [{}]


WORDS: dict[str, Callable[[], Iterable[object]]] = {
    "name": lambda: STEPS,
    "number": lambda: range(1, 4),
    "verb": lambda: ["note", "topic", "request", "case"],
}
"""Arguments that are words, of addresses in the admin."""


def _rows_of(name: str, wanted: Values) -> Iterator[Values]:
    """Every row of the model with every word, in turns."""
    key = next((key for key in ("object_id", "pk") if key in wanted), None)
    if key is None or name in ROWLESS:
        yield {}
        return
    rows: list[Values] = [{key: str(pk) if key == "object_id" else pk} for pk in _column(model_of(name), "pk")]
    if "item_pk" in wanted:
        rows = [{key: meeting, "item_pk": pk} for meeting, pk in AgendaItem.objects.values_list("meeting", "pk")]
    words = [{word: value} for word in wanted if word in WORDS for value in WORDS[word]()]
    for row, word in islice(
        zip(cycle(rows or [{}]), cycle(words or [{}]), strict=False), max(len(rows), len(words), 1)
    ):
        yield row | word


def _signed(world: World) -> dict[str, list[tuple[Values, frozenset[int]]]]:
    """Addresses that are given to one person and open without signing in, and what each is given for."""
    ratings = [
        ({"token": rating_token(answer.pk, answer.grievance.filer_id)}, frozenset({number_of(answer.grievance.title)}))
        for answer in Answer.objects.select_related("grievance")
    ]
    visits = {
        visit.pk: frozenset(
            {number, *(number_of(case.title) for case in Grievance.objects.filter(promise__visit=visit))}
        )
        for number, visit in world.visits.items()
    }
    hosts = [
        ({"token": host_token(visit.pk, visit.requested_by_id)}, visits[visit.pk]) for visit in world.visits.values()
    ]
    rosters = [
        ({"token": calendar_token(one.visit_id, one.person_id, one.key)}, visits[one.visit_id])
        for one in RosterEntry.objects.all()
    ]
    surveys = [
        ({"token": survey_token(one.pk, one.person_id)}, world.surveyed_in(one))
        for one in SurveyInvitation.objects.all()
    ]
    links = dict.fromkeys(("visits:host_link", "visits:host_answer", "visits:host_minutes"), hosts)
    bodies = Consultation.objects.filter(kind="BODY").select_related("grievance")
    opinions = [({"token": opinion_token(one.pk)}, frozenset({number_of(one.grievance.title)})) for one in bodies]
    asked = ("opinions:by_link", "opinions:give_by_link", "opinions:postpone_by_link")
    links |= dict.fromkeys(asked, opinions)
    links["opinions:file_by_link"] = [
        ({"token": opinion_token(one.pk), "file_key": file.key}, frozenset({number_of(one.grievance.title)}))
        for one in bodies
        for file in one.files.all()
    ]
    guests = [({"token": guest_token(one.key)}, NOTHING) for one in Attendee.objects.filter(person=None)]
    links |= dict.fromkeys(("meetings:guest", "meetings:guest_minutes_pdf", "meetings:guest_reply"), guests)
    links["meetings:ics"] = [
        ({"token": meeting_entry(one.meeting_id, one.key)}, NOTHING) for one in Attendee.objects.all()
    ]
    return links | {"grievances:rate_by_link": ratings, "visits:roster_ics": rosters, "visits:survey": surveys}


def _autocompletes() -> Iterator[Address]:
    """What each form of the admin finds while somebody types."""
    path = reverse("admin:autocomplete")
    for model, registered in admin.site._registry.items():
        for inline_or_own in (registered, *registered.inlines):
            for field in inline_or_own.autocomplete_fields:
                asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
                yield Address("admin:autocomplete", f"{path}?{urlencode(asked | {'term': ''})}")
