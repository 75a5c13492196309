"""Links that need no signing in: the host answers an offer or the minutes, a company the survey."""

from django.http import Http404, HttpRequest, HttpResponse


def _soon(request: HttpRequest, **_where: object) -> HttpResponse:
    raise Http404


host_link = host_answer = survey = _soon
