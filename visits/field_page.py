"""현장: what somebody who goes along has before them, and the page of one visit beside a machine."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from accounts.actions import Subject
from accounts.models import User
from accounts.roles import Role
from companies.models import Company
from grievances.models import Grievance
from grievances.moment import now
from grievances.querysets import GrievanceQuerySet
from visits.actions.logging import ending_mark, mark, words_mark
from visits.forms.field import LineForm, Lists, NotesForm, PhotoForm, ReasonForm, SendForm
from visits.models import Promise, RosterEntry, SurveyItem, Visit, VisitFile
from visits.permissions import at_work, hindrance
from visits.wording import when_words
from visits.workflow import Move, PromiseState, Status

KIT_CASES, KIT_PROMISES, KIT_ANSWERS = 20, 30, 20
"""How much of the past is put into the kit."""


def cases_of(user: User) -> GrievanceQuerySet:
    """사건 that belong to the visits this person logs: what was voiced there, and the host's while it is under way.

    What somebody keeps from their colleagues is not brought to their workplace on a screen.
    """
    logged = Visit.objects.logged_by(user)
    hosts = Company.objects.filter(visits__in=logged.underway())
    of_hosts = Q(company__in=hosts.values("pk")) | Q(company__merged_into__in=hosts.values("pk"))
    return Grievance.objects.filter(Q(promise__visit__in=logged.values("pk")) | (of_hosts & Q(is_private=False)))


def company_subject(company: Company) -> Subject:
    """The host as the access log calls it."""
    return Subject("기업", str(company.pk), company.name)


@dataclass
class Today:
    """오늘: my visits of today, the coming ones, and those whose minutes are still to be written or sent."""

    person: User
    at: datetime = field(default_factory=now)

    @property
    def on(self) -> date:
        """The day it is."""
        return timezone.localdate(self.at)

    @cached_property
    def visits(self) -> list[Visit]:
        """All of them, in the order of time."""
        return list(Visit.objects.on_roster_of(self.person).for_field(on=self.on))

    @property
    def today(self) -> list[Visit]:
        """Those of this day, whatever became of them."""
        return [visit for visit in self.visits if visit.on == self.on]

    @property
    def coming(self) -> list[Visit]:
        """Those of later days."""
        return [visit for visit in self.visits if visit.on and visit.on > self.on]

    @property
    def to_write(self) -> list[Visit]:
        """Those of earlier days that wait for their minutes."""
        return [visit for visit in self.visits if visit.on and visit.on < self.on]


class Card(NamedTuple):
    """One promise line on the page: what is written, and the form that changes it."""

    key: str
    form: LineForm
    promise: Promise | None = None


class Dock(NamedTuple):
    """What ends the visit, or why it cannot be ended yet. Without a verb there is nothing to press."""

    verb: str
    label: str
    why_not: str
    words: str = ""


@dataclass
class FieldPage:
    """One visit: the kit, and where it is logged."""

    visit: Visit
    person: User
    at: datetime = field(default_factory=now)
    sent: tuple[str, Any] | None = None  # the form that came back, by its place on the page

    # --- Who may what ---------------------------------------------------------------------------------------------

    @cached_property
    def logs(self) -> bool:
        """Whether this person writes here, or only reads along."""
        return bool(at_work(self.person, self.visit) & {Role.TEAM, Role.MANAGER})

    @property
    def is_open(self) -> bool:
        """Whether anything can be written; before the day it waits on the phone."""
        running = self.visit.status in {Status.SCHEDULED, Status.HELD}
        return self.logs and running and not self.visit.is_confirmed

    @cached_property
    def not_yet(self) -> str:
        """Why nothing can be sent now."""
        return hindrance(Move.LOG, self.visit, at=self.at)

    @property
    def when(self) -> str:
        """11월 26일(목) 10:00–11:30."""
        return when_words(self.visit.during)

    # --- The kit --------------------------------------------------------------------------------------------------

    @cached_property
    def roster(self) -> list[RosterEntry]:
        """Who goes along."""
        return list(self.visit.roster.for_page())

    @cached_property
    def route(self) -> list[Visit]:
        """오늘의 길: the visits of that day to which this person goes."""
        if self.visit.on is None:
            return [self.visit]
        return list(Visit.objects.on_roster_of(self.person).on_day(self.visit.on).select_related("company", "slot"))

    @property
    def place(self) -> str:
        """Where to go."""
        return self.visit.place or (self.visit.company.address if self.visit.company else "")

    @cached_property
    def past_promises(self) -> list[Promise]:
        """약속 of earlier visits, what is left first."""
        if self.visit.company is None:
            return []
        earlier = Visit.objects.of_company(self.visit.company).exclude(pk=self.visit.pk)
        found = Promise.objects.filter(visit__in=earlier.values("pk")).for_page().select_related("visit")
        return sorted(found.order_by("-spoken_at")[:KIT_PROMISES], key=lambda promise: not is_left(promise))

    @property
    def left_count(self) -> int:
        """How many of them wait for the city."""
        return sum(is_left(promise) for promise in self.past_promises)

    @cached_property
    def past_cases(self) -> list[Grievance]:
        """지난 사건 of the host."""
        if not self.logs or self.visit.company is None:
            return []
        found = cases_of(self.person).of_company(self.visit.company).select_related("company", "department", "officer")
        return list(found.order_by("-arrived_at", "-pk")[:KIT_CASES])

    @property
    def case_counts(self) -> list[tuple[str, int]]:
        """완료 3 · 처리 중 2."""
        return list(Counter(case.get_status_display() for case in self.past_cases).items())

    @cached_property
    def answers(self) -> list[SurveyItem]:
        """사전조사 답 of the host, this visit's first."""
        if not self.logs or self.visit.company is None:
            return []
        found = SurveyItem.objects.filter(
            Q(visit=self.visit) | Q(invitation__visit=self.visit) | Q(invitation__company=self.visit.company)
        )
        found = found.select_related("category", "invitation__survey").distinct()
        return list(found.order_by("-invitation__answered_at", "number")[:KIT_ANSWERS])

    @cached_property
    def files(self) -> list[VisitFile]:
        """자료 and 사진."""
        return list(self.visit.files.select_related("promise"))

    @property
    def materials(self) -> list[VisitFile]:
        """What the host shows."""
        return [file for file in self.files if file.purpose == VisitFile.Purpose.MATERIAL]

    @property
    def photos(self) -> list[VisitFile]:
        """What was photographed."""
        return [file for file in self.files if file.purpose == VisitFile.Purpose.PHOTO]

    # --- The log --------------------------------------------------------------------------------------------------

    @cached_property
    def lists(self) -> Lists:
        """What lines choose from."""
        return Lists(self.visit)

    @cached_property
    def lines(self) -> list[Promise]:
        """약속 of this visit."""
        return list(self.visit.promises.for_page().prefetch_related("files"))

    @property
    def undecided(self) -> int:
        """정하지 않은 줄."""
        return sum(not promise.is_decided for promise in self.lines)

    @cached_property
    def notes(self) -> NotesForm:
        """출석, 만난 분, 회의록, 점검표."""
        if (sent := self._sent("notes")) is not None:
            assert isinstance(sent, NotesForm)
            return sent
        return NotesForm(initial=self.notes_values, roster=self.roster, checks=self.visit.programme.checks)

    @property
    def notes_values(self) -> dict[str, Any]:
        """What is written, with the sign of what it is."""
        came = [str(entry.pk) for entry in self.roster if entry.came]
        return {
            "met": self.visit.met,
            "met_seen": mark(self.visit.met),
            "minutes": self.visit.minutes,
            "minutes_seen": mark(self.visit.minutes),
            "came": came,
            "came_seen": came,
            "checked": self.visit.checked,
            "checked_seen": self.visit.checked,
        }

    @property
    def checked_count(self) -> int:
        """How much of 점검표 is done."""
        return sum(check in self.visit.checked for check in self.visit.programme.checks)

    @property
    def came_count(self) -> int:
        """출석."""
        return sum(bool(entry.came) for entry in self.roster)

    @property
    def cards(self) -> list[Card]:
        """A card a line; one that came back as it was sent."""
        return [
            Card(key, self._sent(key) or LineForm.of(promise, self.lists), promise)
            for key, promise in ((str(promise.key), promise) for promise in self.lines)
        ]

    @property
    def blank(self) -> Card:
        """A new line. Its time is now on the day of the visit, else when the visit began."""
        known = {str(promise.key) for promise in self.lines}
        if self.sent and isinstance(self.sent[1], LineForm) and self.sent[0] not in known:
            return Card(*self.sent)
        is_today = self.visit.on == timezone.localdate(self.at)
        moment = self.at if is_today or self.visit.begins_at is None else self.visit.begins_at
        spoken = timezone.localtime(moment).time().replace(second=0, microsecond=0)
        key = str(uuid4())
        return Card(key, LineForm(lists=self.lists, initial={"spoken": spoken}, auto_id=f"line-{key}-%s"))

    @cached_property
    def photo(self) -> PhotoForm:
        """A new photograph."""
        return self._sent("photo") or PhotoForm(lines=self.lines, auto_id="photo-%s")

    @cached_property
    def photo_key(self) -> str:
        """Its key."""
        return str(uuid4())

    # --- The end --------------------------------------------------------------------------------------------------

    @cached_property
    def objections(self) -> list[Any]:
        """이의 that nobody answered."""
        found = self.visit.objections.filter(settled_at__isnull=True).select_related("promise")
        return list(found) if self.visit.status == Status.HELD else []

    @cached_property
    def send(self) -> SendForm:
        """회의록 보내기."""
        initial = {"version": self.visit.minutes_version}
        form = SendForm(initial=initial, has_objections=bool(self.objections), auto_id="send-%s")
        return self._sent("send") or form

    @property
    def no_show(self) -> ReasonForm | None:
        """만나지 못함, while nothing else happened."""
        if not self.is_open or self.visit.status != Status.SCHEDULED or self.lines:
            return None
        if hindrance(Move.NO_SHOW, self.visit, at=self.at):
            return None
        return self._sent("no_show") or ReasonForm(auto_id="no_show-%s")

    @property
    def dock(self) -> Dock | None:
        """The next thing that ends something."""
        if not self.is_open:
            return None
        if self.visit.status == Status.SCHEDULED:
            left = f"정하지 않은 약속 {self.undecided}줄은 마친 뒤에 정해도 됩니다." if self.undecided else ""
            return Dock("hold", "방문 마치기", self.not_yet, left)
        if self.visit.minutes_sent_at is None or self.objections:
            return Dock("minutes", "회의록 보내기", hindrance(Move.SEND_MINUTES, self.visit, at=self.at))
        return Dock("", "", "", "회의록을 보냈습니다. 기업의 확인을 기다립니다.")

    def _sent(self, place: str) -> Any:
        return self.sent[1] if self.sent and self.sent[0] == place else None

    def told(self) -> dict[str, Any]:
        """What the phone is told after anything was kept: how far it is, and what can be done next."""
        dock = self.dock
        return {
            "at": f"{timezone.localtime(timezone.now()):%H:%M}",
            "undecided": self.undecided,
            "dock": {"why": dock.why_not, "words": dock.words} if dock else None,
        }


