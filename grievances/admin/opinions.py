"""협조·자문 on the page of a case: what others are asked, what they said, and what one's own department is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.admin import official
from accounts.models import User
from accounts.roles import Role
from grievances import actions, permissions, wording
from grievances.admin.case import CaseDesk, Opened, page_of
from grievances.admin.moves import ANSWERING, ENDING
from grievances.forms.opinions import AnswerForm, OpinionForm, PostponeForm
from grievances.models import Consultation, Grievance
from grievances.moment import now
from grievances.workflow import Move, MoveRefused

FORMS: dict[str, type[OpinionForm]] = {"give": AnswerForm, "postpone": PostponeForm}
ACTS: dict[str, Callable[..., Grievance]] = {"give": actions.advise, "postpone": actions.postpone}
DONE = {"give": "의견을 보냈습니다. 담당자에게 알렸습니다.", "postpone": "답할 날을 늦추었습니다."}
TAKE_BACK = "take-back"

type Sent = tuple[UUID, str, OpinionForm]


@dataclass(frozen=True)
class Opinion:
    """One question on the page, with the forms of whoever may answer it here."""

    asked: Consultation
    is_late: bool
    may_take_back: bool
    give: OpinionForm | None
    postpone: OpinionForm | None
    is_open: str = ""
    is_of_no_expert: bool = False
    """Whoever was asked is none any more: nobody will answer."""

    @property
    def whom(self) -> str:
        """Whom it asks, and what they are."""
        if self.asked.kind == Consultation.Kind.EXPERT:
            return f"{self.asked.get_kind_display()} {self.asked.asked}"
        return self.asked.asked

    @property
    def until(self) -> str:
        """답할 날."""
        return wording.until_words(self.asked.reply_by)


@dataclass(frozen=True)
class Opinions:
    """의견: what one's own department is asked comes first of all; what the case asked stands beside it."""

    mine: list[Opinion]
    all: list[Opinion]

    @property
    def waiting(self) -> int:
        """How many have not answered."""
        return sum(one.asked.is_waiting for one in self.all)


def opinions_of(user: User, case: Grievance, *, at: datetime, sent: Sent | None = None) -> Opinions:
    """All questions of a case, the newest first, as this official meets them."""
    if not case.has("consultations"):
        return Opinions([], [])
    holds = permissions.may_at_desk(user, Move.TAKE_QUESTION_BACK, case)
    asked = case.consultations.select_related("department", "expert", "asked_by").prefetch_related("files")
    rows = list(asked.order_by("-pk"))
    gone = _experts_no_more(rows, at)
    found = [_opinion(user, one, holds=holds, gone=gone, at=at, sent=sent) for one in rows]
    return Opinions([one for one in found if one.give is not None], found)


def _experts_no_more(rows: list[Consultation], at: datetime) -> set[int]:
    """Of those who are still to answer."""
    waits_for = {one.expert_id for one in rows if one.is_waiting and one.expert_id is not None}
    if not waits_for:
        return set()
    return waits_for - set(
        User.objects.holding(Role.EXPERT, at=at).filter(pk__in=waits_for).values_list("pk", flat=True)
    )


def _opinion(
    user: User, one: Consultation, *, holds: bool, gone: set[int], at: datetime, sent: Sent | None
) -> Opinion:
    answers = one.is_waiting and one.department_id is not None and bool(permissions.advises(user, one))
    came = sent if sent and sent[0] == one.key else None
    forms = {verb: came[2] if came and came[1] == verb else _fresh(one, verb) for verb in FORMS}
    return Opinion(
        one,
        is_late=one.is_waiting and one.reply_by < at,
        may_take_back=holds and one.is_waiting,
        give=forms["give"] if answers else None,
        postpone=forms["postpone"] if answers and one.postponed_at is None else None,
        is_open=came[1] if came else "",
        is_of_no_expert=one.is_waiting and one.expert_id in gone,
    )


def _fresh(one: Consultation, verb: str, *given: Any) -> OpinionForm:
    return FORMS[verb](*given, asked=one, is_guest=False, auto_id=f"{verb}-{one.pk}-%s")


class OpinionDesk(CaseDesk):
    """The page of a case with what others are asked about it, and the doors of those questions."""

    def get_urls(self) -> list[URLPattern]:
        """And what is done at a question."""
        door = self.admin_site.admin_view
        address = "<int:pk>/opinions/<uuid:question_key>/<str:name>/"
        return [path(address, door(self.opinion_view), name="grievances_grievance_opinion"), *super().get_urls()]

    def opinion_view(self, request: HttpRequest, pk: int, question_key: UUID, name: str) -> HttpResponse:
        """의견, another day for it, or the question taken back."""
        case = self._case(request, pk)
        if name not in {*FORMS, TAKE_BACK}:
            raise Http404
        if request.method != "POST":
            return redirect(f"{page_of(case)}#opinions")
        asked = get_object_or_404(case.consultations.for_page(), key=question_key)
        if name == TAKE_BACK:
            return self._taken_back(request, case, asked)
        return self._answered(request, case, asked, name)

    def _taken_back(self, request: HttpRequest, case: Grievance, asked: Consultation) -> HttpResponse:
        try:
            actions.take_question_back(asked, by=official(request))
        except MoveRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            particle = "에게" if asked.expert_id else "에"
            messages.success(request, f"{asked.asked}{particle} 물은 것을 거두었습니다.")
        return redirect(f"{page_of(case)}#opinions")

    def _answered(self, request: HttpRequest, case: Grievance, asked: Consultation, verb: str) -> HttpResponse:
        """Who is not of the department that is asked gets nowhere, whatever the form says."""
        if not permissions.advises(official(request), asked):
            raise PermissionDenied
        form, act = _fresh(asked, verb, request.POST), ACTS[verb]
        if not form.is_valid():
            return self._again(request, case, (asked.key, verb, form), 422)
        try:
            act(asked, by=official(request), **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self._again(request, case, (asked.key, verb, form), 409)
        messages.success(request, f"{case.receipt_no} {DONE[verb]}")
        is_seen = Grievance.objects.visible_as_staff(official(request)).filter(pk=case.pk).exists()
        return redirect(f"{page_of(case)}#opinions" if is_seen else "admin:grievances_grievance_changelist")

    def _again(self, request: HttpRequest, case: Grievance, sent: Sent, status: int) -> HttpResponse:
        """The page with the form as it was sent."""
        page = self._page(request, self._case(request, case.pk), None, sent=sent)
        page.status_code = status
        return page

    def _page(
        self, request: HttpRequest, case: Grievance, opened: Opened | None, sent: Sent | None = None
    ) -> HttpResponse:
        page = super()._page(request, case, opened)
        assert isinstance(page, TemplateResponse)
        assert page.context_data is not None
        page.context_data["opinions"] = opinions_of(official(request), case, at=now(), sent=sent)
        page.context_data["opinions_open"] = _open_words(page.context_data)
        return page


def _open_words(context: dict[str, Any]) -> str:
    """What somebody should know who answers while others still think."""
    move, opinions = context["move"], context["opinions"]
    ends = move is not None and move.step.group in {ANSWERING, ENDING}
    return f"아직 답하지 않은 의견 {opinions.waiting}건" if ends and opinions.waiting else ""
