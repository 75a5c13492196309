"""현장: what the team needs beside a machine, on a phone held in one hand."""

from django.http import Http404, HttpRequest, HttpResponse


def _soon(request: HttpRequest, **_where: object) -> HttpResponse:
    raise Http404


today = visit = keep_notes = keep_line = drop_line = add_photo = hold = no_show = send_minutes = case = _soon
