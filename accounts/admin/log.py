"""접속기록: read, never written."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import AccessLog


@admin.register(AccessLog)
class AccessLogAdmin(admin.ModelAdmin[AccessLog]):
    """접속기록: read, by those who answer for it."""

    list_display = ("number", "at", "by", "roles", "what", "subject", "rows", "address", "reason")
    list_filter = ("what", "subject_kind", "at")
    search_fields = ("by__name", "by__email", "subject_label", "address", "reason")
    search_help_text = "본 사람, 누구의 정보, 접속지, 까닭의 일부"
    fields = readonly_fields = (
        "number",
        "at",
        "by",
        "roles",
        "address",
        "what",
        "subject",
        "rows",
        "reason",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessLog]:
        """With everything the list shows."""
        return AccessLog.objects.for_list()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Lines come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessLog | None = None) -> bool:
        """Nobody rewrites what was read."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccessLog | None = None) -> bool:
        """Kept two years (개인정보의 안전성 확보조치 기준 §8)."""
        return False

    @admin.display(description="누구의 정보", ordering="subject_label")
    def subject(self, line: AccessLog) -> str:
        """Kind and name, masked as it was written."""
        return f"{line.subject_kind} · {line.subject_label}"
