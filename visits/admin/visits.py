"""현장방문: the list. The calendar and the page of one visit stand beside it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.html import format_html

from accounts.admin import official
from grievances.moment import now
from notifications.filters import QuestionFilter
from visits.admin.calendar import CalendarDesk
from visits.admin.day_sheet import DaySheetDesk
from visits.admin.desk import VisitDesk
from visits.models import Programme, Visit
from visits.permissions import may_run_programmes
from visits.querysets import VisitQuerySet
from visits.waiting import waiting
from visits.wording import when_words


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "requested": ("일정을 정할 것", lambda _at: Visit.objects.requested()),
        "offered": ("일정을 제안한 것", lambda _at: Visit.objects.offered()),
        "scheduled": ("확정한 것", lambda _at: Visit.objects.scheduled()),
        "to-log": ("회의록을 쓸 것", lambda at: Visit.objects.to_log(at=at)),
        "to-confirm": ("회의록 확인을 기다리는 것", lambda _at: Visit.objects.to_confirm()),
        "unconfirmed": ("사흘 넘게 확인을 기다리는 것", lambda at: Visit.objects.unconfirmed(at=at)),
        "to-close": ("정리할 것", lambda at: Visit.objects.to_close(at=at)),
        "hit": ("쉬는 날이나 금지기간에 잡힌 것", lambda at: Visit.objects.hit(at=at)),
        "took-place": ("다녀온 것", lambda _at: Visit.objects.took_place()),
    }


class OfProgramme(admin.SimpleListFilter):
    """순회 프로그램."""

    title, parameter_name = "프로그램", "programme"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """By name."""
        return [(str(pk), name) for pk, name in Programme.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Nothing but the number of a programme is looked for."""
        chosen = self.value() or ""
        return queryset.filter(programme=chosen) if chosen in dict(self.lookup_choices) else queryset


class Hosted(QuestionFilter):
    """누구를 찾아가는지."""

    title, parameter_name = "찾아갈 곳", "host"
    questions = {
        "company": ("기업", lambda _at: Visit.objects.of_companies()),
        "association": ("경제단체", lambda _at: Visit.objects.of_associations()),
    }


class DaysTheyTookPlace(admin.ListFilter):
    """다녀온 날: what programmes count from one day to another, `?from=2026-09-01&to=2026-12-31`."""

    title = "다녀온 날"
    template = "admin/visits/visit/days_filter.html"
    names = ("from", "to")

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: type[Visit], model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)  # type: ignore[arg-type]
        for name in self.names:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    def has_output(self) -> bool:
        """Two days can always be asked for."""
        return True

    def expected_parameters(self) -> list[str | None]:
        """Both."""
        return list(self.names)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """The two fields, and what else the address says."""
        first, last = self._days()
        kept = {name: values for name, values in changelist.filter_params.items() if name not in self.names}
        words = f"{first or ''}–{last or ''}" if first or last else "모두"
        yield {"first": first, "last": last, "kept": kept, "words": words}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of these days that took place; a day that is none, or not given, is no bound."""
        assert isinstance(queryset, VisitQuerySet)
        first, last = self._days()
        if first is None and last is None:
            return queryset
        return queryset.took_place().within(first or date.min, last or date.max)

    def _days(self) -> tuple[date | None, date | None]:
        return _day(str(self.used_parameters.get("from", ""))), _day(str(self.used_parameters.get("to", "")))


def _day(text: str) -> date | None:
    """A day of the address; none for anything else, a 31st of June included."""
    try:
        return parse_date(text)
    except ValueError:
        return None


@admin.register(Visit)
class VisitAdmin(CalendarDesk, DaySheetDesk, VisitDesk):
    """현장방문: what is asked for, what is coming, what is to be settled."""

    list_display = ("visit_no", "whom", "programme", "standing", "when", "waits", "promises")
    list_filter = (Standing, OfProgramme, Hosted, DaysTheyTookPlace)
    search_fields = ("visit_no", "company__search_text", "organization")
    search_help_text = "방문번호, 기업이나 경제단체 이름의 일부"

    def get_queryset(self, request: HttpRequest) -> VisitQuerySet:
        """With everything the list shows."""
        return Visit.objects.visible_to(official(request)).for_list()

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """Whoever waits longest comes first where people wait; otherwise the newest."""
        is_queue = request.GET.get("state") in {"requested", "offered"}
        return ["requested_at", "pk"] if is_queue else ["-requested_at", "-pk"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the ways to the calendar, to asking for a company, to a meeting."""
        return super().changelist_view(request, {"may_run": may_run_programmes(official(request))})

    @admin.display(description="찾아갈 곳")
    def whom(self, visit: Visit) -> str:
        """Who is visited; an association is said to be one."""
        return format_html("{} <small>간담회</small>", visit.host) if visit.is_meeting else visit.host

    @admin.display(description="상태", ordering="status")
    def standing(self, visit: Visit) -> str:
        """Shape, word and colour."""
        return format_html('<span class="st" data-visit="{}">{}</span>', visit.status, visit.get_status_display())

    @admin.display(description="일시", ordering="slot__during")
    def when(self, visit: Visit) -> str:
        """The time it has, or what the host wishes."""
        if visit.slot:
            return when_words(visit.during)
        return format_html("<small>바라는 때: {}</small>", visit.wishes) if visit.wishes else "–"

    @admin.display(description="기다림")
    def waits(self, visit: Visit) -> str:
        """What it waits for, and since when."""
        found = waiting(visit, at=now())
        return format_html('<span class="due" data-tone="{}">{}</span>', found.tone, found.words) if found else "–"

    @admin.display(description="약속", ordering="promise_count")
    def promises(self, visit: Visit) -> str:
        """How many lines it brought."""
        return f"{visit.promise_count}" if visit.promise_count else "–"
