"""What stands between a session and every page: is somebody still there, and did they prove who they are?"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts import idle, second_factor
from accounts.addresses import is_of_staff_network
from accounts.models import User

type GetResponse = Callable[[HttpRequest], HttpResponse]

SAFE = {"GET", "HEAD"}
LOGIN = "account_login"
EXTEND = "accounts:extend"


def is_from_htmx(request: HttpRequest) -> bool:
    """A part of a page asked for it, and would put a sign-in page into its middle."""
    return request.headers.get("HX-Request") == "true"


def page_of(request: HttpRequest) -> str:
    """The page somebody is on: what they open, or for a form or a part of a page, where that stands."""
    if request.method in SAFE and not is_from_htmx(request):
        return request.get_full_path()
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    if page.netloc != request.get_host():
        return reverse("home")
    return page._replace(scheme="", netloc="").geturl()


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and back to where they were afterwards."""
    response = redirect_to_login(page_of(request), reverse(LOGIN))
    return HttpResponseClientRedirect(response.url) if is_from_htmx(request) else response


class IdleSignOutMiddleware:
    """Sign out a session that rested too long, or lived too long."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before the view: is the time over? After it: does the time begin?"""
        if isinstance(request.user, User):
            if not idle.seconds_left(request, request.user):
                self._sign_out(request)
                if self._must_not_go_on(request):
                    return to_sign_in(request)
            elif self._is_somebody(request):
                idle.note(request, request.user)
        response = self.get_response(request)
        if isinstance(request.user, User) and idle.SIGNED_IN_AT not in request.session:
            idle.note(request, request.user)  # this request signed them in
        return response

    def _is_somebody(self, request: HttpRequest) -> bool:
        """Whether a person did this.

        A part of a page that renews itself asks by htmx GET; nobody need be there. What is sent (a form, a draft, the
        wish to stay) is done by somebody, and so is opening a page. A page that tells by itself that it is open says
        so in X-Pulse.
        """
        if "X-Pulse" in request.headers:
            return False
        asks_only = request.method in SAFE
        return not asks_only or not (is_from_htmx(request) or request.path == reverse(EXTEND))

    def _sign_out(self, request: HttpRequest) -> None:
        too_old = idle.is_too_old(request)
        logout(request)
        if too_old:
            messages.info(request, _("로그인한 지 오래되어 로그아웃했습니다. 다시 로그인해 주십시오."))
        else:
            messages.info(request, _("오래 쓰지 않아 로그아웃했습니다. 다시 로그인하면 보던 화면으로 돌아갑니다."))

    def _must_not_go_on(self, request: HttpRequest) -> bool:
        """Pages that need nobody go on without them; opening a page that needs somebody asks to sign in anyway.

        The rest would end in the wrong place: a form's address cannot be opened, a part of a page is no page.
        """
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            return False
        is_closed = getattr(view, "login_required", True)
        return is_closed and (request.method not in SAFE or is_from_htmx(request))


class ActivityMiddleware(UserSessionsMiddleware):  # type: ignore[misc]
    """Keep where somebody is signed in and when they were last there, as often as `idle` notes that they are.

    allauth writes it at every request: five queries for each click.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What `idle` has just noted is in the session and not saved yet."""
        answer: HttpResponse = super().__call__(request) if request.session.modified else self.get_response(request)
        return answer


class SecondFactorMiddleware:
    """Keep those who see what belongs to others out of everything until this session used a second factor.

    allauth asks for it at sign-in, once it is set up. What is left to us: setting it up is not optional for them, a
    role may be given while a session runs, and a session may have begun before the second factor was there.
    """

    always_open = frozenset({"account_logout", "health", "set_contrast", EXTEND})
    to_enrol = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing here: which view is asked for is known only in `process_view`."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Every view but those of `always_open`, the admin's included."""
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        if not isinstance(request.user, User) or not request.user.needs_second_factor or name in self.always_open:
            return None
        if not is_of_staff_network(request) and request.user.is_official:
            return self._sign_out(request, "업무망이 아닌 곳에서는 담당자 계정을 쓸 수 없어 로그아웃했습니다.")
        if not second_factor.is_enrolled(request.user):
            return None if name in self.to_enrol else self._enrol(request)
        if not second_factor.was_used(request):
            return self._sign_out(request, _("2단계 인증을 거쳐 다시 로그인해 주십시오."))
        return None

    def _enrol(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            raise PermissionDenied
        if is_from_htmx(request):
            return HttpResponseClientRedirect(reverse("mfa_index"))
        request.session["next"] = request.get_full_path()
        return HttpResponseRedirect(reverse("mfa_index"))

    def _sign_out(self, request: HttpRequest, reason: str) -> HttpResponse:
        back = to_sign_in(request)
        logout(request)
        messages.warning(request, reason)
        return back
