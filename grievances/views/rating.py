"""만족도, from the mail or in the portal."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse

from grievances.tokens import read_rating_token


@login_not_required
def rate_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """만족도 by the signed link of the answer's mail."""
    if read_rating_token(token) is None:
        raise Http404
    return HttpResponse("")
