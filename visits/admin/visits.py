"""현장방문: the list, the calendar and the page of a visit."""

from django.contrib import admin

from visits.models import Visit


@admin.register(Visit)
class VisitAdmin(admin.ModelAdmin[Visit]):
    """현장방문."""
