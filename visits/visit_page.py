"""The host's page of a visit: what is true now, what is asked of the host, what will happen, what became of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from grievances import wording as case_wording
from grievances.forms.rating import SCORES
from grievances.models import Grievance
from grievances.moment import now
from visits import actions, wording
from visits.forms import company as forms
from visits.forms.company import MoveForm, ObjectForm
from visits.models import Objection, Promise, RosterEntry, Visit, VisitEntry, VisitFile
from visits.permissions import offers
from visits.visit_rows import Badge, badge_of, is_to_confirm
from visits.workflow import COMPANY, PLACED, Move, Part, PromiseState, Status


class Verb(NamedTuple):
    """What a host may do on the page: the move, its form, the action, and what is said afterwards."""

    move: Move
    form: type[MoveForm]
    act: Callable[..., Visit]
    done: str | Lazy


VERBS = {
    "amend": Verb(Move.AMEND, forms.AmendForm, actions.amend, _("신청 내용을 바꾸었습니다.")),
    "add-files": Verb(Move.ADD_FILES, forms.FilesForm, actions.add_files, _("자료를 올렸습니다.")),
    "accept": Verb(
        Move.ACCEPT,
        forms.AcceptForm,
        actions.accept,
        _("방문이 확정되었습니다. 그날 찾아뵙겠습니다."),
    ),
    "ask-other": Verb(
        Move.ASK_OTHER, forms.AskOtherForm, actions.ask_other, _("다른 날을 찾아 다시 제안드리겠습니다.")
    ),
    "cancel": Verb(Move.CANCEL, forms.CancelForm, actions.cancel, _("방문을 취소했습니다. 시에 알렸습니다.")),
    "confirm": Verb(
        Move.CONFIRM, forms.ConfirmForm, actions.confirm, _("회의록을 확인해 주셨습니다. 약속을 이어서 챙기겠습니다.")
    ),
    "object": Verb(
        Move.OBJECT, forms.ObjectForm, actions.object_, _("이의를 보냈습니다. 고쳐서 다시 보내 드리겠습니다.")
    ),
}
BY_LINK = frozenset({"accept", "ask-other", "confirm", "object"})
"""What can be answered from the mail, without signing in."""

STEPS = (_("신청"), _("날짜 정하기"), _("방문"), _("회의록 확인"), _("약속 챙기기"))
_STEP = {Status.REQUESTED: 1, Status.OFFERED: 2, Status.SCHEDULED: 3, Status.HELD: 4, Status.CLOSED: 5}
_NEXT = {
    Status.REQUESTED: _("빈 날을 찾아 제안드립니다. 제안은 메일로도 보내 드립니다."),
    Status.OFFERED: _("답하실 때까지 이 시간을 비워 둡니다."),
    Status.SCHEDULED: _("방문 7일 전과 하루 전에 다시 알려 드립니다."),
    Status.HELD: _("회의록을 쓰는 대로 보내 드립니다."),
    Status.CLOSED: _("방문하고 30일, 60일, 90일이 지나면 약속이 어떻게 되었는지 알려 드립니다."),
}
LINE_MARKS = {
    PromiseState.UNDECIDED: "OPEN",
    PromiseState.SOLVED: "RESOLVED",
    PromiseState.GRIEVANCE: "IN_PROGRESS",
    PromiseState.EXPLAINED: "info",
    PromiseState.NOT_ACCEPTED: "INFEASIBLE",
}


class Offered(NamedTuple):
    """A form on the page. Open where it was sent and came back."""

    verb: str
    form: MoveForm
    is_open: bool
    address: str


class Line(NamedTuple):
    """약속 한 줄: how it ended, what became of it, and what the host remembers otherwise."""

    promise: Promise
    badge: Badge
    became: str
    receipt_no: str  # of the host's own case
    case: Grievance | None  # where this reader may open it
    objections: list[Objection]
    field: BoundField | None
    is_open: bool


@dataclass
class VisitPage:
    """One visit as its host sees it, signed in or by the link of a mail (`token`)."""

    visit: Visit
    person: User | None
    token: str = ""
    at: datetime = field(default_factory=now)
    sent: tuple[str, MoveForm] | None = None

    # --- What is true now -------------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The sentence."""
        return wording.state_sentence(self.visit, at=self.at)

    @property
    def badge(self) -> Badge:
        """Its mark."""
        return badge_of(self.visit)

    @property
    def kind(self) -> str:
        """현장방문 or 간담회."""
        return wording.kind_words(self.visit)

    @property
    def is_offered(self) -> bool:
        """A day waits for the host's answer."""
        return self.visit.status == Status.OFFERED

    @property
    def waits(self) -> bool:
        """Something is asked of the host."""
        return self.is_offered or is_to_confirm(self.visit)

    @property
    def may_ask_again(self) -> bool:
        """It came to nothing."""
        return self.visit.status in {Status.DECLINED, Status.CANCELLED, Status.NO_SHOW}

    @property
    def steps(self) -> tuple[Any, ...]:
        """The way of a visit; none once it has left the way."""
        return STEPS if Status(self.visit.status) in _STEP else ()

    @property
    def step(self) -> int:
        """Where on the way it is."""
        return 5 if self.visit.is_confirmed else _STEP[Status(self.visit.status)]

    @property
    def next_notice(self) -> str:
        """When the host hears from the city again."""
        if is_to_confirm(self.visit):
            return gettext("답하지 않으셔도 회의록을 보내고 7일이 지나면 정리할 수 있습니다.")
        status = Status.CLOSED if self.visit.is_confirmed else Status(self.visit.status)
        return str(_NEXT.get(status, ""))

    # --- What happened ----------------------------------------------------------------------------------------------

    @cached_property
    def entries(self) -> list[VisitEntry]:
        """지금까지 있었던 일, the newest first."""
        return list(self.visit.history.for_company())

    @property
    def story(self) -> list[dict[str, Any]]:
        """The same as the timeline shows it."""
        return [
            {
                "by": "company" if entry.side == VisitEntry.Side.COMPANY else "city",
                "at": entry.at,
                "what": wording.entry_sentence(entry),
                "said": "" if entry.move in _SAID_AMONG_OFFICIALS else entry.note,
                "facts": list(_facts(entry)),
            }
            for entry in self.entries
        ]

    @property
    def seen(self) -> int:
        """The last line of the story on the page."""
        return self.entries[0].pk

    # --- Who comes, what is shown -----------------------------------------------------------------------------------

    @property
    def is_ahead(self) -> bool:
        """It has a time that is still to come."""
        return self.visit.status in {Status.OFFERED, Status.SCHEDULED} and not self.is_over

    @property
    def is_over(self) -> bool:
        """Its time has passed."""
        return self.visit.ends_at is not None and self.visit.ends_at < self.at

    @property
    def when(self) -> str:
        """11월 26일(목) 10:00–11:30."""
        return wording.when_words(self.visit.during)

    @property
    def when_with_year(self) -> str:
        """2026년 11월 26일(목) 10:00–11:30, as a paper says it."""
        begins, ends = self.visit.begins_at, self.visit.ends_at
        assert begins is not None
        assert ends is not None
        local = timezone.localtime(begins)
        weekday = case_wording.WEEKDAYS[local.weekday()]
        return f"{local:%Y}년 {local.month}월 {local.day}일({weekday}) {local:%H:%M}–{timezone.localtime(ends):%H:%M}"

    @property
    def calendar_address(self) -> str:
        """The calendar entry, for whoever is signed in, once the day is fixed."""
        is_fixed = self.visit.status == Status.SCHEDULED and not self.token
        return reverse("visits:ics", args=[self.visit.visit_no]) if is_fixed else ""

    @property
    def minutes_long(self) -> int:
        """How long it takes."""
        begins, ends = self.visit.begins_at, self.visit.ends_at
        return int((ends - begins).total_seconds() // 60) if begins and ends else 0

    @cached_property
    def roster(self) -> list[RosterEntry]:
        """Who comes; once it was written down, who came."""
        if self.visit.status not in PLACED:
            return []
        return [entry for entry in self.visit.roster.for_page() if entry.came is not False]

    @property
    def comers(self) -> list[tuple[str, str]]:
        """The same by part: 지원단, 정지원(기업지원과) and so on."""
        by_part: dict[str, list[str]] = {}
        for entry in self.roster:
            by_part.setdefault(entry.part, []).append(_introduced(entry))
        return [(str(part.label), ", ".join(by_part[part])) for part in Part if part in by_part]

    @cached_property
    def files(self) -> list[VisitFile]:
        """자료 and 사진, for whoever is signed in: they are handed out to nobody else."""
        return [] if self.token else list(self.visit.files.all())

    @property
    def materials(self) -> list[VisitFile]:
        """What was sent to be shown."""
        return [file for file in self.files if file.purpose == VisitFile.Purpose.MATERIAL]

    @property
    def photos(self) -> list[VisitFile]:
        """Pictures of the day, once the minutes are out."""
        photos = [file for file in self.files if file.purpose == VisitFile.Purpose.PHOTO]
        return photos if self.visit.minutes_sent_at else []

    # --- Minutes and promises ---------------------------------------------------------------------------------------

    @property
    def minutes(self) -> str:
        """회의록. What was not sent is not the host's to read yet."""
        return self.visit.minutes if self.visit.minutes_sent_at else ""

    @property
    def minutes_address(self) -> str:
        """Where the sheet is taken from."""
        if self.token:
            return reverse("visits:host_minutes", args=[self.token])
        return reverse("visits:minutes_pdf", args=[self.visit.visit_no])

    @property
    def score(self) -> str:
        """점수 as it was given."""
        return str(SCORES[self.visit.score]) if self.visit.score else ""

    @cached_property
    def promises(self) -> list[Promise]:
        """The lines of the minutes that were sent."""
        return list(self.visit.promises.for_page()) if self.visit.minutes_sent_at else []

    @cached_property
    def objections(self) -> list[Objection]:
        """이의, the oldest first."""
        return list(self.visit.objections.all()) if self.visit.minutes_sent_at else []

    @property
    def objections_to_the_rest(self) -> list[Objection]:
        """About no line of its own."""
        return [objection for objection in self.objections if objection.promise_id is None]

    @property
    def has_open_objection(self) -> bool:
        """Somebody is putting the minutes right."""
        return any(objection.settled_at is None for objection in self.objections)

    @cached_property
    def lines(self) -> list[Line]:
        """약속, line by line."""
        return [self._line(promise) for promise in self.promises]

    def _line(self, promise: Promise) -> Line:
        bound = self.objecting.form.of_line(promise.number) if self.objecting else None
        return Line(
            promise,
            Badge(LINE_MARKS[PromiseState(promise.state)], str(promise.get_state_display())),
            self._became(promise),
            self._receipt_no(promise),
            promise.grievance if promise.grievance_id in self._cases else None,
            [one for one in self.objections if one.promise_id == promise.pk],
            bound,
            bool(bound and (bound.errors or bound.value())),
        )

    def _became(self, promise: Promise) -> str:
        """What became of a grievance. Of another company's, or one kept from colleagues, no more than its state."""
        case = promise.grievance
        if case is None:
            return ""
        if promise.grievance_id in self._cases or self._is_the_hosts(case):
            return case_wording.state_sentence(case, at=self.at)
        return "" if case.is_private else str(case.get_status_display())

    def _receipt_no(self, promise: Promise) -> str:
        case = promise.grievance
        return case.receipt_no if case is not None and self._is_the_hosts(case) else ""

    def _is_the_hosts(self, case: Grievance) -> bool:
        """A case of the company that was visited, kept from none of its people."""
        return self.visit.company_id is not None and case.company_id == self.visit.company_id and not case.is_private

    @cached_property
    def _cases(self) -> frozenset[int]:
        """Cases that came of this visit and that this reader may open."""
        ids = [promise.grievance_id for promise in self.promises if promise.grievance_id]
        if self.person is None or self.token or not ids:
            return frozenset()
        return frozenset(
            Grievance.objects.visible_as_member(self.person).filter(pk__in=ids).values_list("pk", flat=True)
        )

    # --- What the host can do ---------------------------------------------------------------------------------------

    @cached_property
    def offers(self) -> dict[Move, str]:
        """Moves the table gives the host now, each with what hinders it."""
        return {offer.move: offer.hindrance for offer in offers(COMPANY, self.visit, at=self.at)}

    def address(self, verb: str) -> str:
        """Where a move is sent."""
        if self.token:
            return reverse("visits:host_answer", args=[self.token, verb])
        return reverse(f"visits:{verb.replace('-', '_')}", args=[self.visit.visit_no])

    def form_of(self, verb: str) -> Offered | None:
        """The form of a move that can be made now; the one that was sent, as it was sent."""
        if self.sent is not None and self.sent[0] == verb:
            return Offered(verb, self.sent[1], is_open=True, address=self.address(verb))
        if self.offers.get(VERBS[verb].move, "no") or (self.token and verb not in BY_LINK):
            return None
        form = self.fresh(verb, initial={"seen": self.seen})
        return Offered(verb, form, is_open=False, address=self.address(verb))

    def fresh(self, verb: str, *args: Any, **kwargs: Any) -> MoveForm:
        """A form of the verb, for whoever looks."""
        more = {"promises": self.promises} if verb == "object" else {}
        by_guest = self.person is None
        return VERBS[verb].form(self.visit, *args, auto_id=f"{verb}_%s", by_guest=by_guest, **more, **kwargs)

    @property
    def accept(self) -> Offered | None:
        """일정 수락."""
        return self.form_of("accept")

    @property
    def ask_other(self) -> Offered | None:
        """다른 일정 요청."""
        return self.form_of("ask-other")

    @property
    def amend(self) -> Offered | None:
        """신청 내용 변경."""
        return self.form_of("amend")

    @property
    def add_files(self) -> Offered | None:
        """자료 올리기."""
        return self.form_of("add-files")

    @property
    def cancel(self) -> Offered | None:
        """방문 취소."""
        return self.form_of("cancel")

    @property
    def confirm(self) -> Offered | None:
        """회의록 확인."""
        return self.form_of("confirm")

    @cached_property
    def objecting(self) -> "Objecting | None":
        """회의록 이의."""
        offered = self.form_of("object")
        if offered is None:
            return None
        assert isinstance(offered.form, ObjectForm)
        return Objecting(offered.form, offered.is_open, offered.address)

    @property
    def stranded(self) -> list[tuple[str, str]]:
        """What was typed for a move that cannot be made any more, so that it can be copied."""
        if self.sent is None or not self.offers.get(VERBS[self.sent[0]].move, "no"):
            return []
        fields = self.sent[1].visible_fields()
        return [(str(one.label), value) for one in fields if isinstance(value := one.value(), str) and value]


class Objecting(NamedTuple):
    """The form of the objections: its fields stand beside their lines."""

    form: ObjectForm
    is_open: bool
    address: str


_SAID_AMONG_OFFICIALS = frozenset({Move.LOG, Move.NO_SHOW})
"""Moves whose words the city wrote for itself."""


def _introduced(entry: RosterEntry) -> str:
    """정지원(기업지원과 주무관), as far as it is known."""
    person = entry.person
    whence = [entry.body or (person.unit if person else ""), person.position if person else ""]
    told = " ".join(filter(None, whence))
    return f"{entry.shown_name}({told})" if told else entry.shown_name


_ASKED = {"topics": _("이야기할 것"), "wishes": _("바라는 때"), "present": _("함께할 분"), "place": _("찾아갈 곳")}


def _facts(entry: VisitEntry) -> Iterable[tuple[str, str]]:
    """What else a move fixed: the time, the files, what was changed from what to what."""
    details = entry.details
    if begins := parse_datetime(details.get("begins_at") or ""):
        yield gettext("일시"), case_wording.moment_words(begins)
    if names := details.get("names"):
        yield gettext("자료"), ", ".join(names)
    for name, label in _ASKED.items():
        if name in details.get("after", {}):
            yield str(label), f"{details['before'][name] or '–'} → {details['after'][name] or '–'}"
    for number, words in details.get("lines", {}).items():
        yield gettext("%s번 줄") % number, words
