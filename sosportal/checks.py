"""What must be true of the machine we run on, asked at start-up."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import ProgrammingError, connections, transaction

HANGUL_HINT = (
    "Its locale gives Hangul no trigrams, so searches would find nothing. Make the cluster anew with "
    "initdb --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C.UTF-8 "
    "(in a container: POSTGRES_INITDB_ARGS), and restore the data into it. LC_CTYPE must not be C."
)


@register(Tags.database)
def hangul_has_trigrams(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """pg_trgm takes only what LC_CTYPE calls a letter: under C, '가나다' does not even resemble itself."""
    return [
        Error(f"The database `{alias}` does not know Hangul.", hint=HANGUL_HINT, id="sosportal.E001")
        for alias in databases or ()
        if connections[alias].vendor == "postgresql" and not _resembles_itself(alias)
    ]


def _resembles_itself(alias: str) -> bool:
    """Ask for a word's similarity with itself; before the first migration, with an extension made for the asking."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("SELECT similarity('가나다', '가나다') = 1")
        except ProgrammingError:  # we may not make it; the migration that needs it says so
            return True
        else:
            answer: tuple[bool] = cursor.fetchone()
            return answer == (True,)
        finally:
            transaction.set_rollback(True, using=alias)
