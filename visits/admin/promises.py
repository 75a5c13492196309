"""약속 대장: every promise by programme, unit, state and age."""

from django.contrib import admin

from visits.models import Promise


@admin.register(Promise)
class PromiseAdmin(admin.ModelAdmin[Promise]):
    """약속."""
