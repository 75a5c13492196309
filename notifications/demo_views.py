"""Read the mails of the demo in the browser, as if it were everybody's postbox."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications import demo


@login_not_required
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The newest mails, those to one address where `to` names it."""
    to = request.GET.get("to", "").strip()
    return render(request, "notifications/demo_mails.html", {"mails": demo.newest(to=to), "to": to})


@login_not_required
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as text, its links made usable."""
    return render(request, "notifications/demo_mail.html", {"mail": demo.one(name)})
