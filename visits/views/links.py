"""The host's link: read the visit, answer the offer and the minutes, without signing in."""

from django.http import Http404, HttpRequest, HttpResponse


def _soon(request: HttpRequest, **_where: object) -> HttpResponse:
    raise Http404


host_link = host_answer = _soon
