"""How many rows many questions find, asked of the database at once."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counts(questions: Sequence[QuerySet[Any]], *, at_most: int | None = None) -> list[int]:
    """One number a question, all in one query. With `at_most` none is counted further than that."""
    parts: list[str] = []
    values: list[Any] = []
    for question in questions:
        rows = question.order_by().values("pk")
        try:
            sql, given = (rows if at_most is None else rows[:at_most]).query.sql_with_params()
        except EmptyResultSet:  # Django knows without asking that there is nothing.
            sql, given = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 – Django wrote it, values apart
        values.extend(given)
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())
