"""사전조사 by the signed link of its invitation, without signing in."""

from django.http import Http404, HttpRequest, HttpResponse


def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The short form."""
    raise Http404
