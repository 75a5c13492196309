"""Links from mails and paper: an invitation, the owner's one tap, the end of the monthly reminder.

GET only shows; mail programs and chats open links by themselves.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import Refused
from accounts.models import User
from companies import actions, tokens
from companies.models import Invitation, JoinRequest, Seat
from companies.permissions import why_not, why_not_by

LINK_DAYS = 30
"""A link for owners works for so long."""

door = require_http_methods(["GET", "POST"])


@login_not_required
@door
def join(request: HttpRequest, token: str) -> HttpResponse:
    """초대. Who is not signed in signs in or up first and comes back here."""
    invitation = _invitation(token)
    if invitation is None:
        return _closed(request, _unknown(), status=404)
    person = request.user if isinstance(request.user, User) else None
    reason = why_not(invitation) or (why_not_by(invitation, person) if person else "")
    if reason:
        return _closed(request, reason, company=invitation.company, person=person)
    if request.method == "GET":
        return render(request, "companies/join.html", {"invitation": invitation, "company": invitation.company})
    if person is None:
        return redirect_to_login(request.get_full_path())
    return _take(request, invitation, person)


@login_not_required
@door
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """가입 요청 승인 from the owner's mail: the link stands for the seat it was sent to."""
    claims = tokens.heard("decide", token, days=LINK_DAYS)
    seat = (
        Seat.objects.owners().select_related("person", "company").filter(pk=claims["seat"]).first() if claims else None
    )
    if claims is None or seat is None:
        return _closed(
            request, _("기한이 지났거나 쓸 수 없는 주소입니다. 우리 회사 화면에서 결정해 주십시오."), status=404
        )
    asked = JoinRequest.objects.select_related("person").filter(pk=claims["request"], company=seat.company).first()
    if asked is None or asked.decided_at is not None:
        return _closed(request, _("이미 결정된 요청입니다."), company=seat.company, person=seat.person)
    if request.method == "GET":
        return render(request, "companies/decide.html", {"asked": asked, "company": seat.company})
    return _accept(request, asked, seat)


@login_not_required
@door
def nudges_off(request: HttpRequest, token: str) -> HttpResponse:
    """가입 안내 그만 받기."""
    claims = tokens.heard("nudges-off", token, days=365)
    seat = (
        Seat.objects.owners().select_related("person", "company").filter(pk=claims["seat"]).first() if claims else None
    )
    if seat is None:
        return _closed(
            request, _("기한이 지났거나 쓸 수 없는 주소입니다. 우리 회사 화면에서 끄실 수 있습니다."), status=404
        )
    if request.method == "POST":
        actions.switch_nudges(seat.company, wanted=False, by=seat.person)
    company = seat.company
    company.refresh_from_db(fields=["wants_nudges"])
    return render(request, "companies/nudges_off.html", {"company": company})


def _invitation(token: str) -> Invitation | None:
    secret = tokens.opened(token)
    if secret is None:
        return None
    found = Invitation.objects.select_related("company", "made_by")
    return found.filter(token_digest=tokens.digest(secret)).first()


def _unknown() -> str:
    return _(
        "쓸 수 없는 초대 주소입니다. 더 새로 받은 초대가 있으면 그 주소를 열어 주십시오. "
        "없으면 초대한 분에게 다시 부탁해 주십시오."
    )


def _closed(request: HttpRequest, reason: str, *, status: int = 410, **more: object) -> HttpResponse:
    return render(request, "companies/closed.html", {"reason": reason, **more}, status=status)


def _take(request: HttpRequest, invitation: Invitation, person: User) -> HttpResponse:
    try:
        actions.take(invitation, by=person)
    except Refused as refusal:
        return _closed(request, str(refusal), company=invitation.company, person=person)
    messages.success(request, _("%s와(과) 함께하게 되셨습니다.") % invitation.company.name)
    return redirect("companies:home", invitation.company_id)


def _accept(request: HttpRequest, asked: JoinRequest, seat: Seat) -> HttpResponse:
    try:
        actions.accept(asked, by=seat.person)
    except Refused as refusal:
        return _closed(request, str(refusal), company=seat.company, person=seat.person)
    return render(request, "companies/decided.html", {"asked": asked, "company": seat.company})
