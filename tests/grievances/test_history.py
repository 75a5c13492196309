"""What was done stays: no path of the application changes, deletes or empties it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from companies.models import Company
from grievances import actions
from grievances.models import Answer, Category, ConsentRequest, Document, Extension, Grievance, HistoryEntry, Rating
from grievances.workflow import Outcome, Solved, Status
from tests import make

pytestmark = pytest.mark.django_db

WRITTEN_ONCE = [HistoryEntry, Answer, Rating, Extension, Document]
KEPT = [Grievance, *WRITTEN_ONCE]
A_WORD = {
    HistoryEntry: "note",
    Answer: "text",
    Rating: "comment",
    Extension: "explanation",
    Document: "code",
}
OF_ITS_ARRIVAL = {
    "receipt_no": "2020-00001",
    "channel": "PHONE",
    "arrived_at": timezone.now(),
    "entered_at": timezone.now(),
}


@pytest.fixture(autouse=True)
def _a_case_that_was_extended_answered_and_rated() -> None:
    case = make.extended(make.grievance())
    case = actions.resolve(case, Outcome.SOLVED, "도로를 고쳤습니다.", by=case.officer)
    actions.rate(case.answers.get(), Solved.YES, 5, "고맙습니다.", by=case.filer)
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # checks that are still owed would refuse TRUNCATE before the triggers do


def everything() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def refused(deed) -> str:
    """What the database said; everything is as it was before."""
    before = everything()
    with pytest.raises(DatabaseError) as told, transaction.atomic():
        deed()
    assert everything() == before
    return str(told.value)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


def names(models_: list[type[models.Model]]) -> list[str]:
    return [model.__name__ for model in models_]


def changed(row: models.Model) -> models.Model:
    setattr(row, A_WORD[type(row)], "바뀐 말")
    return row


def test_there_is_something_to_keep():
    assert [model.objects.count() for model in KEPT] == [1, 5, 1, 1, 1, 2]


@pytest.mark.parametrize("model", WRITTEN_ONCE, ids=names(WRITTEN_ONCE))
@pytest.mark.parametrize(
    "change",
    [
        lambda model: changed(model.objects.first()).save(),
        lambda model: changed(model.objects.first()).save(update_fields=[A_WORD[model]]),
        lambda model: model.objects.bulk_update([changed(model.objects.first())], [A_WORD[model]]),
        lambda model: model.objects.update(**{A_WORD[model]: "바뀐 말"}),
        lambda model: model.objects.update_or_create(pk=model.objects.first().pk, defaults={A_WORD[model]: "바뀐 말"}),
        lambda model: model.objects.bulk_create(
            [changed(model.objects.first())],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[A_WORD[model]],
        ),
        lambda model: sql(f"UPDATE {table(model)} SET {A_WORD[model]} = 'x'"),
        lambda model: sql(f"UPDATE {table(model)} SET id = id + 1000"),
        lambda model: sql(
            f"INSERT INTO {table(model)} SELECT * FROM {table(model)} ON CONFLICT (id) DO UPDATE SET id = excluded.id"
        ),
        lambda model: sql(
            f"MERGE INTO {table(model)} old USING {table(model)} new ON old.id = new.id"
            f" WHEN MATCHED THEN UPDATE SET {A_WORD[model]} = 'x'"
        ),
    ],
    ids=[
        "save",
        "save one field",
        "bulk_update",
        "update",
        "update_or_create",
        "bulk_create",
        "UPDATE",
        "UPDATE the key",
        "INSERT … ON CONFLICT",
        "MERGE",
    ],
)
def test_nothing_that_was_written_is_changed(model, change):
    assert "Cannot update or delete rows" in refused(lambda: change(model))


@pytest.mark.parametrize("model", KEPT, ids=names(KEPT))
@pytest.mark.parametrize(
    "delete",
    [
        lambda model: model.objects.all()._raw_delete("default"),
        lambda model: sql(f"DELETE FROM {table(model)}"),
        lambda model: sql(f"WITH gone AS (DELETE FROM {table(model)} RETURNING id) SELECT count(*) FROM gone"),
        lambda model: sql(f"TRUNCATE {table(model)} CASCADE"),
        lambda model: sql(f"TRUNCATE {table(model)} RESTART IDENTITY CASCADE"),
    ],
    ids=["raw delete", "DELETE", "WITH … DELETE", "TRUNCATE", "TRUNCATE and restart"],
)
def test_nothing_is_deleted_or_emptied(model, delete):
    told = refused(lambda: delete(model))

    assert "delete rows" in told or "cannot be emptied" in told


@pytest.mark.parametrize("model", KEPT, ids=names(KEPT))
def test_django_refuses_to_delete_before_the_database_has_to(model):
    before = everything()

    for delete in (lambda: model.objects.first().delete(), lambda: model.objects.all().delete()):
        with pytest.raises((models.ProtectedError, DatabaseError)), transaction.atomic():
            delete()

    assert everything() == before


@pytest.mark.parametrize("upstream", [Category, Company, User], ids=lambda m: m.__name__)
def test_emptying_what_cases_belong_to_does_not_empty_them(upstream):
    assert "cannot be emptied" in refused(lambda: sql(f"TRUNCATE {table(upstream)} CASCADE"))


@pytest.mark.parametrize("field", OF_ITS_ARRIVAL)
def test_when_and_how_a_case_came_is_not_rewritten(field):
    case = Grievance.objects.get()
    setattr(case, field, OF_ITS_ARRIVAL[field])

    assert refused(lambda: case.save(update_fields=[field]))
    assert refused(lambda: Grievance.objects.update(**{field: OF_ITS_ARRIVAL[field]}))


def test_a_case_still_moves():
    """What is kept is the past; the triggers do not stand in the way of the next move."""
    case = actions.reopen(Grievance.objects.get(), "다시 봐 주십시오.", by=Grievance.objects.get().filer)

    assert (case.status, case.history.count()) == (Status.IN_PROGRESS, 6)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"ordinal": 3}, "extension_is_the_first_or_the_second"),
        ({"amount": 0}, "extension_lengthens"),
        ({"explanation": ""}, "extension_is_explained"),
        ({"to_due_at": timezone.now() - timedelta(days=99)}, "extension_moves_the_deadline_back"),
        ({"reason": "WORKLOAD"}, "extension_has_a_legal_reason"),
        ({"reason": "LATE_ASSIGNMENT"}, "extension_has_a_legal_reason"),
        ({"reason": "ABSENCE"}, "extension_has_a_legal_reason"),
    ],
)
def test_an_extension_that_the_law_does_not_know_cannot_even_be_written(fields, constraint):
    known = Extension.objects.values("grievance_id", "explanation", "from_due_at", "to_due_at", "extended_at").get()
    entry = HistoryEntry.objects.earliest("pk")
    row = Extension(**known | {"ordinal": 2, "reason": "FACTS", "amount": 1, "entry": entry} | fields)

    assert constraint in refused(row.save)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"extended_times": 3}, "grievance_is_extended_twice_at_most"),
        ({"extended_times": 0}, "grievance_is_extended_twice_at_most"),
        ({"half_at": None}, "grievance_due_says_when_half_and_most_of_it_is_used"),
        ({"most_at": F("due_at") + timedelta(days=1)}, "grievance_due_says_when_half_and_most_of_it_is_used"),
        ({"half_at": F("most_at") + timedelta(minutes=1)}, "grievance_due_says_when_half_and_most_of_it_is_used"),
        ({"promised_at": F("due_at")}, "grievance_promise_comes_before_its_legal_deadline"),
    ],
)
def test_a_clock_that_contradicts_itself_cannot_be_stored(fields, constraint):
    assert constraint in refused(lambda: Grievance.objects.update(**fields))


def test_consent_is_asked_once_at_a_time_and_its_answer_has_a_name():
    case, by = Grievance.objects.get(), User.objects.first()
    words = {"grievance": case, "reason": "FACTS", "explanation": "현장", "amount": 1, "asked_by": by}
    ConsentRequest.objects.create(**words, asked_at=timezone.now())

    again = refused(lambda: ConsentRequest.objects.create(**words, asked_at=timezone.now()))
    nameless = refused(lambda: ConsentRequest.objects.update(agreed=True, ended_at=timezone.now()))

    assert "consent_is_asked_once_at_a_time" in again
    assert "consent_answered_says_by_whom" in nameless
