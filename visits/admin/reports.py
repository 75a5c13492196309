"""추진 실적: the report of a programme and period. Every number leads to the list behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.access import Asked, ask_for
from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.inputs import DayInput
from accounts.models import AccessLog
from grievances.forms.worklist import ExportForm
from grievances.moment import now
from visits import reports, tables
from visits.admin.files import given_out
from visits.models import Programme
from visits.reports import OF_CASES, PUBLISHED, Cases, Figures, Period
from visits.workflow import PromiseState

DRAWN = 600
"""More cases than this are told, not drawn: nobody counts so many squares."""
A_ROW, A_LINE = 15, 45
MONTHS = 12
"""So many months stand beside each other; of a longer period the last ones."""


class PeriodForm(forms.Form):
    """Which programme, from when until when."""

    def __init__(self, data: Any, programmes: Iterable[Programme]) -> None:
        super().__init__(data)
        choices = [(programme.pk, programme.name) for programme in programmes]
        self.fields["programme"] = forms.ChoiceField(label="프로그램", choices=choices)
        for name, label in (("from", "첫날"), ("to", "마지막 날")):
            self.fields[name] = forms.DateField(label=label, widget=DayInput, required=False)

    def clean(self) -> dict[str, Any]:
        """In this order."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("from"), said.get("to")
        if first and last and last < first:
            self.add_error("to", "첫날보다 앞섭니다. 두 날을 확인해 주십시오.")
        return said


@dataclass(frozen=True)
class Number:
    """A figure, what it counts, and the list behind it."""

    label: str
    count: int
    unit: str
    url: str
    key: str = ""
    of: int = 0

    @property
    def percent(self) -> str:
        """Its part of the whole."""
        return f"{self.count * 100 / self.of:.1f}%" if self.of else "–"


@dataclass(frozen=True)
class Drawing:
    """A square a case, in rows: where each stands, and how large the whole is."""

    width: int
    height: int
    squares: list[tuple[int, int, str]]


@dataclass(frozen=True)
class Report:
    """What the page shows."""

    programme: Programme
    period: Period
    whole: Period
    on: date

    def numbers(self, figures: Figures) -> list[Number]:
        """The published table; 종결 only where there is one."""
        counted, total = figures.as_published(), figures.cases.total
        return [
            Number(
                *(PUBLISHED[name][0], count, PUBLISHED[name][1], self._list_of(name)),
                key=name,
                of=total if name in OF_CASES else 0,
            )
            for name, count in counted.items()
            if count or name != "closed"
        ]

    def promises(self, figures: Figures) -> list[Number]:
        """What was voiced, by how it ended."""
        return [
            Number(str(state.label), count, "건", self._ledger(state=state), of=figures.promised)
            for state, count in figures.promises.items()
            if count or state != PromiseState.UNDECIDED
        ]

    @property
    def all_promises(self) -> str:
        """Where they are listed."""
        return self._ledger()

    @property
    def query(self) -> str:
        """What makes this report."""
        return urlencode(self._asked)

    @property
    def _asked(self) -> dict[str, object]:
        return {"programme": self.programme.pk, "from": self.period.first, "to": self.period.last}

    def _list_of(self, name: str) -> str:
        if name in {"companies", "associations"}:
            host = {"companies": "company", "associations": "association"}[name]
            return f"{reverse('admin:visits_visit_changelist')}?{urlencode({**self._asked, 'host': host})}"
        return self._ledger(state=PromiseState.GRIEVANCE) if name == "grievances" else self._ledger(case=name)

    def _ledger(self, **narrowed: str) -> str:
        return f"{reverse('admin:visits_promise_changelist')}?{urlencode({**self._asked, **narrowed})}"

    def quick(self) -> Iterator[tuple[str, str, bool]]:
        """Periods people ask for: their words, their address, whether it is this one."""
        for words, period in _usual(self.whole, self.on):
            asked = {"programme": self.programme.pk, "from": period.first, "to": period.last}
            yield words, f"?{urlencode(asked)}", period == self.period


