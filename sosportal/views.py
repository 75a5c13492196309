"""The portal's own pages: home, what the law wants said, the screen's contrast, the style guide, and the errors."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from companies.models import Company
from grievances.models import Grievance
from grievances.tally import Figures
from sosportal.bars import Piece, bar
from sosportal.context import CONTRAST_COOKIE, CONTRASTS, contrast_of
from sosportal.styleguide import samples

ONE_YEAR = 365 * 24 * 3600
ONE_YEAR_BACK = timedelta(days=365)
RETRY_AFTER = 120
# The servers behind us do not answer: a matter of minutes, and not the visitor's doing.
UNREACHABLE = (OperationalError, InterfaceError)


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """첫 화면."""
    example = ["gone"] * 4 + ["left"] * 2 + ["due"]
    drive = Company.objects.drive_figures()
    return render(request, "home.html", {"figures": _figures(), "example": example, "drive": drive})


def _figures() -> dict[str, Any] | None:
    """공개 현황 of the last twelve months, and how what came before stands; None while too little came."""
    now = timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - ONE_YEAR_BACK
    figures = Grievance.objects.figures(since=since, at=now)
    if not figures.is_nameless:
        return None
    return {
        "now": figures,
        "earlier": Grievance.objects.earlier_figures(before=since),
        "on": today.date(),
        "since": since.date(),
        "by_city": _bar(figures, "resolved", "in_progress", "infeasible", "closed"),
        # To the same scale and under the same begin as the city's, but never in one bar with it.
        "by_company": _bar(figures, "solved", "partly", "unsolved", "unrated"),
    }


def _bar(figures: Figures, *names: str) -> list[Piece]:
    return bar([(name, getattr(figures, name)) for name in names], of=figures.received)


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """개인정보 처리방침."""
    return render(request, "pages/privacy.html")


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """접근성 안내."""
    return render(request, "pages/accessibility.html")


@require_POST
@login_not_required
def set_contrast(request: HttpRequest) -> HttpResponse:
    """화면 설정. Remember the screen on this device and go back to the page it was chosen on."""
    back, chosen = request.POST.get("next", ""), request.POST.get("contrast", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    if chosen in CONTRASTS:
        response.set_cookie(
            CONTRAST_COOKIE, chosen, ONE_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    return response


@require_safe
@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; only where nobody works."""
    if settings.IN_PRODUCTION:
        raise Http404
    return render(request, "styleguide.html", samples(request))


@require_safe
@login_not_required
def styleguide_error(request: HttpRequest, code: int) -> HttpResponse:
    """One error page, to be looked at without breaking anything."""
    if settings.IN_PRODUCTION or code not in ERRORS:
        raise Http404
    return ERRORS[code](request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what arrived cannot be read; or 413: it is more than this address takes."""
    return _plainly(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, but not allowed here."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for this person; the two are not told apart."""
    return render(request, "errors/404.html", status=404)


def not_that_way(request: HttpRequest) -> HttpResponse:
    """405: the address of a form, opened like a page."""
    return _plainly(request, 405)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is gone: signed out meanwhile, or a page left open for long."""
    return _plainly(request, 403, template="errors/csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while a server we lean on is away."""
    if isinstance(sys.exc_info()[1], UNREACHABLE):
        return unavailable(request)
    return _plainly(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: come back in a moment."""
    response = _plainly(request, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _plainly(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """Render without context processors: no user, no session, no database, so that nothing fails a second time."""
    context: dict[str, Any] = {
        "city": settings.CITY,
        "contrast": contrast_of(request),
        "is_demo": settings.IS_DEMO,
        "request_id": request.META.get("SOS_REQUEST_ID", ""),
    }
    page = loader.render_to_string(template or f"errors/{status}.html", context)
    return HttpResponse(page, status=status)


def too_big(request: HttpRequest) -> HttpResponse:
    """413: more than this address takes."""
    return bad_request(request, RequestDataTooBig())


# What the style guide may ask for.
ERRORS: dict[int, Callable[[HttpRequest], HttpResponse]] = {
    400: bad_request,
    403: forbidden,
    404: not_found,
    405: not_that_way,
    413: too_big,
    500: server_error,
    503: unavailable,
}
