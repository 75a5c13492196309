"""The host's pages: its visits, asking for one, one visit and what can be done there."""

from django.http import Http404, HttpRequest, HttpResponse

VERBS = ("amend", "add-files", "accept", "ask-other", "cancel", "confirm", "object")


def _soon(request: HttpRequest, **_where: object) -> HttpResponse:
    raise Http404


list_ = request_ = detail = move = file = minutes_pdf = _soon
