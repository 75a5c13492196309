"""법정기한 계산기: the same ledger for everybody and any date."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from grievances import clock, ledgers, rulebook
from grievances.forms.deadline import DeadlineForm


@require_safe
@login_not_required
def calculator(request: HttpRequest) -> HttpResponse:
    """A question in the address, so that the answer can be sent to somebody."""
    if not request.GET:
        return render(request, "grievances/deadline.html", {"form": DeadlineForm()})
    form = DeadlineForm(request.GET)
    if not form.is_valid():
        return render(request, "grievances/deadline.html", {"form": form}, status=422)
    received, calendar = form.cleaned_data["received"], rulebook.standing().calendar
    found = clock.ledger(form.period, received, calendar, form.stops, form.extensions)
    plain = clock.due(form.period, received, calendar).date()
    picture = ledgers.picture(found, calendar, today=timezone.localdate(), plain=plain)
    page = {"form": form, "picture": picture, "due_at": found.due_at, "period": form.period}
    return render(request, "grievances/deadline.html", page)
