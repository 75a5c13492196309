"""The host's link: read the visit, answer the offer and the minutes, without signing in.

Mail programs open links by themselves; only a form that is sent answers.
"""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from visits.models import Visit
from visits.permissions import of_company
from visits.tokens import read_host_token
from visits.views.answering import answered, minutes_of, shown
from visits.visit_page import BY_LINK, VisitPage

PAGE = "visits/link.html"


@login_not_required
@require_safe
def host_link(request: HttpRequest, token: str) -> HttpResponse:
    """방문 화면 by the link of a mail."""
    page = _opened(request, token)
    return page if isinstance(page, HttpResponse) else shown(request, page, PAGE)


@login_not_required
@require_POST
def host_answer(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """일정 수락, 다른 일정 요청, 회의록 확인, 이의."""
    if verb not in BY_LINK:
        raise Http404
    page = _opened(request, token)
    if isinstance(page, HttpResponse):
        return page
    return answered(request, page, verb, template=PAGE, back=reverse("visits:host_link", args=[token]))


@login_not_required
@require_safe
def host_minutes(request: HttpRequest, token: str) -> HttpResponse:
    """회의록 as PDF."""
    page = _opened(request, token)
    return page if isinstance(page, HttpResponse) else minutes_of(page.visit)


def _opened(request: HttpRequest, token: str) -> VisitPage | HttpResponse:
    """The page a link is for; or why it opens nothing."""
    claims = read_host_token(token)
    if claims is None:
        return _closed(request, _("기한이 지났거나 쓸 수 없는 주소입니다."), HTTPStatus.NOT_FOUND)
    visit_id, person_id = claims
    visit = Visit.objects.for_page().filter(pk=visit_id).first()
    person = User.objects.filter(pk=person_id).first() if person_id else None
    if visit is None or (person_id and person is None):
        return _closed(request, _("기한이 지났거나 쓸 수 없는 주소입니다."), HTTPStatus.NOT_FOUND)
    if person is not None and not of_company(person, visit):
        return _closed(request, _("지금은 이 회사의 회원이 아니어서 보실 수 없습니다."), HTTPStatus.FORBIDDEN)
    return VisitPage(visit, person, token)


def _closed(request: HttpRequest, reason: str, status: HTTPStatus) -> HttpResponse:
    return render(request, "visits/link_closed.html", {"reason": reason}, status=status)
