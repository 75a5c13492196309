"""The company's list, the page of a case, and what can be done there."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from companies import uploads
from grievances import actions, files
from grievances.case_page import VERBS, CasePage
from grievances.forms.company import SHOWS, FindForm
from grievances.models import Draft, Grievance
from grievances.workflow import MoveRefused

PER_PAGE = 20


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """우리 애로: what needs the company first, then what runs, then what ended."""
    wish = FindForm(request.GET).wish
    found = Grievance.objects.visible_as_member(request.user).half(wish["show"]).search(wish["q"])
    rows = found.for_company_list(request.user, at=timezone.now())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wish": wish,
        "shows": SHOWS.items(),
        "draft": Draft.objects.of(request.user).first(),
    }
    return render(request, "grievances/list.html", context)


@require_safe
def detail(request: SignedInRequest, receipt_no: str) -> HttpResponse:
    """사건 화면. An official who follows a company's address comes to the case in the workplace."""
    mine = Grievance.objects.visible_as_member(request.user).for_case_page().filter(receipt_no=receipt_no).first()
    if mine is not None:
        return _page(request, CasePage(mine, request.user))
    case = get_object_or_404(Grievance.objects.visible_as_staff(request.user), receipt_no=receipt_no)
    return redirect("admin:grievances_grievance_change", case.pk)


@require_POST
@uploads.takes(files.TOTAL_LIMIT)
def move(request: SignedInRequest, receipt_no: str, verb: str) -> HttpResponse:
    """보완, 소통, 신청 내용 변경, 취하, 재검토: one address a verb, one table for all."""
    case, chosen = _mine(request, receipt_no), VERBS[verb]
    form = chosen.form(case, request.POST, request.FILES, auto_id=f"{verb}_%s")
    page = CasePage(case, request.user, sent=(verb, form))
    if not form.is_valid():
        return _page(request, page, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        chosen.act(case, by=request.user, **form.content)
    except MoveRefused as refusal:
        return _refused(request, page, refusal)
    messages.success(request, str(chosen.done))
    return redirect(case)


def _refused(request: SignedInRequest, page: CasePage, refusal: MoveRefused) -> HttpResponse:
    """What was typed stays; the next try knows what is on the page now."""
    assert page.sent is not None
    _verb, form = page.sent
    form.add_error(None, str(refusal))
    assert isinstance(form.data, QueryDict)
    form.data = {**form.data.dict(), "seen": str(page.seen)}
    if isinstance(refusal, actions.Stale):
        return _page(request, page, HTTPStatus.CONFLICT, since=len(refusal.since))
    return _page(request, page, HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(
    request: SignedInRequest, page: CasePage, status: HTTPStatus = HTTPStatus.OK, since: int = 0
) -> HttpResponse:
    form = page.sent[1] if page.sent else None
    return render(request, "grievances/case.html", {"page": page, "form": form, "since": since}, status=status)


def _mine(request: SignedInRequest, receipt_no: str) -> Grievance:
    cases = Grievance.objects.visible_as_member(request.user).for_case_page()
    return get_object_or_404(cases, receipt_no=receipt_no)
