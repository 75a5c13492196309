"""금지기간: by days or by an election, saved after a look at what it takes away and whom it hits."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.admin import official
from grievances.moment import now
from grievances.wording import day_words
from grievances.workflow import MoveRefused
from notifications.filters import QuestionFilter
from visits import actions, season
from visits.actions.season import Kept
from visits.forms.season import BlackoutForm, ElectionForm
from visits.models import Blackout
from visits.slots import ELECTION_ARTICLE, ELECTION_EXCEPTIONS, ELECTION_FORBIDS

type Sent = BlackoutForm | ElectionForm


class Standing(QuestionFilter):
    """때."""

    title, parameter_name = "때", "state"
    questions = {
        "ahead": ("지금과 앞으로", lambda at: Blackout.objects.within(timezone.localdate(at), date.max)),
        "over": ("지난 것", lambda at: Blackout.objects.over(on=timezone.localdate(at))),
    }


@dataclass(frozen=True)
class Page:
    """The two ways in; of one that is kept, the way it was made."""

    by_days: BlackoutForm | None
    by_election: ElectionForm | None


@admin.register(Blackout)
class BlackoutAdmin(admin.ModelAdmin[Blackout]):
    """금지기간."""

    list_display = ("days", "why", "article", "of")
    list_filter = (Standing,)
    search_fields = ("why", "article")
    search_help_text = "까닭이나 근거의 일부"

    def get_urls(self) -> list[URLPattern]:
        """And its end."""
        drop = self.admin_site.admin_view(self.drop_view)
        return [path("<int:pk>/drop/", drop, name="visits_blackout_drop"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Blackout]:
        """With their programme."""
        return super().get_queryset(request).select_related("programme")

    def has_delete_permission(self, request: HttpRequest, obj: Blackout | None = None) -> bool:
        """Our own way is `drop_view`."""
        return False

    @admin.display(description="기간", ordering="first_on")
    def days(self, blackout: Blackout) -> str:
        """From the first to the last day."""
        return f"{day_words(blackout.first_on)} – {day_words(blackout.last_on)}"

    @admin.display(description="순회 프로그램", ordering="programme__name")
    def of(self, blackout: Blackout) -> str:
        """One, or all of them."""
        return str(blackout.programme or "모든 프로그램")

    # --- What is done to one ----------------------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """금지기간 더하기."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, Page(BlackoutForm(), ElectionForm()), None)
        return self._sent(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One of them: what it forbids, whom it hits, and what is wrong in it put right."""
        blackout = self._blackout(request, unquote(object_id))
        if request.method != "POST":
            return self._page(request, _of(blackout), blackout)
        if not self.has_change_permission(request):
            raise PermissionDenied
        return self._sent(request, blackout)

    def drop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """지우기."""
        blackout = self._blackout(request, str(pk))
        if request.method != "POST":
            return redirect("admin:visits_blackout_change", pk)
        self.log_deletions(request, self.model.objects.filter(pk=pk))
        actions.drop_blackout(blackout, by=official(request))
        done = "금지기간을 지웠습니다. 그 기간의 시간대는 프로그램에서 ‘시간대 만들기’로 다시 만드십시오."
        self.message_user(request, done, messages.SUCCESS)
        return redirect("admin:visits_blackout_changelist")

    def _sent(self, request: HttpRequest, kept: Blackout | None) -> HttpResponse:
        """What it takes away and whom it hits is shown first; nothing is saved before."""
        by_election = "election_on" in request.POST
        form: Sent = (ElectionForm if by_election else BlackoutForm)(request.POST, kept=kept)
        if not form.is_valid():
            return self._page(request, _with(form, kept), kept, status=422)
        if "sure" not in request.POST:
            return self._preview(request, form, kept)
        try:
            return self._done(request, actions.keep_blackout(form.blackout, by=official(request)), kept)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, _with(form, kept), kept, status=409)

    def _done(self, request: HttpRequest, done: Kept, kept: Blackout | None) -> HttpResponse:
        words = f"금지기간을 저장했습니다. 빈 자리 {done.removed}개를 지웠습니다."
        self.message_user(request, words, messages.SUCCESS)
        (self.log_change if kept else self.log_addition)(request, done.blackout, f"{done.blackout}. {words}")
        return redirect("admin:visits_blackout_change", done.blackout.pk)

    # --- Pages ------------------------------------------------------------------------------------------------------

    def _blackout(self, request: HttpRequest, pk: str) -> Blackout:
        if not self.has_view_permission(request):
            raise PermissionDenied
        blackout = self.get_object(request, pk)
        if blackout is None:
            raise Http404
        return blackout

    def _page(self, request: HttpRequest, page: Page, record: Blackout | None, *, status: int = 200) -> HttpResponse:
        forms = [form for form in (page.by_days, page.by_election) if form is not None]
        context = self._frame(request, f"금지기간: {record.why}" if record else "금지기간 더하기") | {
            "record": record,
            "by_days": page.by_days,
            "by_election": page.by_election,
            "form": next((form for form in forms if form.errors), forms[0]),
            "may_keep": self.has_change_permission(request),
            "hits": season.hits_of(record, at=now()) if record else [],
        }
        return TemplateResponse(request, "admin/visits/blackout/look.html", context, status=status)

    def _preview(self, request: HttpRequest, form: Sent, kept: Blackout | None) -> HttpResponse:
        blackout = form.blackout
        context = self._frame(request, "금지기간 고치기" if kept else "금지기간 더하기") | {
            "form": form,
            "record": kept,
            "blackout": blackout,
            "free": season.free_slots_in(blackout, at=now()).count(),
            "hits": season.hits_of(blackout, at=now()),
        }
        return TemplateResponse(request, "admin/visits/blackout/preview.html", context)

    def _frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        law = {"forbids": ELECTION_FORBIDS, "exceptions": ELECTION_EXCEPTIONS, "law_article": ELECTION_ARTICLE}
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **law}


def _of(kept: Blackout) -> Page:
    return Page(None, ElectionForm(kept=kept)) if kept.election_on else Page(BlackoutForm(kept=kept), None)


def _with(form: Sent, kept: Blackout | None) -> Page:
    """The form that was sent; beside it, where nothing is kept yet, the other way in."""
    if isinstance(form, ElectionForm):
        return Page(None if kept else BlackoutForm(), form)
    return Page(form, None if kept else ElectionForm())
