"""The host's pages: its visits, asking for one, one visit and what can be done there."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.models import AccessLog
from accounts.requests import SignedInRequest
from companies import downloads, uploads
from companies.models import Company
from grievances import files
from grievances.files import Kind
from grievances.moment import now
from grievances.workflow import MoveRefused
from visits import actions
from visits.forms.company import RequestForm
from visits.models import Visit, VisitFile
from visits.request_page import RequestPage
from visits.views.answering import answered, minutes_of, shown
from visits.visit_page import VisitPage
from visits.visit_rows import rows_of

PER_PAGE, PAGE = 20, "visits/visit.html"


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """우리 방문: what needs the company first, then what comes, then what was."""
    found = Visit.objects.visible_as_member(request.user).for_company_list()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "visits/list.html", {"page": page, "rows": rows_of(page, at=now())})


# --- 방문 신청 ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@uploads.takes(files.TOTAL_LIMIT)
def request_(request: SignedInRequest) -> HttpResponse:
    """방문 신청."""
    desk = RequestPage.of(request.user, request.POST.get("company") or request.GET.get("company"))
    if desk is None:
        waiting = Company.objects.of_member(request.user).awaiting_approval().first()
        return render(request, "visits/nobody.html", {"waiting": waiting})
    if request.method != "POST":
        return _asking(request, desk, desk.form())
    form = desk.form(request.POST, request.FILES)
    return _ask(request, desk, form) if form.is_valid() else _asking(request, desk, form)


def _ask(request: SignedInRequest, desk: RequestPage, form: RequestForm) -> HttpResponse:
    try:
        visit = actions.request(company=desk.company, by=request.user, **form.content)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _asking(request, desk, form)
    messages.success(request, _("방문 신청을 받았습니다. 방문번호는 %s입니다.") % visit.visit_no)
    return redirect(visit)


def _asking(request: SignedInRequest, desk: RequestPage, form: RequestForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "visits/request.html", {"desk": desk, "form": form}, status=status)


# --- 방문 화면 ------------------------------------------------------------------------------------------------------


@require_safe
def detail(request: SignedInRequest, visit_no: str) -> HttpResponse:
    """방문 화면. Whoever works for the city is led to where they work on it."""
    mine = Visit.objects.visible_as_member(request.user).for_page().filter(visit_no=visit_no).first()
    if mine is not None:
        return shown(request, VisitPage(mine, request.user), PAGE)
    visit = get_object_or_404(Visit.objects.visible_to(request.user), visit_no=visit_no)
    if request.user.has_perm("visits.view_visit"):
        return redirect("admin:visits_visit_change", visit.pk)
    return redirect("field:visit", visit.visit_no)


@require_POST
@uploads.takes(files.TOTAL_LIMIT)
def move(request: SignedInRequest, visit_no: str, verb: str) -> HttpResponse:
    """What the host answers and changes: one address a verb, one table for all."""
    mine = Visit.objects.visible_as_member(request.user).for_page()
    visit = get_object_or_404(mine, visit_no=visit_no)
    page = VisitPage(visit, request.user)
    return answered(request, page, verb, template=PAGE, back=visit.get_absolute_url())


# --- What is taken along --------------------------------------------------------------------------------------------


@require_safe
def file(request: SignedInRequest, file_key: UUID) -> HttpResponseBase:
    """자료나 사진, always for saving. A page shows a picture all the same, and nothing else of it."""
    visits = Visit.objects.visible_to(request.user).values("pk")
    found = VisitFile.objects.filter(visit__in=visits).select_related("visit__company")
    taken = get_object_or_404(found, key=file_key)
    _note(request, taken.visit, taken.name)
    return downloads.answer(
        request,
        taken.file,
        content_type=Kind(taken.kind).content_type,
        name=taken.name,
        version=taken.digest,
        saved=True,
        public=False,
    )


@require_safe
def minutes_pdf(request: SignedInRequest, visit_no: str) -> HttpResponse:
    """회의록 as PDF, for whoever may see the visit."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user).for_page(), visit_no=visit_no)
    sheet = minutes_of(visit)
    _note(request, visit, _("회의록"))
    return sheet


def _note(request: SignedInRequest, visit: Visit, what: str) -> None:
    """What officials take of others' visits is written down; one's own company's is one's own."""
    if not Visit.objects.visible_as_member(request.user).filter(pk=visit.pk).exists():
        subject = Subject("현장방문", visit.visit_no, f"{visit} {what}")
        note_access(AccessLog.What.DOWNLOAD, subject, by=request.user, address=client_address(request))
