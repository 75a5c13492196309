"""사전조사 by the signed link of its invitation, without signing in. Mail programs open links; only a form answers."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from grievances.moment import now
from grievances.workflow import MoveRefused
from visits import surveys, tokens
from visits.actions import surveying
from visits.forms.surveys import SurveyForm
from visits.models import SurveyInvitation


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The short form; once it is answered what was said, and the form again for whoever wants to change it."""
    invitation, person = _invited(token)
    if invitation is None:
        return render(request, "visits/survey/closed.html", status=HTTPStatus.NOT_FOUND)
    sent, visit = request.POST if request.method == "POST" else None, surveys.visit_ahead(invitation)
    why_not = surveys.why_not_answer(invitation, on=timezone.localdate(now()))
    page = {"invitation": invitation, "visit": visit, "why_not": why_not}
    if sent is None and (why_not or (invitation.answered_at and "change" not in request.GET)):
        return render(request, "visits/survey/said.html", page)
    form = SurveyForm(sent, invitation=invitation, person=person, visit=visit)
    if form.is_valid() and _is_kept(form, invitation, person):
        return redirect(request.path)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "visits/survey/ask.html", page | {"form": form, "action": request.path}, status=status)


def _invited(token: str) -> tuple[SurveyInvitation | None, User | None]:
    """Who is asked by this link, while they may speak for the company."""
    claims = tokens.read_survey_token(token)
    if claims is None:
        return None, None
    invitation_id, person_id = claims
    invitation = SurveyInvitation.objects.for_page().filter(pk=invitation_id).first()
    if invitation is None or person_id is None:
        return invitation, None
    seats = surveys.members_of([invitation.home.pk]).get(invitation.home.pk, [])
    person = next((seat.person for seat in seats if seat.person_id == person_id), None)
    return (invitation, person) if person else (None, None)


def _is_kept(form: SurveyForm, invitation: SurveyInvitation, person: User | None) -> bool:
    """Answer; what was refused stands in the form, and nothing typed is lost."""
    try:
        surveying.answer(invitation, form.said, person=person)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
