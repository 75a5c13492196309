"""공장등록현황: bringing a file in, and looking its rows up."""

from functools import partial
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX, Format
from import_export.forms import ExportForm

from accounts.actions import Refused, Subject, note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog
from companies import registration_no
from companies.models import FactoryRecord, RegistryImport
from companies.registry import actions, samples
from companies.registry.forms import RegistryFileForm
from companies.resources import FactoryResource
from companies.tasks import take_up_import
from notifications.filters import QuestionFilter
from notifications.masking import masked_phone

State = RegistryImport.State
DATA_STATES = {
    State.CHECKING: "running",
    State.CHECKED: "waiting",
    State.APPLYING: "running",
    State.DONE: "sent",
    State.FAILED: "undelivered",
    State.DROPPED: "ended",
}
"""Each state in the words of the style sheet."""

DID = {"created": "새로 넣음", "updated": "고침", "unchanged": "그대로", "rejected": "되돌림"}
WOULD = {"created": "새로 넣을 줄", "updated": "고칠 줄", "unchanged": "그대로인 줄", "rejected": "되돌릴 줄"}

VERBS = {
    "apply": (actions.apply, "넣기 시작했습니다."),
    "drop": (actions.drop, "넣지 않기로 했습니다. 아무것도 바꾸지 않았습니다."),
    "again": (actions.start_again, "처음부터 다시 확인합니다."),
}


class Progress(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "owed": ("진행 중", lambda _at: RegistryImport.objects.owed()),
        "checked": ("넣기를 기다림", lambda _at: RegistryImport.objects.checked()),
    }


