"""문서: taken by who may see the case, checked by anybody who holds the paper."""

from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.models import AccessLog
from accounts.requests import SignedInRequest
from companies import downloads
from grievances import documents
from grievances.forms.documents import CheckForm
from grievances.models import Document, Grievance

TRIES = {"check_document": "30/15m/ip"}
"""Wrong codes that one address on the net may try; what is right does not count."""
WAIT = 15 * 60


@require_safe
def document(request: SignedInRequest, receipt_no: str, document_code: str) -> HttpResponse:
    """문서 as PDF. What officials take is written down; one's own company's is one's own."""
    found = Document.objects.readable_by(request.user).select_related("grievance__company")
    taken = get_object_or_404(found, grievance__receipt_no=receipt_no, code=document_code)
    case = taken.grievance
    if not Grievance.objects.visible_as_member(request.user).filter(pk=case.pk).exists():
        subject = Subject(
            "기업애로", case.receipt_no, f"{case.receipt_no} {case.company.name} {taken.get_kind_display()}"
        )
        note_access(AccessLog.What.DOWNLOAD, subject, by=request.user, address=client_address(request))
    name = documents.file_name(taken)
    headers = downloads.inert(content_type="application/pdf", name=name, saved=True, public=False)
    return HttpResponse(documents.pdf(taken), headers=headers)


@require_safe
@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """문서 확인. The code is in the address, as in the QR code's."""
    form = CheckForm(request.GET if "code" in request.GET else None)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)
    tried = ratelimit.consume(request, app="grievances", action="check_document", config=TRIES, limit_get=True)
    if tried is None:
        return _page(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    found = Document.objects.filter(code=form.cleaned_data["code"]).first()
    if found is None:
        return _page(request, form, HTTPStatus.NOT_FOUND)
    tried.rollback()
    return _page(request, CheckForm(), HTTPStatus.OK, found=documents.in_short(found))


def _page(
    request: HttpRequest, form: CheckForm, status: HTTPStatus, found: documents.Pairs | None = None
) -> HttpResponse:
    page = {"form": form, "status": status, "found": found, "minutes": WAIT // 60}
    response = render(request, "grievances/documents/check.html", page, status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = str(WAIT)
    return response
