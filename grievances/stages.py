"""Reminding: whatever waits for somebody has stages. The same for a case and for whatever builds on cases.

Nothing here writes. A stage that is due and was not written down yet goes out; of several, because nobody looked for
days, only the newest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Model

from grievances.clock import SEOUL
from grievances.models import Document

MORNING = time(8)


@dataclass(frozen=True)
class Stage[N]:
    """One step: the key that keeps it from going out twice, from when on it is due, and what it says.

    `paper`: the statutory notice that goes with it.
    """

    key: str
    at: datetime
    notices: tuple[N, ...]
    paper: Document.Kind | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting[T: Model, N]:
    """Something in which somebody waits for somebody, with the stages of it, the first one first."""

    about: T
    stages: Sequence[Stage[N]]
    words: Mapping[str, str] = field(default_factory=dict)
    answer_id: int | None = None


@dataclass(frozen=True)
class Due[T: Model, N]:
    """A reminder to send now. `keys`: its own, the last, and those of the stages it comes instead of."""

    what: str
    keys: tuple[str, ...]
    notices: tuple[N, ...]
    about: T
    words: Mapping[str, str]
    paper: Document.Kind | None
    answer_id: int | None

    @property
    def name(self) -> tuple[int, str, str]:
        """What keeps it from going out twice."""
        return self.about.pk, self.what, self.keys[-1]


@dataclass(frozen=True)
class Ledger:
    """Where it is written down what went out: a row a stage, `what` and `key` of what `about` names."""

    model: type[Model]
    about: str


def due[T: Model, N](
    reminders: Mapping[str, Callable[[datetime], Iterable[Waiting[T, N]]]],
    ledger: Ledger,
    *,
    at: datetime,
    since: datetime | None = None,
) -> list[Due[T, N]]:
    """Everything to be reminded of now that nobody was reminded of yet. What was due before `since` is let rest."""
    found = (_newest(what, waiting, at, since) for what, find in reminders.items() for waiting in find(at))
    come = [one for one in found if one]
    rows = ledger.model._default_manager.filter(**{f"{ledger.about}__in": {one.about.pk for one in come}})
    sent = set(rows.values_list(ledger.about, "what", "key"))
    return [one for one in come if one.name not in sent]


def _newest[T: Model, N](what: str, waiting: Waiting[T, N], at: datetime, since: datetime | None) -> Due[T, N] | None:
    """Of the stages whose time has come the last."""
    come = [stage for stage in waiting.stages if stage.at <= at and (since is None or stage.at > since)]
    if not come:
        return None
    last, keys = come[-1], tuple(stage.key for stage in come)
    words = {**waiting.words, **last.words}
    return Due(what, keys, last.notices, waiting.about, words, last.paper, waiting.answer_id)


def morning_of(day: date, days: int = 0) -> datetime:
    """What is reminded of by the day begins at this hour of it. `days`: so many after it."""
    return datetime.combine(day + timedelta(days=days), MORNING, SEOUL)
