"""우리 회사: what needs me, who is with us, whom we invited, who asks; and everything a member does there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import Refused
from accounts.requests import SignedInRequest
from companies import actions, leaflet
from companies.forms import CompanyForm, InviteForm
from companies.models import Company, CompanyEvent, JoinRequest
from companies.permissions import moves_for
from companies.querysets import GOAL
from companies.todo import todo_of
from companies.workflow import Move

HISTORY = 20


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """우리 회사. The one joined last, or how to come by one."""
    company = Company.objects.of_member(request.user).order_by("-seats__joined_at").first()
    if company is not None:
        return redirect("companies:home", company.pk)
    return render(request, "companies/none.html", {"asked": request.user.join_requests.for_asker()})


@require_safe
def home(request: SignedInRequest, pk: int) -> HttpResponse:
    """우리 회사의 첫 화면."""
    return _home(request, _mine(request, pk), InviteForm())


@require_POST
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """초대."""
    company, form = _mine(request, pk), InviteForm(request.POST)
    if not form.is_valid():
        return _home(request, company, form, status=422)
    email = form.cleaned_data["email"]
    done = _("%s 주소로 초대를 보냈습니다. 14일 안에 쓸 수 있습니다.") % email
    return _do(request, company, lambda: actions.invite(company, email, by=request.user), done)


@require_POST
def make_leaflet(request: SignedInRequest, pk: int) -> HttpResponse:
    """QR 안내문. A new open invitation as a page to print; the link is on the paper and nowhere else."""
    company = _mine(request, pk)
    try:
        invitation, link = actions.make_leaflet(company, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("companies:home", pk)
    headers = {"Content-Disposition": 'attachment; filename="qr-leaflet.pdf"'}
    return HttpResponse(leaflet.pdf(invitation, link), content_type="application/pdf", headers=headers)


@require_POST
def send_again(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    """초대 다시 보내기."""
    company = _mine(request, pk)
    row = get_object_or_404(company.invitations, pk=invitation)
    done = _("초대를 다시 보냈습니다. 앞서 보낸 주소는 이제 열리지 않습니다.")
    return _do(request, company, lambda: actions.send_again(row, by=request.user), done)


@require_POST
def withdraw(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    """초대 거두기."""
    company = _mine(request, pk)
    row = get_object_or_404(company.invitations, pk=invitation)
    return _do(request, company, lambda: actions.withdraw(row, by=request.user), _("초대를 거두었습니다."))


@require_POST
def accept(request: SignedInRequest, pk: int, asked: int) -> HttpResponse:
    """가입 요청 승인."""
    company = _mine(request, pk)
    row = get_object_or_404(company.join_requests.select_related("person"), pk=asked)
    done = _("%s 님이 함께합니다.") % row.person.name
    return _do(request, company, lambda: actions.accept(row, by=request.user), done)


@require_POST
def decline(request: SignedInRequest, pk: int, asked: int) -> HttpResponse:
    """가입 요청 거절."""
    company = _mine(request, pk)
    row = get_object_or_404(company.join_requests, pk=asked)
    return _do(request, company, lambda: actions.decline(row, by=request.user), _("가입 요청을 거절했습니다."))


@require_POST
def hand_over(request: SignedInRequest, pk: int, seat: int) -> HttpResponse:
    """대표 계정 넘기기."""
    company = _mine(request, pk)
    row = get_object_or_404(company.seats.select_related("person"), pk=seat)
    done = _("%s 님에게 대표 계정을 넘겼습니다.") % row.person.name
    return _do(request, company, lambda: actions.hand_over(row, by=request.user), done)


@require_POST
def add_owner(request: SignedInRequest, pk: int, seat: int) -> HttpResponse:
    """대표 계정 함께 맡기기."""
    company = _mine(request, pk)
    row = get_object_or_404(company.seats.select_related("person"), pk=seat)
    done = _("%s 님이 대표 계정을 함께 맡습니다.") % row.person.name
    return _do(request, company, lambda: actions.add_owner(row, by=request.user), done)


@require_http_methods(["GET", "POST"])
def remove(request: SignedInRequest, pk: int, seat: int) -> HttpResponse:
    """내보내기. GET asks whether that is meant."""
    company = _mine(request, pk)
    row = get_object_or_404(company.seats.active().select_related("person"), pk=seat)
    if request.method == "GET":
        return render(request, "companies/remove.html", {"company": company, "seat": row})
    done = _("%s 님을 내보냈습니다.") % row.person.name
    return _do(request, company, lambda: actions.remove(row, by=request.user), done)


@require_http_methods(["GET", "POST"])
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """나가기. GET asks whether that is meant."""
    company = _mine(request, pk)
    if request.method == "GET":
        return render(request, "companies/leave.html", {"company": company})
    try:
        actions.leave(company, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("companies:home", pk)
    messages.success(request, _("%s에서 나가셨습니다.") % company.name)
    return redirect("companies:mine")


@require_POST
def nudges(request: SignedInRequest, pk: int) -> HttpResponse:
    """가입 안내 켜고 끄기."""
    company, wanted = _mine(request, pk), request.POST.get("wanted") == "1"
    done = _("달마다 안내를 보내 드립니다.") if wanted else _("달마다 보내던 안내를 껐습니다.")
    return _do(request, company, lambda: actions.switch_nudges(company, wanted=wanted, by=request.user), done)


@require_http_methods(["GET", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """기업 정보 고치기."""
    company = _mine(request, pk)
    form = CompanyForm(request.POST if request.method == "POST" else None, instance=_mine(request, pk))
    if not form.is_valid():
        page = {"company": company, "form": form}
        return render(request, "companies/correct.html", page, status=422 if form.is_bound else 200)
    details = form.cleaned_data
    return _do(
        request, company, lambda: actions.correct(company, by=request.user, **details), _("기업 정보를 고쳤습니다.")
    )


def _mine(request: SignedInRequest, pk: int) -> Company:
    """A company this person has a seat in; anybody else's is not there."""
    return get_object_or_404(Company.objects.of_member(request.user).select_related("industrial_complex"), pk=pk)


def _do(request: SignedInRequest, company: Company, action: Callable[[], object], done: str) -> HttpResponse:
    """Hand over to the action and say how it went."""
    try:
        action()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("companies:home", company.pk)


def _home(request: SignedInRequest, company: Company, form: InviteForm, *, status: int = 200) -> HttpResponse:
    seats = list(company.seats.for_members_page())
    moves = moves_for(request.user, company)
    asked, history = list[JoinRequest](), CompanyEvent.objects.of(company)
    if Move.DECIDE_REQUEST in moves:
        asked = list(company.join_requests.for_members_page())
    else:
        history = history.for_members()
    page = {
        "company": company,
        "companies": Company.objects.of_member(request.user).order_by("name_key"),
        "form": form,
        "seats": seats,
        "own_seat": next(seat for seat in seats if seat.person_id == request.user.pk),
        "free_seats": range(max(0, GOAL - len(seats))),
        "goal": GOAL,
        "invitations": company.invitations.for_members_page(),
        "asked": asked,
        "todo": todo_of(company, seats, asked),
        "moves": moves,
        "history": history[:HISTORY],
        "today": timezone.localdate(),
    }
    return render(request, "companies/home.html", page, status=status)