@admin.register(RegistryImport)
class RegistryImportAdmin(admin.ModelAdmin[RegistryImport]):
    """A file is sent, checked by a worker, looked at, brought in by a worker. Nothing is written before that."""

    list_display = (
        "file_name",
        "progress_shown",
        *("rows", "created", "updated", "unchanged", "rejected"),
        "who",
        "uploaded_at",
    )
    list_filter = (Progress,)
    search_fields = ("file_name", "uploaded_by__name")
    search_help_text = "파일 이름이나 올린 사람의 일부"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegistryImport]:
        """With everything the list shows."""
        return super().get_queryset(request).select_related("uploaded_by").defer("findings")

    def has_change_permission(self, request: HttpRequest, obj: RegistryImport | None = None) -> bool:
        """What a run did stays as it is; its verbs ask `may_import`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RegistryImport | None = None) -> bool:
        """Who brought in what is kept."""
        return False

    @admin.display(description="상태", ordering="state")
    def progress_shown(self, run: RegistryImport) -> str:
        """Shape, word and colour."""
        state = DATA_STATES[State(run.state)]
        return format_html('<span class="st" data-state="{}">{}</span>', state, run.get_state_display())

    @admin.display(description="올린 사람")
    def who(self, run: RegistryImport) -> str:
        """A person, or the command line."""
        return run.uploaded_by.name if run.uploaded_by else "명령"

    def get_urls(self) -> list[URLPattern]:
        """The verbs and the files."""
        door = self.admin_site.admin_view
        verbs = [
            path(
                f"<int:pk>/{verb}/",
                door(require_POST(partial(self.verb_view, verb=verb))),
                name=f"companies_registryimport_{verb}",
            )
            for verb in VERBS
        ]
        return [
            *verbs,
            path("<int:pk>/rejects/", door(self.rejects_view), name="companies_registryimport_rejects"),
            path("sample/<str:name>", door(self.sample_view), name="companies_registryimport_sample"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """파일 올리기."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RegistryFileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            run = actions.receive(form.cleaned_data["file"], by=official(request))
            take_up_import.hint(run.pk)
            return redirect("admin:companies_registryimport_change", run.pk)
        context = {
            **self._frame(request, "공장등록현황 올리기"),
            "form": form,
            "samples": [samples.UTF8, samples.CP949] if settings.IS_DEMO else [],
        }
        template = "admin/companies/registryimport/upload.html"
        return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The run as it stands; while a worker is at it, the page asks for its part that changes again and again."""
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        context = {**self._frame(request, run.file_name), **self._said(request, run)}
        part = "run_part" if request.headers.get("HX-Request") else "run"
        return TemplateResponse(request, f"admin/companies/registryimport/{part}.html", context)

    def verb_view(self, request: HttpRequest, pk: int, *, verb: str) -> HttpResponse:
        """넣기, 넣지 않기, 다시 시작."""
        act, done = VERBS[verb]
        run = self._run(request, pk)
        try:
            run = act(run, by=official(request))
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            take_up_import.hint(run.pk)
            self.log_change(request, run, run.get_state_display())
            self.message_user(request, done, messages.SUCCESS)
        return redirect("admin:companies_registryimport_change", pk)

    def rejects_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """되돌린 줄, as a file."""
        run = self._run(request, pk)
        if not run.rejects:
            raise Http404
        subject = Subject("공장등록현황", str(run.pk), f"되돌린 줄: {run.file_name}"[:150])
        note_access(
            AccessLog.What.DOWNLOAD,
            subject,
            by=official(request),
            address=client_address(request),
            rows=run.rejected,
        )
        stem = run.file_name.rpartition(".")[0] or run.file_name
        return FileResponse(
            run.rejects.open("rb"), as_attachment=True, filename=f"{stem}_되돌린 줄.csv", content_type="text/csv"
        )

    def sample_view(self, request: HttpRequest, name: str) -> FileResponse:
        """A made-up file to try it with, in the demo only."""
        if not settings.IS_DEMO or name not in {samples.UTF8, samples.CP949}:
            raise Http404
        return FileResponse((samples.FOLDER / name).open("rb"), as_attachment=True, content_type="text/csv")

    def _run(self, request: HttpRequest, pk: int) -> RegistryImport:
        if not self.has_add_permission(request):
            raise PermissionDenied
        run = self.get_object(request, str(pk))
        if run is None:
            raise Http404
        return run

    def _frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title}

    def _said(self, request: HttpRequest, run: RegistryImport) -> dict[str, Any]:
        changes = run.findings.get("changes", [])
        records = reverse("admin:companies_factoryrecord_changelist")
        words = DID if run.state == State.DONE else WOULD
        return {
            "run": run,
            "data_state": DATA_STATES[State(run.state)],
            "is_running": run.state in {State.CHECKING, State.APPLYING},
            "may_act": self.has_add_permission(request),
            "updated": [change for change in changes if change["what"] == "updated"],
            "created": [change for change in changes if change["what"] == "created"],
            "words": words,
            "counts": [(name, word, getattr(run, name)) for name, word in words.items()],
            "to_write": run.created + run.updated,
            "records_url": f"{records}?brought_by={run.pk}",
        }


class FactoryExportForm(ExportForm):  # type: ignore[misc]
    """내보내기: in which form, and what for."""

    reason = forms.CharField(label="내보내는 까닭", max_length=200, help_text="접속기록에 남습니다.")


@admin.register(FactoryRecord)
class FactoryRecordAdmin(ExportMixin, admin.ModelAdmin[FactoryRecord]):  # type: ignore[misc]
    """공장등록: the rows of the registry, read. They change by bringing in a newer file."""

    resource_classes = (FactoryResource,)
    formats = (XLSX, CSV)
    export_form_class = FactoryExportForm
    list_display = ("name", "factory_no", "number", "complex_name", "industry", "employees", "masked", "company")
    list_select_related = ("company",)
    list_filter = ("complex_name",)
    search_fields = ("name", "factory_no", "registration_no", "address", "lot_address", "phone", "industry_name")
    search_help_text = "회사명, 번호, 주소, 전화번호, 업종의 일부"
    ordering = ("name", "pk")
    fields = readonly_fields = (
        "name",
        "company",
        "factory_no",
        "number",
        "address",
        "lot_address",
        "complex_name",
        "industry",
        "masked",
        "employees",
        "products",
        "brought_by",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Records come from files."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: FactoryRecord | None = None) -> bool:
        """Records are changed by files."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: FactoryRecord | None = None) -> bool:
        """What the registry said is kept."""
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever may bring a file in."""
        return request.user.has_perm("companies.add_registryimport")

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """What the list shows; an address nobody offered leads back to the list, as it does there."""
        try:
            return cast("HttpResponse", super().export_action(request))
        except IncorrectLookupParameters:
            return redirect("admin:companies_factoryrecord_changelist")

    def get_export_data(
        self, file_format: Format, request: HttpRequest, queryset: QuerySet[FactoryRecord], **kwargs: Any
    ) -> bytes | str:
        """Who took which list out of the portal is kept before it leaves."""
        note_access(
            AccessLog.What.EXPORT,
            Subject("공장등록", "", "공장등록 목록"),
            by=official(request),
            address=client_address(request),
            reason=kwargs["export_form"].cleaned_data["reason"],
            rows=queryset.count(),
        )
        return cast("bytes | str", super().get_export_data(file_format, request, queryset, **kwargs))

    @admin.display(description="사업자등록번호", ordering="registration_no")
    def number(self, record: FactoryRecord) -> str:
        """As people write it."""
        return registration_no.shown(record.registration_no)

    @admin.display(description="업종", ordering="industry_name")
    def industry(self, record: FactoryRecord) -> str:
        """With the number of the others."""
        more = f" 외 {record.more_industries}종" if record.more_industries else ""
        return f"{record.industry_name}{more}"

    @admin.display(description="전화번호")
    def masked(self, record: FactoryRecord) -> str:
        """Enough to recognise it."""
        return masked_phone(record.phone)
