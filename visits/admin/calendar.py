"""방문 달력."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from visits.models import Visit


class CalendarDesk(admin.ModelAdmin[Visit]):
    """The calendar of visits."""

    def get_urls(self) -> list[URLPattern]:
        """And the calendar."""
        own = path("calendar/", self.admin_site.admin_view(self.calendar_view), name="visits_visit_calendar")
        return [own, *super().get_urls()]

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """The calendar."""
        return redirect("admin:visits_visit_changelist")
