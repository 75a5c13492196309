"""하루 일정표 in the workplace: the day's road as a page and on paper."""

from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Min
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog
from grievances.models import Grievance
from grievances.moment import now
from visits import sheets
from visits.models import Visit
from visits.permissions import may_run_programmes
from visits.querysets import VisitQuerySet
from visits.sheets import DaySheet


class DaySheetDesk(admin.ModelAdmin[Visit]):
    """The sheet of a day."""

    def get_urls(self) -> list[URLPattern]:
        """The page, by its day or by a field in which a day is picked, and the paper."""
        door = self.admin_site.admin_view
        return [
            path("day/", door(self.pick_day_view), name="visits_visit_day"),
            path("day/<str:on>/", door(self.day_view), name="visits_visit_day"),
            path("day/<str:on>/sheet.pdf", door(self.day_pdf_view), name="visits_visit_day_pdf"),
            *super().get_urls(),
        ]

    def pick_day_view(self, request: HttpRequest) -> HttpResponse:
        """`?on=2026-11-26`, or today."""
        return redirect("admin:visits_visit_day", _day(request.GET.get("on") or f"{timezone.localdate(now())}"))

    def day_view(self, request: HttpRequest, on: str) -> HttpResponse:
        """The day, and the days with visits before and after it."""
        visits, sheet = self._sheet(request, on)
        placed = visits.placed().order_by()
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "하루 일정표",
            "sheet": sheet,
            "before": placed.filter(slot__on__lt=sheet.on).aggregate(day=Max("slot__on"))["day"],
            "after": placed.filter(slot__on__gt=sheet.on).aggregate(day=Min("slot__on"))["day"],
        }
        self._note(request, AccessLog.What.VIEW, sheet)
        return TemplateResponse(request, "admin/visits/report/day.html", context)

    def day_pdf_view(self, request: HttpRequest, on: str) -> HttpResponseBase:
        """The same on paper."""
        _, sheet = self._sheet(request, on)
        if not sheet.stops:
            raise Http404
        self._note(request, AccessLog.What.DOWNLOAD, sheet)
        return FileResponse(BytesIO(sheets.pdf(sheet)), as_attachment=True, filename=sheets.file_name(sheet))

    def _sheet(self, request: HttpRequest, on: str) -> tuple[VisitQuerySet, DaySheet]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = official(request)
        visits, cases = Visit.objects.visible_to(user), Grievance.objects.visible_as_staff(user)
        return visits, sheets.day_sheet(_day(on), visits, cases=cases, names_people=may_run_programmes(user))

    def _note(self, request: HttpRequest, what: AccessLog.What, sheet: DaySheet) -> None:
        """One line for the day: it says whose data stand on the sheet."""
        if sheet.stops:
            subject = Subject("현장방문", f"{sheet.on}", f"{sheet.on} 방문 일정: {sheet.names}")
            note_access(what, subject, by=official(request), address=client_address(request), rows=len(sheet.stops))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