def is_left(promise: Promise) -> bool:
    """남은 것: not decided, or a grievance the city has not answered."""
    if promise.state == PromiseState.GRIEVANCE:
        return promise.grievance is not None and promise.grievance.answered_at is None
    return not promise.is_decided


def case_subject(case: Grievance) -> Subject:
    """A case as the access log calls it."""
    return Subject("기업애로", case.receipt_no, f"{case.receipt_no} {case.company.name}")


def told_of_notes(page: FieldPage) -> dict[str, Any]:
    """What is written now: the signs of the texts, and all ticks, those of others included."""
    values = page.notes_values
    ticks = {name: values[name] for name in ("came", "checked")}
    return {"seen": {name: value for name, value in values.items() if name.endswith("_seen")}, "ticks": ticks}


def told_of_line(promise: Promise) -> dict[str, Any]:
    """Its number, and the signs of its words and its ending."""
    seen = {"words_seen": words_mark(promise), "ending_seen": ending_mark(promise)}
    return {"number": promise.number, "seen": seen}


def seen_now(page: FieldPage, place: str) -> dict[str, str]:
    """The signs of what stands where somebody else wrote meanwhile; whoever sends again has seen it.

    Ticks keep the signs they came with: they are put beside those of others.
    """
    if place == "notes":
        return {name: page.notes_values[name] for name in ("met_seen", "minutes_seen")}
    standing = next((promise for promise in page.lines if str(promise.key) == place), None)
    return told_of_line(standing)["seen"] if standing else {}
