"""What every request meets first: its line in the log, and no copy of it left in a cache."""

import logging
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from sosportal import views

logger = logging.getLogger("sosportal.request")

type GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """Write one line a request: what was asked for and how it went, not by whom or with which words.

    The route is the pattern's name (`account_login`), never the path, because paths can carry tokens.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Name the request, time it, write its line."""
        request.META["SOS_REQUEST_ID"] = request_id = uuid.uuid4().hex[:12]
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        logger.info(
            "request",
            extra={
                "request_id": request_id,
                "method": request.method,
                "route": match.view_name if match else None,
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000),
            },
        )
        response.headers["X-Request-ID"] = request_id
        return response


class NotThatWayMiddleware:
    """Give the empty answer of an address that takes only forms a page that says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only where somebody opened the address in a browser: scripts need the bare status."""
        response = self.get_response(request)
        if (
            response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
            and request.accepts("text/html")
            and not response.content
        ):
            page = views.not_that_way(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


class NoNulMiddleware:
    """Where an address holds a NUL there is nothing: PostgreSQL knows no text with one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before anything is asked of the database."""
        return views.not_found(request) if "\x00" in request.path_info else self.get_response(request)


class NoStoreMiddleware:
    """Keep pages out of every cache unless the view says otherwise: they may show what only one person may see."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that a view did not set itself."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
        return response