class ReportDesk(admin.ModelAdmin[Programme]):
    """The report, beside the list of programmes."""

    change_list_template = "admin/visits/report/programmes.html"

    def get_urls(self) -> list[URLPattern]:
        """The page and its file."""
        door = self.admin_site.admin_view
        return [
            path("report/", door(self.report_view), name="visits_programme_report"),
            path("report/export/", door(self.report_export_view), name="visits_programme_report_export"),
            *super().get_urls(),
        ]

    @admin.display(description="추진 실적")
    def report(self, programme: Programme) -> str:
        """Where a programme's figures are."""
        address = f"{reverse('admin:visits_programme_report')}?{urlencode({'programme': programme.pk})}"
        return format_html('<a href="{}">보기</a>', address)

    def report_view(self, request: HttpRequest) -> HttpResponse:
        """추진 실적 of a programme and period."""
        form, report = self._asked(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{report.programme} 추진 실적" if report else "추진 실적",
            "form": form,
            "report": report,
            **(_shown(report) if report else {}),
        }
        status = 422 if form.is_bound and form.errors else 200
        return TemplateResponse(request, "admin/visits/report/page.html", context, status=status)

    def report_export_view(self, request: HttpRequest) -> HttpResponseBase:
        """내보내기 of the report. The reason is kept before the first line leaves."""
        _, report = self._asked(request)
        if report is None:
            raise Http404
        asked = Asked(
            title="추진 실적 내보내기",
            about=f"{report.programme} {report.period}",
            says=("화면에 보이는 수를 모두 내보냅니다.", "사람 이름과 연락처는 들어가지 않습니다."),
            verb="내보내기",
            back=f"{reverse('admin:visits_programme_report')}?{report.query}",
            gives_a_file=True,
        )
        form = ExportForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return ask_for(self, request, asked, form)
        return self._file(request, report, form)

    def _file(self, request: HttpRequest, report: Report, form: ExportForm) -> HttpResponseBase:
        rows = list(tables.report(report.programme, report.period, on=report.on))
        note_access(
            AccessLog.What.EXPORT,
            Subject("추진 실적", "", f"{report.programme} {report.period}"),
            by=official(request),
            address=client_address(request),
            reason=form.cleaned_data["reason"],
            rows=len(rows) - 1,
        )
        name = f"programme-{report.period.first:%Y%m%d}-{report.period.last:%Y%m%d}"
        return given_out(rows, form.cleaned_data["kind"], name, title="추진 실적")

    def _asked(self, request: HttpRequest) -> tuple[PeriodForm, Report | None]:
        """The form as it stands, and the report it asks for: the first programme and all of it unless it says."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        given, on = request.GET.copy(), timezone.localdate(now())
        programmes = {str(programme.pk): programme for programme in Programme.objects.all()}
        programme = programmes.get(given.get("programme", "")) or next(iter(programmes.values()), None)
        if programme is None:
            return PeriodForm(None, []), None
        whole = reports.whole(programme, on=on)
        for name, value in (("programme", programme.pk), ("from", whole.first), ("to", whole.last)):
            given[name] = given.get(name) or str(value)
        form = PeriodForm(given, programmes.values())
        said = form.cleaned_data if form.is_valid() else {"from": whole.first, "to": whole.last}
        return form, Report(programme, Period(said["from"], said["to"]), whole, on)


def _shown(report: Report) -> dict[str, Any]:
    figures = reports.figures(report.programme, report.period)
    numbers = report.numbers(figures)
    of_cases = [number for number in numbers if number.key in OF_CASES]
    care = reports.cadence(report.programme, report.period, on=report.on)
    months = [month.on for month in care[0].months][-MONTHS:] if care else []
    return {
        "figures": figures,
        "numbers": numbers,
        "of_cases": of_cases,
        "promises": report.promises(figures),
        "drawing": _drawn(figures.cases, a_row=A_ROW, side=(24, 24)),
        "fields": [_field(name, cases, of_cases) for name, cases in figures.fields.items()],
        "hosts": reports.hosts(report.programme, report.period),
        "care": [(one, one.months[-MONTHS:]) for one in care],
        "months": months,
        "is_cut": bool(care) and len(care[0].months) > MONTHS,
        "missing": sum(one.missing for one in care),
        "short": sum(1 for one in care if one.missing),
        "printed_at": now(),
    }


def _drawn(cases: Cases, *, a_row: int, side: tuple[int, int]) -> Drawing | None:
    """The cases in the order of the table; None where there are none, or too many."""
    keys = [name for name in OF_CASES for _ in range(getattr(cases, name))]
    if not keys or len(keys) > DRAWN:
        return None
    (wide, high), rows = side, -(-len(keys) // a_row)
    squares = [(at % a_row * wide, at // a_row * high, key) for at, key in enumerate(keys)]
    return Drawing(min(a_row, len(keys)) * wide, rows * high, squares)


def _field(name: str, cases: Cases, numbers: list[Number]) -> tuple[str, Drawing | None, list[int], int]:
    """A line of the table by category, with the columns of the table before."""
    counts = [getattr(cases, number.key) for number in numbers]
    return name, _drawn(cases, a_row=A_LINE, side=(10, 14)), counts, cases.total


def _usual(whole: Period, on: date) -> Iterator[tuple[str, Period]]:
    yield "전체", whole
    for year, words in ((on.year, "올해"), (on.year - 1, "지난해")):
        yield words, Period(date(year, 1, 1), date(year, 12, 31))
        yield f"{words} 상반기", Period(date(year, 1, 1), date(year, 6, 30))
        yield f"{words} 하반기", Period(date(year, 7, 1), date(year, 12, 31))
