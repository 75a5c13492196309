"""법정기한 계산기: the same ledger for everybody and any date."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grievances import clock, ledger_words, ledgers, rulebook
from grievances.clock import SEOUL
from grievances.forms.deadline import DeadlineForm, article_of, value_of
from grievances.ledger_words import Why

EXAMPLE = {
    "kind": "GRIEVANCE",
    "received": "2027-02-03T10:00",
    "stop1": Why.SUPPLEMENT,
    "stop1_from": "2027-02-04T11:00",
    "stop1_until": "2027-02-05T15:00",
    "extended": 5,
}
"""설 연휴, 보완 and 연장 in one."""


@require_safe
@login_not_required
def calculator(request: HttpRequest) -> HttpResponse:
    """A question in the address, so that the answer can be sent to somebody."""
    now = timezone.now()
    form = DeadlineForm(request.GET or None, initial={"received": now})
    if form.is_valid():
        return render(request, "grievances/deadline.html", _page(form, now) | _answer(form, now))
    return render(request, "grievances/deadline.html", _page(form, now), status=422 if form.is_bound else 200)


def _answer(form: DeadlineForm, now: datetime) -> dict[str, Any]:
    row, picture = form.row, ledgers.picture(form.run, form.rules.calendar, at=now)
    return {
        "picture": picture,
        "outages": [stop for stop in form.outages if picture.due_at and stop.begin <= picture.due_at],
        "asked": f"{row.matter or row.get_kind_display()} {row.period}" if row else f"{_('법정')} {form.period}",
        "article": article_of(row) if row else _("그 민원의 법령"),
        "received": form.cleaned_data["received"],
    }


def _page(form: DeadlineForm, now: datetime) -> dict[str, Any]:
    """What stands around the question."""
    today, calendar = now.astimezone(SEOUL).date(), rulebook.standing().calendar
    year = today.year
    return {
        "form": form,
        "from_today": [] if form.is_bound else list(_from_today(now)),
        "example": _address(EXAMPLE),
        "this_year": ledgers.days_off_between(today, date(year, 12, 31), calendar),
        "next_year": ledgers.days_off_between(date(year + 1, 1, 1), date(year + 1, 12, 31), calendar),
    }


def _from_today(now: datetime) -> Iterator[dict[str, Any]]:
    """오늘 접수하면: each kind with its period, its article, and its end."""
    rules, received = rulebook.standing(), now.replace(second=0, microsecond=0)
    for row in rules.valid_on(now.astimezone(SEOUL).date()):
        yield {
            "name": row.matter or row.get_kind_display(),
            "period": row.period,
            "article": article_of(row),
            "until": ledger_words.until(clock.due(row.period, received, rules.calendar), row.unit),
            "address": _address({"kind": value_of(row), "received": f"{received.astimezone(SEOUL):%Y-%m-%dT%H:%M}"}),
        }


def _address(question: dict[str, Any]) -> str:
    return f"{reverse('deadline')}?{urlencode(question)}"
