"""The page of one item: what the meeting saw of the case, how it stands now, and what is decided about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.actions import note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog
from accounts.roles import Role
from companies import uploads
from grievances import permissions as cases
from grievances import wording as case_wording
from grievances.actions import Stale
from grievances.admin.case import as_subject as case_as_subject
from grievances.admin.case import seen_by
from grievances.admin.moves import STEPS as CASE_STEPS
from grievances.admin.story import Line, told
from grievances.files import TOTAL_LIMIT
from grievances.forms.staff import MoveForm
from grievances.models import Grievance
from grievances.moment import now
from grievances.workflow import RULES as CASE_RULES
from grievances.workflow import Move as CaseMove
from grievances.workflow import MoveRefused
from meetings import actions, permissions, snapshots, veils
from meetings.admin.desk import MeetingDesk, page_of
from meetings.forms.desk import HeadingForm, WordsForm
from meetings.models import AgendaItem, Meeting
from meetings.wording import decision_words, when_words
from meetings.workflow import DECISION_CHOICES, DECISIONS, DEFER, Move

AS_HEAD = frozenset({Role.HEAD, Role.MANAGER})
"""As whom the coordinator carries out what a meeting decided."""
WORDS_ALONE = {CaseMove.NOTE.value: "메모로 남김 · 사건은 그대로", DEFER: "까닭만"}
"""Decisions whose words are all there is to say, and what becomes of the case."""


GONE = "그 사이 내린 안건입니다."


@dataclass(frozen=True)
class Choice:
    """A decision that is possible now, or with the sentence that says why not."""

    key: str
    decision: str
    label: str
    hint: str
    hindrance: str = ""


@dataclass(frozen=True)
class Deciding:
    """The form of a decision that stands open, and what came of sending it."""

    choice: Choice
    words: WordsForm
    form: MoveForm | None = None
    since: Sequence[Line] = ()

    @property
    def status(self) -> int:
        """How the answer to a form says that it was refused."""
        if self.since or self.words.has_error("__all__"):
            return 409
        return 422 if self.words.errors or (self.form and self.form.errors) else 200

    def is_valid(self) -> bool:
        """Both; and both say what is wrong with them."""
        return all([self.words.is_valid(), self.form is None or self.form.is_valid()])

    @property
    def said(self) -> dict[str, Any]:
        """What the move needs."""
        if self.choice.key == CaseMove.NOTE:
            return {"text": self.words.cleaned_data["words"]}
        return self.form.cleaned_data if self.form else {}


class ItemDesk(MeetingDesk):
    """One item of an agenda."""

    def get_urls(self) -> list[URLPattern]:
        """Its page, by the number people read; what is done to it, by its row: numbers change hands."""
        door, item = self.admin_site.admin_view, "<int:pk>/agenda/<int:item_pk>/"
        decide = uploads.takes(TOTAL_LIMIT)(door(self.decide_view))
        return [
            path("<int:pk>/items/<int:number>/", door(self.item_view), name="meetings_meeting_item"),
            path(f"{item}decide/<str:key>/", decide, name="meetings_meeting_decide"),
            path(f"{item}word/", door(require_POST(self.word_view)), name="meetings_meeting_word"),
            path(f"{item}lift/", door(require_POST(self.lift_view)), name="meetings_meeting_lift"),
            path(f"{item}take-off/", door(require_POST(self.take_off_view)), name="meetings_meeting_take_off"),
            *super().get_urls(),
        ]

    def item_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """The item; `?decide=` opens the form of a decision."""
        item = self._item(request, self.meeting(request, pk), number=number)
        if item is None:
            raise Http404
        deciding, key = None, request.GET.get("decide", "")
        may = not item.is_decided and permissions.may(official(request), Move.DECIDE, item.meeting)
        if key and may and not permissions.hindrance(Move.DECIDE, item.meeting, at=now()):
            deciding = self._deciding(item, key)
        return self._item_page(request, item, deciding)

    def decide_view(self, request: HttpRequest, pk: int, item_pk: int, key: str) -> HttpResponse:
        """안건 결정. What the case refuses comes back with all that was typed."""
        meeting = self.meeting(request, pk)
        item = self._item(request, meeting, pk=item_pk)
        if request.method != "POST":
            return redirect(f"{item_page(item)}?decide={key}#decide" if item else page_of(meeting))
        self.check_may(request, Move.DECIDE, meeting)
        if item is None:
            return self._gone_page(request, meeting, key)
        opened = self._deciding(item, key, request.POST, request.FILES)
        deciding = self._decided(request, item, opened)
        if deciding is None:
            messages.success(request, f"{item.number}번 안건을 정했습니다: {opened.choice.label}.")
            return redirect(f"{page_of(item.meeting)}#item-{item.number}")
        fresh = self._item(request, self.meeting(request, pk), pk=item_pk)
        return self._item_page(request, fresh, deciding) if fresh else self._gone_page(request, meeting, key)

    def word_view(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        """안건 이름 변경."""
        meeting = self.meeting(request, pk)
        item, form = self._item(request, meeting, pk=item_pk), HeadingForm(request.POST)
        if item is None:
            return self._gone(request, meeting)
        if not form.is_valid():
            return self._item_page(request, item, None, heading=form)
        act = partial(actions.word, item, form.cleaned_data["heading"], by=official(request))
        return self._simply(request, act, "안건 이름을 바꾸었습니다.", back=item_page(item))

    def lift_view(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        """앞으로."""
        meeting = self.meeting(request, pk)
        item = self._item(request, meeting, pk=item_pk)
        if item is None:
            return self._gone(request, meeting)
        act = partial(actions.lift, item, by=official(request))
        return self._simply(request, act, "안건의 차례를 바꾸었습니다.", back=f"{page_of(meeting)}#agenda")

    def take_off_view(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        """안건 내리기."""
        meeting = self.meeting(request, pk)
        item = self._item(request, meeting, pk=item_pk)
        if item is None:
            return self._gone(request, meeting)
        act, done = partial(actions.take_off, item, by=official(request)), f"{item.number}번 안건을 내렸습니다."
        return self._simply(request, act, done, back=f"{page_of(meeting)}#agenda")

    def _simply(self, request: HttpRequest, act: Callable[[], Meeting], done: str, *, back: str) -> HttpResponse:
        """A move without a form of its own: made, or refused with its sentence."""
        try:
            act()
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        messages.success(request, done)
        return redirect(back)

    def _gone(self, request: HttpRequest, meeting: Meeting) -> HttpResponse:
        """Somebody took the item off meanwhile, and nothing long was typed about it."""
        messages.error(request, GONE)
        return redirect(f"{page_of(meeting)}#agenda")

    # --- Deciding ---------------------------------------------------------------------------------------------------

    def _decided(self, request: HttpRequest, item: AgendaItem, deciding: Deciding) -> Deciding | None:
        """Decide; None once it is done."""
        if not deciding.is_valid():
            return deciding
        words, choice = deciding.words, deciding.choice
        try:
            actions.decide(
                item,
                choice.decision,
                words.cleaned_data["words"],
                by=official(request),
                seen=seen_by(request),
                **deciding.said,
            )
        except Stale as news:
            return Deciding(choice, words, deciding.form, since=told(news.since, names_people=True))
        except MoveRefused as refusal:
            words.add_error(None, str(refusal))
            return deciding
        return None

    def _deciding(self, item: AgendaItem, key: str, said: Any = None, files: Any = None) -> Deciding:
        sent = key if said is not None else ""
        choice = next((one for one in choices_of(item, at=now(), sent=sent) if one.key == key), None)
        if choice is None:
            raise Http404
        form = None
        if key not in WORDS_ALONE:
            form = CASE_STEPS[key].form(said, files, case=item.grievance, at=now())
        return Deciding(choice, WordsForm(said), form)

    # --- The page ---------------------------------------------------------------------------------------------------

    def _item(self, request: HttpRequest, meeting: Meeting, **row: int) -> AgendaItem | None:
        """The row with this `number` or `pk`; None where it was taken off."""
        items = meeting.agenda.for_reader(official(request)).select_related("decided_by")
        item = items.filter(**row).first()
        if item is None:
            return None
        item.meeting = meeting
        veils.over([meeting], official(request)).on(item, "heading", "words")
        if item.opens_case:
            item.grievance = Grievance.objects.for_case_page().get(pk=item.grievance_id)
        return item

    def _item_page(
        self,
        request: HttpRequest,
        item: AgendaItem,
        deciding: Deciding | None,
        *,
        heading: HeadingForm | None = None,
    ) -> HttpResponse:
        me, at = official(request), now()
        meeting, case = item.meeting, item.grievance if item.opens_case else None
        if case is not None:
            note_access(AccessLog.What.VIEW, case_as_subject(case), by=me, address=client_address(request))
        may_plan = permissions.may_plan(me)
        decides = may_plan and not item.is_decided
        not_now = permissions.hindrance(Move.DECIDE, meeting, at=at) if decides else ""
        may_word = may_plan and not permissions.hindrance(Move.WORD, meeting, at=at)
        entries = list(case.history.order_by("-pk").values_list("pk", flat=True)[:1]) if case else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{item.number}번 안건",
            "meeting": meeting,
            "when": when_words(meeting.during),
            "item": item,
            "case": case,
            "saw": snapshots.read(item.snapshot) if case else None,
            "now": case_wording.state_sentence(case, at=at) if case else "",
            "decision": decision_words(item),
            "choices": choices_of(item, at=at) if decides and not not_now else [],
            "not_now": not_now,
            "deciding": deciding,
            "seen": entries[0] if entries else 0,
            "heading": heading or (HeadingForm(initial={"heading": item.heading}) if may_word else None),
            "takes_off": may_word and not item.is_decided,
            "orders": not permissions.hindrance(Move.ORDER, meeting, at=at),
            "before": meeting.agenda.filter(number__lt=item.number).order_by("-number").first(),
            "after": meeting.agenda.filter(number__gt=item.number).order_by("number").first(),
        }
        status = deciding.status if deciding else 422 if heading else 200
        return TemplateResponse(request, "admin/meetings/meeting/item.html", context, status=status)

    def _gone_page(self, request: HttpRequest, meeting: Meeting, key: str) -> HttpResponse:
        """What was typed about an item that was taken off meanwhile, to be taken along."""
        step = CASE_STEPS.get(key)
        fields = {**WordsForm.base_fields, **(step.form.base_fields if step else {})}
        typed = [
            (field.label, said)
            for name, field in fields.items()
            if isinstance(field, forms.CharField) and (said := request.POST.get(name, "").strip())
        ]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "내린 안건",
            "meeting": meeting,
            "typed": typed,
            "had_files": bool(request.FILES),
        }
        return TemplateResponse(request, "admin/meetings/meeting/gone.html", context, status=409)


def choices_of(item: AgendaItem, *, at: datetime, sent: str = "") -> list[Choice]:
    """Everything the meeting can decide about the case as it stands; what makes no sense in its status is left out.

    What was `sent` made sense when the page was opened: why it no longer does is for the action to say.
    """
    case = item.grievance
    steps = [step for step in CASE_STEPS.values() if step.move in actions.DOES and step.move != CaseMove.NOTE]
    found = [
        Choice(step.key, str(step.move), step.label, step.hint, cases.hindrance(step.move, case, AS_HEAD, at=at))
        for step in sorted(steps, key=lambda step: DECISIONS.index(step.move))
        if step.key == sent or (case.status in CASE_RULES[step.move].sources and step.fits(case))
    ]
    return [*found, *(Choice(key, key, str(dict(DECISION_CHOICES)[key]), hint) for key, hint in WORDS_ALONE.items())]


def item_page(item: AgendaItem) -> str:
    """Where one item is read and decided."""
    return reverse("admin:meetings_meeting_item", args=[item.meeting_id, item.number])
