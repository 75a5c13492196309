"""만족도, from the mail or in the portal. Mail programs open links by themselves; only a form that is sent rates."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from grievances import actions
from grievances.forms.rating import SCORES, RatingForm
from grievances.models import Answer, Grievance
from grievances.permissions import may
from grievances.tokens import read_rating_token
from grievances.workflow import Move, MoveRefused


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """만족도 by the signed link of the answer's mail, without signing in."""
    answer, person = _signed(token)
    if answer is None or person is None:
        return _closed(request, _("기한이 지났거나 쓸 수 없는 주소입니다."), HTTPStatus.NOT_FOUND)
    if not may(person, Move.RATE, answer.grievance):
        return _closed(request, _("지금은 이 회사의 회원이 아니어서 평가하실 수 없습니다."), HTTPStatus.FORBIDDEN)
    if request.method != "POST" or hasattr(answer, "rating"):
        return _page(request, answer, RatingForm())
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, answer, form)
    if refusal := _refusal(answer, form, by=person):
        messages.warning(request, refusal)
    return redirect(request.path)


@require_POST
def rate(request: SignedInRequest, receipt_no: str) -> HttpResponse:
    """만족도, in the portal."""
    case = get_object_or_404(Grievance.objects.visible_as_member(request.user), receipt_no=receipt_no)
    answer = Answer.objects.standing_of(case).for_rating().first()
    if answer is None:
        messages.warning(request, _("아직 답변이 없습니다. 답변이 나오면 평가해 주십시오."))
        return redirect(case)
    if not may(request.user, Move.RATE, answer.grievance):
        raise PermissionDenied
    form = RatingForm(request.POST)
    if hasattr(answer, "rating"):
        messages.warning(request, _("이 답변은 이미 평가하셨습니다. 고맙습니다."))
        return redirect(case)
    if not form.is_valid():
        return _page(request, answer, form)
    if refusal := _refusal(answer, form, by=request.user):
        messages.warning(request, refusal)
    else:
        messages.success(request, _("평가를 받았습니다. 고맙습니다."))
    return redirect(case)


def _signed(token: str) -> tuple[Answer | None, User | None]:
    """The answer a link is for, while it stands, and who may rate it."""
    claims = read_rating_token(token)
    if claims is None:
        return None, None
    answer_id, person_id = claims
    answer = Answer.objects.for_rating().filter(pk=answer_id).first()
    if answer is None or not (hasattr(answer, "rating") or answer.answered_at == answer.grievance.answered_at):
        return None, None
    return answer, User.objects.filter(pk=person_id).first()


def _refusal(answer: Answer, form: RatingForm, *, by: User) -> str:
    """Rate it; why that was not possible, where it was not."""
    try:
        actions.rate(answer, **form.cleaned_data, by=by)
    except MoveRefused as refusal:
        return str(refusal)
    return ""


def _page(request: HttpRequest, answer: Answer, form: RatingForm) -> HttpResponse:
    """The answer with the form below, or, once it is rated, what was said of it."""
    case, rating = answer.grievance, getattr(answer, "rating", None)
    page = {"case": case, "answer": answer, "rating": rating, "form": form}
    if rating:
        return render(request, "grievances/rated.html", page | {"score": SCORES[rating.score]})
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "grievances/rate.html", page | {"action": request.path}, status=status)


def _closed(request: HttpRequest, reason: str, status: HTTPStatus) -> HttpResponse:
    return render(request, "grievances/rate_closed.html", {"reason": reason}, status=status)
