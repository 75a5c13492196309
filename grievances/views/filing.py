"""애로 신청: the form, what is kept of it while somebody types, and the receipt."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from companies import uploads
from companies.models import Company
from grievances import actions, files
from grievances.filing_desk import FilingDesk
from grievances.forms.filing import FilingForm
from grievances.models import Attachment, Draft, Grievance
from grievances.workflow import MoveRefused

WITHOUT_A_SCRIPT = frozenset({"show", "drop", "leave"})
"""Buttons that send the form without filing it: other questions, a file less, later."""


@require_http_methods(["GET", "HEAD", "POST"])
@uploads.takes(files.TOTAL_LIMIT)
def new(request: SignedInRequest) -> HttpResponse:
    """애로 신청."""
    desk = FilingDesk.of(request.user, request.POST.get("company") or request.GET.get("company"))
    if desk is None:
        return _nobody_to_file_for(request)
    if request.method != "POST":
        return _page(request, desk, desk.form())
    if request.POST.keys() & WITHOUT_A_SCRIPT:
        return _keep(request, desk)
    form = desk.form(request.POST, request.FILES)
    return _file(request, desk, form) if form.is_valid() else _wanting(request, desk, form)


def _file(request: SignedInRequest, desk: FilingDesk, form: FilingForm) -> HttpResponse:
    try:
        case = actions.file(desk.company, by=request.user, **form.content)
    except actions.AlreadyFiled as again:
        form.add_error(None, str(again))
        return _page(request, desk, form, HTTPStatus.CONFLICT, filed=again.grievance)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _wanting(request, desk, form)
    return redirect("grievances:receipt", case.receipt_no)


def _wanting(request: SignedInRequest, desk: FilingDesk, form: FilingForm) -> HttpResponse:
    """The form with what is wrong; files that are right stay with the draft, because a browser forgets them."""
    sent = form.cleaned_data.get("attachments", [])
    if sent:
        _attach(request, desk, form, sent)
    return _page(request, desk, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _keep(request: SignedInRequest, desk: FilingDesk) -> HttpResponse:
    """What the script does by and by, for whoever has none."""
    form = desk.form(request.POST, request.FILES)
    form.full_clean()
    _attach(request, desk, form, form.cleaned_data.get("attachments", []))
    for sentence in form.errors.get("attachments", []):
        messages.error(request, str(sentence))
    if "leave" in request.POST:
        return redirect("grievances:list")
    for attachment in desk.files:
        if str(attachment.key) == request.POST.get("drop"):
            actions.drop_from_draft(attachment, by=request.user)
    return redirect(f"{reverse('grievances:new')}?company={desk.company.pk}")


def _attach(request: SignedInRequest, desk: FilingDesk, form: FilingForm, sent: list[files.Checked]) -> None:
    try:
        desk.draft = actions.save_draft(desk.company, form.draft_content(), by=request.user, key=_key(request))
        for one in sent:
            actions.attach_to_draft(desk.draft, one, by=request.user)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))


def _page(
    request: SignedInRequest,
    desk: FilingDesk,
    form: FilingForm,
    status: HTTPStatus = HTTPStatus.OK,
    filed: Grievance | None = None,
) -> HttpResponse:
    context = {"desk": desk, "form": form, "filed": filed}
    return render(request, "grievances/new.html", context, status=status)


def _nobody_to_file_for(request: SignedInRequest) -> HttpResponse:
    waiting = Company.objects.of_member(request.user).awaiting_approval().first()
    return render(request, "grievances/nobody.html", {"waiting": waiting})


# --- While somebody types -----------------------------------------------------------------------------------------


@require_POST
def save_draft(request: SignedInRequest) -> JsonResponse:
    """쓰던 글 저장. Asked by the script."""
    desk = _desk(request)
    form = desk.form(request.POST)
    seen = None if "over" in request.POST else request.POST.get("seen", "")
    try:
        draft = actions.save_draft(desk.company, form.draft_content(), by=request.user, key=_key(request), seen=seen)
    except MoveRefused as refusal:
        return _refused(refusal)
    told = {"warnings": form.warnings(), "alike": desk.alike(request.POST.get("title", ""))}
    return JsonResponse(_kept(draft) | told)


@require_POST
def discard_draft(request: SignedInRequest) -> HttpResponse:
    """새로 쓰기: what was typed goes, with its files."""
    desk = _desk(request)
    if desk.draft is not None:
        actions.discard_draft(desk.draft, by=request.user)
    return redirect(f"{reverse('grievances:new')}?company={desk.company.pk}")


@require_POST
@uploads.takes(files.VIDEO_LIMIT)
def add_file(request: SignedInRequest) -> JsonResponse:
    """파일 붙이기, one at a time. Asked by the script."""
    desk = _desk(request)
    already = sum(one.size for one in desk.files)
    try:
        (one,) = files.checked_all(_sent(request), already=len(desk.files), already_bytes=already)
        draft = desk.draft or actions.begin_draft(desk.company, by=request.user, key=_key(request))
        attachment = actions.attach_to_draft(draft, one, by=request.user)
    except ValidationError as refusal:
        return JsonResponse({"words": " ".join(refusal.messages)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except MoveRefused as refusal:
        return _refused(refusal)
    told = {"file": attachment.key, "name": attachment.name, "size": attachment.size, "key": draft.key}
    return JsonResponse(told, status=HTTPStatus.CREATED)


def _sent(request: SignedInRequest) -> list[UploadedFile]:
    sent = request.FILES.getlist("file")[:1]
    if not sent:
        raise ValidationError(_("파일이 오지 않았습니다. 다시 골라 주십시오."))
    return sent


@require_POST
def drop_file(request: SignedInRequest, file_key: UUID) -> HttpResponse:
    """파일 빼기. Asked by the script."""
    attachment = get_object_or_404(Attachment.objects.filter(draft__person=request.user), key=file_key)
    actions.drop_from_draft(attachment, by=request.user)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _desk(request: SignedInRequest) -> FilingDesk:
    desk = FilingDesk.of(request.user, request.POST.get("company"))
    if desk is None:
        raise Http404
    return desk


def _key(request: SignedInRequest) -> UUID | None:
    """The form's once-only key; a form without a sound one gets another."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _kept(draft: Draft) -> dict[str, str]:
    words = _("%s에 저장했습니다.") % f"{timezone.localtime(draft.saved_at):%H:%M}"
    return {"key": str(draft.key), "seen": draft.version, "words": words}


def _refused(refusal: MoveRefused) -> JsonResponse:
    """The sentence, and where it leads: to the case that was filed, or to the other draft."""
    filed = refusal.grievance.get_absolute_url() if isinstance(refusal, actions.AlreadyFiled) else ""
    told = {"words": str(refusal), "filed": filed, "other": isinstance(refusal, actions.DraftChanged)}
    return JsonResponse(told, status=HTTPStatus.CONFLICT)


@require_safe
def receipt(request: SignedInRequest, receipt_no: str) -> HttpResponse:
    """신청 확인서. What was filed, under which number, and what happens next."""
    cases = Grievance.objects.visible_as_member(request.user).for_case_page().prefetch_related("attachments")
    case = get_object_or_404(cases, receipt_no=receipt_no)
    return render(request, "grievances/receipt.html", {"case": case})
