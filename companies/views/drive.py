"""`/drive/`: 1기업 3인 가입 운동 for those who work on it."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.addresses import client_address
from accounts.requests import SignedInRequest
from companies import actions, drive, tables
from companies.forms import DriveFilter, ReasonForm
from companies.models import Company
from companies.permissions import may_see_drive

CALLS = 10
"""Companies a page of those to call."""

READ_AHEAD = 500


@require_safe
def progress(request: SignedInRequest) -> HttpResponse:
    """추진 현황, and whom to call next."""
    return _page(request, ReasonForm())


@require_POST
def export(request: SignedInRequest) -> HttpResponse | StreamingHttpResponse:
    """내려받기. The whole list as CSV; the reason is kept."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    found = DriveFilter(request.GET).apply(Company.objects.visible_to(request.user).for_export())
    actions.record_export(
        "3인 가입 운동 기업 목록",
        reason=form.cleaned_data["reason"],
        rows=found.count(),
        by=request.user,
        address=client_address(request),
    )
    lines = tables.lines(tables.companies(found.iterator(chunk_size=READ_AHEAD)))
    headers = {"Content-Disposition": f'attachment; filename="drive-{timezone.localdate():%Y%m%d}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _page(request: SignedInRequest, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    if not may_see_drive(request.user):
        raise PermissionDenied
    chosen = DriveFilter(request.GET)
    calls = Paginator(chosen.apply(Company.objects.visible_to(request.user).to_call()), CALLS)
    page = {
        "form": form,
        "figures": Company.objects.drive_figures(),
        "complexes": drive.by_complex(),
        "industries": drive.by_industry(),
        "months": drive.by_month(timezone.localdate()),
        "filter": chosen,
        "page": calls.get_page(request.GET.get("page")),
    }
    return render(request, "companies/drive.html", page, status=status)
