"""Read the mails of the demo in the browser, as if it were everybody's postbox."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications import demo

AS_IN_A_MAIL_PROGRAM = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""Mails bring their styles with them, and mail programs run nothing and fetch nothing."""


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


@login_not_required
@require_safe
def mail_as_seen(request: HttpRequest, name: str) -> HttpResponse:
    """Its HTML half as a mail program shows it: styled within, and shut off from everything else."""
    html = demo.one(name).html
    if not html:
        raise Http404
    return HttpResponse(html, headers={"Content-Security-Policy": AS_IN_A_MAIL_PROGRAM})
