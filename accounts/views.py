"""내 정보, the sessions, and what allauth's own pages leave open."""

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, idle, second_factor
from accounts.forms import OwnDetailsForm
from accounts.models import Consent, ConsentText, User
from accounts.requests import SignedInRequest

WAIT = 15 * 60
"""Seconds until the slowest of the rate limits gives way; what Retry-After says."""


@require_safe
def me(request: SignedInRequest) -> HttpResponse:
    """내 정보."""
    page = {
        "is_enrolled": second_factor.is_enrolled(request.user),
        "sessions": len(UserSession.objects.purge_and_list(request.user)),
        "consents": request.user.consents.standing().for_list(),
        "offers": ConsentText.objects.offered_to(request.user),
    }
    return render(request, "accounts/me.html", page)


@require_http_methods(["GET", "POST"])
def edit_me(request: SignedInRequest) -> HttpResponse:
    """내 정보 고치기."""
    sent = request.POST if request.method == "POST" else None
    form = OwnDetailsForm(sent, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return render(request, "accounts/edit_me.html", {"form": form}, status=422 if form.is_bound else 200)
    actions.correct(request.user, **form.cleaned_data, by=request.user)
    messages.success(request, _("내 정보를 고쳤습니다."))
    return redirect("accounts:me")


@require_POST
def give_consent(request: SignedInRequest, kind: str) -> HttpResponse:
    """동의."""
    text = get_object_or_404(ConsentText.objects.current(), kind=kind)
    actions.agree(request.user, [text])
    messages.success(request, _("동의를 받았습니다. 언제든 철회하실 수 있습니다."))
    return redirect("accounts:me")


@require_POST
def take_back_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    """동의 철회."""
    consent = get_object_or_404(Consent, pk=pk, person=request.user)
    try:
        actions.take_back(consent, by=request.user)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("동의를 철회했습니다."))
    return redirect("accounts:me")


@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """이 기기가 아닌 곳에서 로그아웃."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    actions.end_session(session, by=request.user)
    messages.success(request, _("그 기기에서 로그아웃했습니다. 모르는 기기였다면 비밀번호도 바꿔 주십시오."))
    return redirect("usersessions_list")


@require_http_methods(["GET", "POST"])
@login_not_required
def extend(request: HttpRequest) -> HttpResponse:
    """로그인 시간 늘리기. POST gives the whole time again, GET only asks; 401 once it is over."""
    if not isinstance(request.user, User):
        return JsonResponse({"seconds_left": 0}, status=401)
    return JsonResponse({"seconds_left": idle.seconds_left(request, request.user)})


@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    """Where somebody goes who has just set up their second factor: on to what they wanted, or to their first page."""
    adapter = get_adapter(request)
    wanted = request.session.pop("next", "")
    return redirect(wanted if adapter.is_safe_url(wanted) else adapter.get_login_redirect_url(request))


@require_http_methods(["GET", "POST"])
def remove_passkey(request: SignedInRequest, pk: int) -> HttpResponse:
    """패스키 지우기. allauth's own page forgets to ask whether this one may go."""
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    adapter = get_mfa_adapter()
    if not adapter.can_delete_authenticator(passkey):
        messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")
    answer: HttpResponse = webauthn.remove_webauthn(request, pk=pk)
    return answer


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: allauth asks for this page when a rate limit is reached."""
    response = render(request, "errors/429.html", {"minutes": WAIT // 60}, status=429)
    response.headers["Retry-After"] = str(WAIT)
    return response
