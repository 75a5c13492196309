"""기업 홍보관: what waits to be made public, what is public, and the decisions on both."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.actions import Refused
from accounts.admin import official
from companies.models import CompanyEvent
from companies.showcase import actions
from companies.showcase.actions import EVENTS
from companies.showcase.changes import changed_parts
from companies.showcase.forms import ReasonForm
from companies.showcase.models import Showcase
from companies.showcase.permissions import moves_for
from companies.showcase.workflow import Move, State
from notifications.filters import QuestionFilter
from notifications.masking import masked_name

HISTORY = 20
DATA_STATES = {State.DRAFT: "waiting", State.SUBMITTED: "waiting", State.SENT_BACK: "ended", State.PUBLISHED: "sent"}
"""Each state in the words of the style sheet."""


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "waiting": ("확인을 기다림", lambda _at: Showcase.objects.waiting()),
        "public": ("공개", lambda _at: Showcase.objects.public()),
        "sent-back": ("되돌림", lambda _at: Showcase.objects.sent_back()),
    }


@admin.register(Showcase)
class ShowcaseAdmin(admin.ModelAdmin[Showcase]):
    """The queue, and each showcase as the public will see it, with the buttons of whoever decides."""

    list_display = ("company", "headline", "complex", "standing", "submitted_at", "decided_at", "who")
    list_filter = (Standing,)
    search_fields = ("company__name", "company__name_key", "headline", "search_key")
    search_help_text = "회사 이름, 한 줄 소개, 제품 이름의 일부"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Showcase]:
        """With everything the list shows; what a company is still writing is its own affair."""
        return Showcase.objects.handed_in().for_worklist()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Companies make them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Showcase | None = None) -> bool:
        """What a company says is changed by the company."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Showcase | None = None) -> bool:
        """It is taken down, with a reason."""
        return False

    @admin.display(description="산업단지", ordering="company__industrial_complex__name")
    def complex(self, showcase: Showcase) -> str:
        """Where the company is."""
        return str(showcase.company.industrial_complex or "단지 밖")

    @admin.display(description="상태", ordering="state")
    def standing(self, showcase: Showcase) -> str:
        """Shape, word and colour."""
        state = State(showcase.state)
        return format_html('<span class="st" data-state="{}">{}</span>', DATA_STATES[state], state.label)

    @admin.display(description="결정한 사람")
    def who(self, showcase: Showcase) -> str:
        """Nobody yet, or somebody."""
        return showcase.decided_by.name if showcase.decided_by else ""

    def get_urls(self) -> list[URLPattern]:
        """And the three decisions."""
        verbs = {"publish": self.publish_view, "send-back": self.send_back_view, "take-down": self.take_down_view}
        door = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{verb}/", door(require_POST(view)), name=f"companies_showcase_{verb.replace('-', '_')}")
            for verb, view in verbs.items()
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The showcase to look at."""
        if not object_id.isdecimal():
            raise Http404
        return self._look(request, self._showcase(request, int(object_id)), ReasonForm())

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """공개."""
        showcase, seen, me = self._showcase(request, pk), self._seen(request), official(request)
        done = f"{showcase.company} 홍보관을 공개했습니다."
        return self._decided(request, lambda: actions.publish(showcase, seen=seen, by=me), done)

    def send_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """되돌리기."""
        showcase, seen, form = self._showcase(request, pk), self._seen(request), ReasonForm(request.POST)
        if not form.is_valid():
            return self._look(request, showcase, form)
        reason, me = form.cleaned_data["reason"], official(request)
        done = f"{showcase.company}에 고칠 곳을 알렸습니다."
        return self._decided(request, lambda: actions.send_back(showcase, reason, seen=seen, by=me), done)

    def take_down_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """공개 중지."""
        showcase, form = self._showcase(request, pk), ReasonForm(request.POST)
        if not form.is_valid():
            return self._look(request, showcase, form)
        reason, me = form.cleaned_data["reason"], official(request)
        done = f"{showcase.company} 홍보관 공개를 멈추고 까닭을 알렸습니다."
        return self._decided(request, lambda: actions.take_down(showcase, reason, by=me), done)

    def _showcase(self, request: HttpRequest, pk: int) -> Showcase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        showcase = Showcase.objects.handed_in().for_page().filter(pk=pk).first()
        if showcase is None:
            raise Http404
        return showcase

    def _seen(self, request: HttpRequest) -> int:
        seen = request.POST.get("seen", "")
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else 0

    def _decided(self, request: HttpRequest, act: Callable[[], object], done: str) -> HttpResponse:
        try:
            act()
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return redirect("admin:companies_showcase_changelist")
        self.message_user(request, done, messages.SUCCESS)
        return redirect("admin:companies_showcase_changelist")

    def _look(self, request: HttpRequest, showcase: Showcase, form: forms.Form) -> HttpResponse:
        moves = moves_for(official(request), showcase)
        public = (
            Showcase.objects.public().for_page().filter(company=showcase.company_id).exclude(pk=showcase.pk).first()
        )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(showcase),
            "showcase": showcase,
            "data_state": DATA_STATES[State(showcase.state)],
            "changes": changed_parts(public, showcase) if public else None,
            "form": form,
            "may_publish": Move.PUBLISH in moves,
            "may_take_down": Move.TAKE_DOWN in moves,
            "sender": masked_name(showcase.submitted_by.name) if showcase.submitted_by else "",
            "events": [
                (event.at, event.get_what_display(), masked_name(event.by.name) if event.by else "", event.note)
                for event in CompanyEvent.objects.of(showcase.company).filter(what__in=EVENTS.values())[:HISTORY]
            ],
        }
        template = "admin/companies/showcase/look.html"
        return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)
