"""내보내기 of a list as it is shown: the reason is asked for and kept before the first line leaves."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.access import Asked, ask_for
from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog
from companies.tables import lines, workbook
from grievances.forms.worklist import ExportForm

READ_AHEAD = 500

type Table = Callable[[Iterable[Any]], Iterable[list[str]]]


def exported(
    desk: admin.ModelAdmin[Any], request: HttpRequest, *, name: str, file: str, table: Table
) -> HttpResponseBase:
    """The rows of the list with its search and its filters, whole."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    found = desk.get_changelist_instance(request).get_queryset(request)
    rows = found.count()
    asked = Asked(
        title=f"{name} 내보내기",
        about=f"{name} {rows:,}건",
        says=("목록에 보이는 것을 찾기와 거르기까지 그대로 모두 내보냅니다.", "연락처는 들어가지 않습니다."),
        verb="내보내기",
        back=f"{reverse(f'admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist')}?{request.GET.urlencode()}",
        gives_a_file=True,
    )
    form = ExportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return ask_for(desk, request, asked, form)
    note_access(
        AccessLog.What.EXPORT,
        Subject("기업애로", "", name),
        by=official(request),
        address=client_address(request),
        reason=form.cleaned_data["reason"],
        rows=rows,
    )
    return _file(table(found.iterator(chunk_size=READ_AHEAD)), form.cleaned_data["kind"], file, name)


def _file(rows: Iterable[list[str]], kind: str, file: str, title: str) -> HttpResponseBase:
    name = f"{file}-{timezone.localdate():%Y%m%d}.{kind}"
    if kind == "xlsx":
        return FileResponse(workbook(rows, title=title), as_attachment=True, filename=name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8", headers=headers)
