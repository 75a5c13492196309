"""약속 대장: every promise by programme, unit, state and age, and what became of it."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.access import Asked, ask_for
from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog, Department
from grievances.forms.worklist import ExportForm
from grievances.moment import now
from notifications.filters import QuestionFilter
from visits import tables
from visits.admin.files import READ_AHEAD, given_out
from visits.admin.visits import DaysTheyTookPlace, OfProgramme
from visits.models import Promise
from visits.querysets import PromiseQuerySet
from visits.reports import OF_CASES, PUBLISHED, statuses_of
from visits.workflow import PromiseState

AGES = (7, 30, 60, 90)
NONE = "none"


class OfVisitsProgramme(OfProgramme):
    """순회 프로그램."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Nothing but the number of a programme is looked for."""
        chosen = self.value() or ""
        return queryset.filter(visit__programme=chosen) if chosen in dict(self.lookup_choices) else queryset


class OfUnit(admin.SimpleListFilter):
    """맡은 부서, of a grievance the department that has it now."""

    title, parameter_name = "부서", "unit"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """By name, and those nobody holds."""
        return [(str(pk), name) for pk, name in Department.objects.values_list("pk", "name")] + [(NONE, "정하지 않음")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Nothing but the number of a department is looked for."""
        chosen = self.value() or ""
        if chosen == NONE:
            return queryset.filter(unit__isnull=True)
        return queryset.filter(unit=chosen) if chosen in dict(self.lookup_choices) else queryset


def _in_state(state: PromiseState, _at: datetime) -> PromiseQuerySet:
    return Promise.objects.filter(state=state)


def _whose_case_is(figure: str, _at: datetime) -> PromiseQuerySet:
    return Promise.objects.whose_case_stands(statuses_of(figure))


class InState(QuestionFilter):
    """어떻게 끝났는지."""

    title, parameter_name = "끝남", "state"
    questions = {str(state): (str(state.label), partial(_in_state, state)) for state in PromiseState}


class Became(QuestionFilter):
    """어떻게 되었는지: what is left to do, and how the grievances stand, counted as the report counts them."""

    title, parameter_name = "그 뒤", "case"
    questions = {
        "open": ("남은 것", lambda _at: Promise.objects.open()),
        **{name: (f"애로 {PUBLISHED[name][0]}", partial(_whose_case_is, name)) for name in OF_CASES},
    }


class Older(admin.SimpleListFilter):
    """걸린 날, until today or until it ended."""

    title, parameter_name = "걸린 날", "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """A week, then the days of the follow-through."""
        return [(str(days), f"{days}일 넘음") for days in AGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those that have taken longer."""
        chosen = self.value() or ""
        if chosen not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(age__gt=timedelta(days=int(chosen)))


class DaysOfTheVisit(DaysTheyTookPlace):
    """다녀온 날."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of visits that took place on these days."""
        first, last = self._days()
        if first is None and last is None:
            return queryset
        assert isinstance(queryset, PromiseQuerySet)
        return queryset.held(since=first, until=last)


@admin.register(Promise)
class PromiseAdmin(admin.ModelAdmin[Promise]):
    """약속 대장. What is done about a promise is done in its visit or in its case."""

    list_display = ("line", "whom", "ending", "became", "unit", "taken")
    list_display_links = None
    list_filter = (OfVisitsProgramme, OfUnit, InState, Became, Older, DaysOfTheVisit)
    search_fields = (
        *("said", "visit__visit_no", "visit__company__search_text", "visit__organization"),
        *("company__search_text", "grievance__receipt_no"),
    )
    search_help_text = "말씀하신 것, 방문번호, 접수번호, 기업 이름의 일부"
    ordering = ("-spoken_at", "-pk")
    change_list_template = "admin/visits/promise/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are written down at a visit."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Promise | None = None) -> bool:
        """They are kept."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """And the file."""
        door = self.admin_site.admin_view
        return [path("export/", door(self.export_view), name="visits_promise_export"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> PromiseQuerySet:
        """With everything a row shows."""
        return Promise.objects.visible_to(official(request)).for_ledger(at=now())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A line is read where it was said."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        promise = self.get_object(request, object_id)
        if promise is None:
            raise Http404
        return redirect(_place_of(promise))

    @admin.display(description="말씀하신 것", ordering="spoken_at")
    def line(self, promise: Promise) -> str:
        """The line, and which visit it is of."""
        on: date | None = promise.visit.on
        return format_html(
            '<a href="{}">{}</a> <small>{} · {}</small>',
            _place_of(promise),
            promise.said if len(promise.said) <= 80 else f"{promise.said[:79]}…",
            f"{on:%Y-%m-%d}" if on else "날짜 없음",
            promise.visit.programme.name,
        )

    @admin.display(description="찾아간 곳", ordering="visit__company__name_key")
    def whom(self, promise: Promise) -> str:
        """Who was visited; at an association, also the company that voiced it."""
        visit = promise.visit
        if visit.is_meeting and promise.company:
            return format_html("{} <small>{}</small>", visit.host, promise.company.name)
        return visit.host

    @admin.display(description="끝남", ordering="state")
    def ending(self, promise: Promise) -> str:
        """Shape, word and colour."""
        return format_html('<span class="st" data-promise="{}">{}</span>', promise.state, promise.get_state_display())

    @admin.display(description="그 뒤", ordering="grievance__status")
    def became(self, promise: Promise) -> str:
        """The case, and how it stands."""
        case = promise.grievance
        if case is None:
            return "–"
        return format_html(
            '<a class="nowrap" href="{}">{}</a> <span class="st" data-status="{}">{}</span>',
            reverse("admin:grievances_grievance_change", args=[case.pk]),
            case.receipt_no,
            case.status,
            case.get_status_display(),
        )

    @admin.display(description="맡은 부서")
    def unit(self, promise: Promise) -> str:
        """Who holds it now."""
        return tables.unit_of(promise) or "–"

    @admin.display(description="걸린 날", ordering="age")
    def taken(self, promise: Promise) -> str:
        """Until today, or until it ended."""
        return tables.taken(promise)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """내보내기 of what the list shows. The reason is kept before the first line leaves."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_changelist_instance(request).get_queryset(request)
        rows = found.count()
        asked = Asked(
            title="약속 대장 내보내기",
            about=f"약속 {rows:,}건",
            says=("목록에 보이는 약속을 찾기와 거르기까지 그대로 모두 내보냅니다.", "연락처는 들어가지 않습니다."),
            verb="내보내기",
            back=f"{reverse('admin:visits_promise_changelist')}?{request.GET.urlencode()}",
            gives_a_file=True,
        )
        form = ExportForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return ask_for(self, request, asked, form)
        note_access(
            AccessLog.What.EXPORT,
            Subject("약속", "", "약속 대장"),
            by=official(request),
            address=client_address(request),
            reason=form.cleaned_data["reason"],
            rows=rows,
        )
        lines = tables.ledger(found.iterator(chunk_size=READ_AHEAD))
        return given_out(lines, form.cleaned_data["kind"], f"promises-{timezone.localdate():%Y%m%d}", title="약속")


def _place_of(promise: Promise) -> str:
    """Where the line stands in the page of its visit."""
    return f"{reverse('admin:visits_visit_change', args=[promise.visit_id])}#line-{promise.number}"
