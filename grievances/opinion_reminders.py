"""What is reminded of while others think about a question: half-way, the day before, and once its day has passed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from grievances import stages, wording
from grievances.clock import SEOUL
from grievances.models import Consultation, OpinionReminder
from grievances.notices import Notice, Occasion, owed, to_asked
from grievances.recipients import People, To
from grievances.stages import Ledger, Stage, Waiting, morning_of
from notifications.notice import Owed

LEDGER = Ledger(OpinionReminder, "consultation")

type Due = stages.Due[Consultation, str]

LONG = timedelta(days=6)
"""A shorter time has no half."""

TO_OFFICIALS: dict[str, Notice] = {
    "EVE": Notice(
        To.UNIT,
        "의견을 곧 받을 때입니다: %(receipt_no)s %(title)s",
        ["물은 곳: %(asked)s\n답할 날: %(answer_by)s", "%(question)s", "%(state)s"],
    ),
    "PASSED": Notice(
        To.UNIT,
        "의견이 오지 않았습니다: %(receipt_no)s %(title)s",
        [
            "물은 곳: %(asked)s\n답할 날: %(answer_by)s",
            "%(question)s",
            "전화로 묻거나, 물음을 거두고 다른 곳에 물으십시오. 처리기한은 그대로 갑니다.",
            "%(state)s",
        ],
    ),
}


def due(*, at: datetime) -> list[Due]:
    """Everything to be reminded of now that nobody was reminded of yet."""
    return stages.due({"OPINION": _waiting}, LEDGER, at=at)


def _waiting(_at: datetime) -> Iterator[Waiting[Consultation, str]]:
    for asked in Consultation.objects.waiting().for_page().iterator():
        if found := stages_of(asked):
            yield Waiting(asked, found)


def stages_of(asked: Consultation) -> list[Stage[str]]:
    """Another day for the answer makes each stage valid anew. Nobody is reminded at the moment they are asked."""
    begun = asked.postponed_at or asked.asked_at
    last_day = timezone.localdate(asked.reply_by, SEOUL)
    half, eve = begun + (asked.reply_by - begun) / 2, morning_of(last_day, -1)
    found = [Stage(f"{last_day}:half", half, ("HALF",))] if asked.reply_by - begun >= LONG else []
    if eve > begun:
        found.append(Stage(f"{last_day}:eve", eve, ("EVE",)))
    return [*found, Stage(f"{last_day}:over", asked.reply_by, ("PASSED",))]


def mails(due: Sequence[Due], at: datetime) -> Iterable[Owed]:
    """To whoever is asked, and to the unit that waits."""
    people = People([one.about.grievance for one in due])
    for one in due:
        (word,) = one.notices
        yield from to_asked(word, one.about)
        if notice := TO_OFFICIALS.get(word):
            yield from owed(notice, _occasion(one.about, at), people)


def _occasion(asked: Consultation, at: datetime) -> Occasion:
    words = {"asked": asked.asked, "answer_by": wording.until_words(asked.reply_by), "question": asked.question}
    return Occasion(asked.grievance, at, words=words)
