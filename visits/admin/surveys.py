"""사전조사: prepared by the beat, sent by a person; what companies answered, and what is made of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.access import note_view
from accounts.actions import Subject
from accounts.admin import official
from grievances.models import Category
from grievances.moment import now
from grievances.workflow import MoveRefused
from notifications.filters import QuestionFilter
from notifications.masking import masked_name, masked_phone
from visits import surveys
from visits.actions import surveying
from visits.forms.surveys import NewRoundForm, RoundForm, SurveyForm
from visits.models import PreSurvey, SurveyInvitation, SurveyItem, Visit
from visits.permissions import may_run_programmes
from visits.querysets import PreSurveyQuerySet

PREPARED, OPEN, CLOSED = ("waiting", "보내기 전"), ("running", "답을 받는 중"), ("ended", "마감")
NOT_SENT = ("ended", "보내지 않음")
"""How far it has come, in the words of the style sheet and of people."""

TAKEN: dict[str, tuple[Callable[..., object], str]] = {
    "topic": (surveying.make_topic, "방문 주제에 더했습니다."),
    "grievance": (surveying.make_grievance, "기업애로로 옮겼습니다. 접수할 것에 있습니다."),
    "look": (surveying.note_item, "살펴본 것으로 적었습니다."),
}
"""What one thing that a company named can become."""


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "to-send": ("보낼 것", lambda at: PreSurvey.objects.to_send(on=timezone.localdate(at))),
        "open": ("답을 받는 중", lambda at: PreSurvey.objects.open(on=timezone.localdate(at))),
        "to-look-at": ("살펴볼 답이 있는 것", lambda _at: PreSurvey.objects.to_look_at()),
        "closed": ("마감한 것", lambda at: PreSurvey.objects.closed(on=timezone.localdate(at))),
    }


@dataclass(frozen=True)
class Answer:
    """One company that answered, as the page shows it."""

    invitation: SurveyInvitation
    visit: Visit | None  # that is still to come
    items: list[SurveyItem]
    name: str
    phone: str

    @property
    def is_open(self) -> bool:
        """Something of it waits for somebody."""
        return self.invitation.wish_is_open or any(item.taken_at is None for item in self.items)


@admin.register(PreSurvey)
class PreSurveyAdmin(admin.ModelAdmin[PreSurvey]):
    """A line a round; behind it what is asked of whom, and, once it was sent, the answers."""

    list_display = ("__str__", "programme", "place", "standing", "response", "to_look_at", "closes_on")
    list_filter = (Standing,)

    def get_queryset(self, request: HttpRequest) -> PreSurveyQuerySet:
        """With everything the list shows."""
        return PreSurvey.objects.for_list()

    def get_urls(self) -> list[URLPattern]:
        """And what is done with a round and its answers."""
        door = self.admin_site.admin_view
        return [
            path("<int:pk>/remind/", door(self.remind_view), name="visits_presurvey_remind"),
            path("<int:pk>/items/<int:item>/<str:verb>/", door(self.item_view), name="visits_presurvey_item"),
            path("<int:pk>/asked/<int:asked>/answer/", door(self.answer_view), name="visits_presurvey_answer"),
            path("<int:pk>/asked/<int:asked>/visit/", door(self.visit_view), name="visits_presurvey_visit"),
            path("<int:pk>/asked/<int:asked>/look/", door(self.look_view), name="visits_presurvey_look"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: PreSurvey | None = None) -> bool:
        """Rounds are kept; one that is not sent asks nobody."""
        return False

    @admin.display(description="누구에게")
    def place(self, survey: PreSurvey) -> str:
        """A complex, or those to be visited."""
        return _place(survey)

    @admin.display(description="상태")
    def standing(self, survey: PreSurvey) -> str:
        """Shape, word and colour."""
        return format_html('<span class="st" data-state="{}">{}</span>', *_standing(survey))

    @admin.display(description="답")
    def response(self, survey: PreSurvey) -> str:
        """12곳 가운데 5곳, 42%."""
        return surveys.response_words(survey.asked, survey.answered) if survey.sent_at else "–"

    @admin.display(description="살펴볼 것")
    def to_look_at(self, survey: PreSurvey) -> str:
        """Things nobody has taken up."""
        return f"{survey.untaken}가지" if survey.untaken else "–"

    # --- The round --------------------------------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """사전조사 더하기: for a complex, or for a month the beat has not come to."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewRoundForm(_sent(request), on=timezone.localdate(now()))
        survey = self._kept(request, form, surveying.prepare_round) if form.is_valid() else None
        if survey is None:
            return self._page(request, "new", "사전조사 더하기", form=form)
        return redirect("admin:visits_presurvey_change", survey.pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One round: before it is sent what it asks and whom, afterwards what came of it."""
        survey = self._round(request, object_id)
        note_view(request, _as_subject(survey))
        if survey.sent_at is not None:
            return self._answers(request, survey)
        if request.method != "POST":
            return self._prepared(request, survey, RoundForm(survey=survey))
        form = RoundForm(request.POST, survey=survey)
        if not form.is_valid() or not self._kept(request, form, partial(surveying.correct_round, survey)):
            return self._prepared(request, survey, form)
        if "send" in request.POST:
            self._send(request, survey, form)
        return _back(survey)

    def _send(self, request: HttpRequest, survey: PreSurvey, form: forms.Form) -> None:
        """보내기, to those who were on the page."""
        if "industrial_complex" in form.changed_data:
            self.message_user(
                request, "받을 기업이 바뀌었습니다. 아래를 보고 다시 ‘보내기’를 누르십시오.", messages.WARNING
            )
            return
        self._do(request, survey, surveying.send_round, survey, done="사전조사를 보냈습니다.")

    def remind_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """한 번 더 알리기."""
        survey = self._round(request, str(pk))
        if request.method == "POST":
            self._do(request, survey, surveying.remind_round, survey, done="답하지 않은 기업에 한 번 더 알렸습니다.")
        return _back(survey)

    # --- The answers ------------------------------------------------------------------------------------------------

    def item_view(self, request: HttpRequest, pk: int, item: int, verb: str) -> HttpResponse:
        """방문 주제로, 기업애로로, 방문 신청으로, 살펴봄."""
        survey = self._round(request, str(pk))
        found = get_object_or_404(SurveyItem.objects.for_page(), pk=item, invitation__survey=survey)
        if request.method != "POST":
            return _back(survey)
        if verb == "visit":
            act = partial(surveying.make_request, found.invitation, item=found)
            self._do(request, survey, act, done="방문을 신청했습니다.")
        elif verb in TAKEN:
            take, done = TAKEN[verb]
            self._do(request, survey, partial(take, found, **_category(request, verb)), done=done)
        else:
            raise Http404
        return _back(survey, found.invitation_id)

    def visit_view(self, request: HttpRequest, pk: int, asked: int) -> HttpResponse:
        """방문 신청으로, about all that nobody has taken up."""
        return self._settled(request, pk, asked, surveying.make_request, "방문을 신청했습니다.")

    def look_view(self, request: HttpRequest, pk: int, asked: int) -> HttpResponse:
        """The wish for a visit, looked at."""
        return self._settled(request, pk, asked, surveying.settle_wish, "살펴본 것으로 적었습니다.")

    def _settled(
        self, request: HttpRequest, pk: int, asked: int, act: Callable[..., object], done: str
    ) -> HttpResponse:
        survey = self._round(request, str(pk))
        invitation = _invitation(survey, asked)
        if request.method == "POST":
            self._do(request, survey, act, invitation, done=done)
        return _back(survey, invitation.pk)

    def answer_view(self, request: HttpRequest, pk: int, asked: int) -> HttpResponse:
        """전화로 들은 답."""
        survey = self._round(request, str(pk))
        if not may_run_programmes(official(request)):
            raise PermissionDenied
        invitation = _invitation(survey, asked)
        note_view(request, _as_subject(survey))
        form = SurveyForm(_sent(request), invitation=invitation, visit=surveys.visit_ahead(invitation))
        if form.is_valid():
            try:
                surveying.note_answer(invitation, form.said, by=official(request))
            except MoveRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                self._log(request, survey, f"{invitation.company}: 전화로 들은 답을 적었습니다.")
                return _back(survey, invitation.pk)
        return self._page(
            request, "phone", f"전화로 들은 답: {invitation.company}", survey=survey, asked=invitation, form=form
        )

    # --- Pages ------------------------------------------------------------------------------------------------------

    def _round(self, request: HttpRequest, object_id: str) -> PreSurvey:
        if not self.has_view_permission(request):
            raise PermissionDenied
        survey = self.get_object(request, object_id)
        if survey is None:
            raise Http404
        return survey

    def _kept(self, request: HttpRequest, form: forms.Form, act: Callable[..., PreSurvey]) -> PreSurvey | None:
        """Keep what the form says; None, and the reason in the form, where that was refused."""
        try:
            survey = act(by=official(request), **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return None
        if "send" not in request.POST:
            self._log(request, survey, "묻는 글과 마감일을 정했습니다.")
        return survey

    def _do(self, request: HttpRequest, survey: PreSurvey, act: Callable[..., object], *of: object, done: str) -> None:
        """One action; what was refused is said."""
        try:
            act(*of, by=official(request))
        except MoveRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            self._log(request, survey, done)

    def _log(self, request: HttpRequest, survey: PreSurvey, done: str) -> None:
        self.log_change(request, survey, done)
        self.message_user(request, done, messages.SUCCESS)

    def _prepared(self, request: HttpRequest, survey: PreSurvey, form: RoundForm) -> HttpResponse:
        asked = surveys.to_ask(survey)
        return self._page(
            request,
            "prepared",
            _title(survey),
            survey=survey,
            standing=_standing(survey),
            place=_place(survey),
            form=form,
            to_ask=asked,
            by_phone=sum(one.is_by_phone for one in asked),
        )

    def _answers(self, request: HttpRequest, survey: PreSurvey) -> HttpResponse:
        asked = list(survey.invitations.for_page())
        ahead = surveys.visits_ahead(asked)
        open_to_me = may_run_programmes(official(request))
        answers = [_answer(one, ahead.get(one.pk), open_to_me=open_to_me) for one in asked if one.answered_at]
        silent = [one for one in asked if not one.answered_at]
        return self._page(
            request,
            "answers",
            _title(survey),
            survey=survey,
            standing=_standing(survey),
            place=_place(survey),
            response=surveys.response_words(len(asked), len(answers)),
            answers=sorted(answers, key=lambda one: not one.is_open),
            silent=[one for one in silent if not one.is_by_phone],
            by_phone=[one for one in silent if one.is_by_phone],
            untold=sum(one.asked_at is None for one in silent if not one.is_by_phone),
            is_closed=survey.closes_on < timezone.localdate(now()),
            categories=Category.objects.filter(is_active=True),
        )

    def _page(self, request: HttpRequest, name: str, title: str, **page: Any) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        form = page.get("form")
        status = 422 if form is not None and form.is_bound else 200
        return TemplateResponse(
            request,
            f"admin/visits/presurvey/{name}.html",
            {**frame, **page, "may_run": may_run_programmes(official(request))},
            status=status,
        )


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _category(request: HttpRequest, verb: str) -> dict[str, Category | None]:
    """분야 that was chosen beside the button, where the company chose none."""
    chosen = request.POST.get("category", "")
    if verb != "grievance" or not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 19):
        return {}
    return {"category": Category.objects.filter(is_active=True, pk=chosen).first()}


def _invitation(survey: PreSurvey, asked: int) -> SurveyInvitation:
    found: SurveyInvitation = get_object_or_404(SurveyInvitation.objects.for_page(), pk=asked, survey=survey)
    return found


def _answer(invitation: SurveyInvitation, visit: Visit | None, *, open_to_me: bool) -> Answer:
    """Whoever works with the answers calls the company; whoever only reads them need not know who it was."""
    name, phone = invitation.answered_by, invitation.phone
    if not open_to_me:
        name, phone = masked_name(name), masked_phone(phone)
    return Answer(invitation, visit, list(invitation.items.all()), name, phone)


def _back(survey: PreSurvey, invitation_id: int | None = None) -> HttpResponse:
    """To the page of the round, to the company one was at."""
    page = reverse("admin:visits_presurvey_change", args=[survey.pk])
    return redirect(f"{page}#asked-{invitation_id}" if invitation_id else page)


def _as_subject(survey: PreSurvey) -> Subject:
    """A round, and with it those who were asked, as the access log calls it."""
    return Subject("사전조사", str(survey.pk), _title(survey))


def _title(survey: PreSurvey) -> str:
    return f"{survey} · {survey.programme}"


def _place(survey: PreSurvey) -> str:
    return str(survey.industrial_complex or "그 달에 찾아갈 기업")


def _standing(survey: PreSurvey) -> tuple[str, str]:
    is_over = survey.closes_on < timezone.localdate(now())
    if survey.sent_at is None:
        return NOT_SENT if is_over else PREPARED
    return CLOSED if is_over else OPEN
