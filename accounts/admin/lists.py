"""부서 and 동의문."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import XLSX
from import_export.forms import ExportForm

from accounts import actions
from accounts.admin.asking import official
from accounts.models import ConsentText, Department
from accounts.resources import DepartmentResource


@admin.register(Department)
class DepartmentAdmin(ImportExportMixin, admin.ModelAdmin[Department]):  # type: ignore[misc]
    """담당부서. A city has dozens, so they come and go as a spreadsheet, too."""

    resource_classes = (DepartmentResource,)
    formats = (XLSX,)
    export_form_class = ExportForm
    list_display = ("name", "phone", "duties", "people", "state")
    list_filter = ("is_active",)
    search_fields = ("name", "duties")
    search_help_text = "부서명이나 맡은 일의 일부"
    fields = ("name", "phone", "duties", "needs_approval", "is_active")

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """What the list shows; an address nobody offered leads back to the list, as it does there."""
        try:
            return cast("HttpResponse", super().export_action(request))
        except IncorrectLookupParameters:
            return redirect("admin:accounts_department_changelist")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        """With everything the list shows."""
        return Department.objects.for_list(at=timezone.now()).order_by("name")

    @admin.display(description="역할을 맡은 사람")
    def people(self, department: Department) -> str:
        """How many hold a role in it."""
        return f"{getattr(department, 'people', 0)}명"

    @admin.display(description="상태", ordering="is_active")
    def state(self, department: Department) -> str:
        """Whether cases can be given to it."""
        state, words = ("in-force", "운영 중") if department.is_active else ("ended", "운영하지 않음")
        return format_html('<span class="st" data-state="{}">{}</span>', state, words)


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin[ConsentText]):
    """동의문: read; a change is a new version."""

    list_display = ("__str__", "must", "published_at")
    list_filter = ("kind",)

    def get_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> list[Any]:
        """The version follows from those there are."""
        return ["kind", "version", "must", "published_at", "as_written"] if obj else ["kind", "is_required", "body"]

    def get_readonly_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> list[str]:
        """All, once it is published."""
        return self.get_fields(request, obj) if obj else []

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """What people agreed to stays as they read it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """What people agreed to stays."""
        return False

    @admin.display(description="동의")
    def must(self, text: ConsentText) -> str:
        """Whether the portal can be used without."""
        return "필수" if text.is_required else "선택"

    @admin.display(description="내용")
    def as_written(self, text: ConsentText) -> str:
        """Line by line."""
        return format_html('<div class="as-written">{}</div>', text.body)

    def save_model(  # Django's signature
        self,
        request: HttpRequest,
        obj: ConsentText,
        form: forms.ModelForm[ConsentText],
        change: bool,  # noqa: FBT001
    ) -> None:
        """Hand over to the action."""
        text = actions.publish(ConsentText.Kind(obj.kind), obj.body, is_required=obj.is_required, by=official(request))
        obj.pk, obj.version = text.pk, text.version
