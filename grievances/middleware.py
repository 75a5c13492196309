"""What every request of the portal shares."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from grievances import rulebook

type GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RulebookMiddleware:
    """달력, 근무시간 and 처리기간 are read once a request, and only when something asks for them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer within one rulebook."""
        with rulebook.kept():
            return self.get_response(request)
