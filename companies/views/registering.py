"""기업 등록: number, then what the registry knows of it, then, if it knows nothing, one's own words."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import Refused
from accounts.requests import SignedInRequest
from companies import actions
from companies.forms import AskForm, EntryForm, FindForm, MatchForm, NumberForm
from companies.models import Company

STEPS = [gettext_lazy("번호 확인"), gettext_lazy("회사 확인"), gettext_lazy("등록")]
SHOWN = 6
"""More than so many likely companies are no help."""

door = require_http_methods(["GET", "POST"])


@door
def number(request: SignedInRequest) -> HttpResponse:
    """사업자등록번호."""
    form = NumberForm(_sent(request), initial=_known(request))
    if not form.is_valid():
        asked = request.user.join_requests.for_asker()
        return _page(request, "register", form, step=1, asked=asked)
    request.session["registering"] = form.cleaned_data
    company = _numbered(request)
    if company is None or not company.seats.active().exists():
        return redirect("companies:register_match" if _matches(request) else "companies:register_find")
    return redirect("companies:register_taken")


@door
def find(request: SignedInRequest) -> HttpResponse:
    """회사 이름과 주소."""
    if "number" not in _known(request):
        return redirect("companies:register")
    form = FindForm(_sent(request), initial=_known(request))
    if not form.is_valid():
        return _page(request, "register_find", form, step=2)
    request.session["registering"] = _known(request) | form.cleaned_data
    return redirect("companies:register_match" if _matches(request) else "companies:register_entry")


@door
def match(request: SignedInRequest) -> HttpResponse:
    """공장등록현황에서 고르기."""
    matches = _matches(request)
    if not matches:
        return redirect("companies:register")
    is_certain = matches[0].registration_no is not None
    form = MatchForm(_sent(request), matches=matches, only=is_certain)
    if not form.is_valid():
        return _page(request, "register_match", form, step=2, matches=matches, is_certain=is_certain)
    if form.chosen is None:
        return redirect("companies:register_entry")
    try:
        company = actions.register(form.chosen, number=_known(request)["number"], by=request.user)
    except Refused as refusal:
        return _refused(request, refusal)
    return _done(request, company, _("등록을 마쳤습니다. 이제 동료를 초대해 주십시오."))


@door
def entry(request: SignedInRequest) -> HttpResponse:
    """직접 등록."""
    known = _known(request)
    if "name" not in known:
        return redirect("companies:register")
    form = EntryForm(_sent(request), initial=known)
    if not form.is_valid():
        return _page(request, "register_entry", form, step=3)
    try:
        company = actions.enter(known["number"], **form.cleaned_data, by=request.user)
    except Refused as refusal:
        return _refused(request, refusal)
    return _done(request, company, _("등록을 신청했습니다. 담당자가 확인하면 메일로 알려 드립니다."))


@door
def taken(request: SignedInRequest) -> HttpResponse:
    """가입 요청: the number has members already. Nothing is said of who or how many they are."""
    company = _numbered(request)
    if company is None or not company.seats.active().exists():
        return redirect("companies:register")
    form = AskForm(_sent(request))
    if not form.is_valid():
        return _page(request, "register_taken", form, step=2)
    try:
        actions.ask_to_join(company, note=form.cleaned_data["note"], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("companies:mine")
    return _done(request, None, _("가입을 요청했습니다. 대표 계정 담당자가 결정하면 메일로 알려 드립니다."))


@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """가입 요청 취소."""
    asked = get_object_or_404(request.user.join_requests, pk=pk)
    try:
        actions.take_back_request(asked, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("가입 요청을 취소했습니다."))
    return redirect("companies:mine")


def _sent(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _known(request: SignedInRequest) -> dict[str, str]:
    """What was told on the steps before."""
    known: dict[str, str] = request.session.get("registering", {})
    return known


def _numbered(request: SignedInRequest) -> Company | None:
    """The company of the number; where it was merged, the one it became."""
    found = Company.objects.numbered(_known(request).get("number", "")).select_related("merged_into").first()
    return found and (found.merged_into or found)


def _matches(request: SignedInRequest) -> list[Company]:
    known = _known(request)
    return list(Company.objects.matching(**known)[:SHOWN]) if "number" in known else []


def _page(request: SignedInRequest, page: str, form: forms.BaseForm, *, step: int, **more: Any) -> HttpResponse:
    context = {"form": form, "steps": STEPS, "step": step, "known": _known(request), **more}
    return render(request, f"companies/{page}.html", context, status=422 if form.is_bound else 200)


def _refused(request: SignedInRequest, refusal: Refused) -> HttpResponse:
    """Somebody was faster, or the number is not ours to give: on to asking those who are there."""
    messages.error(request, str(refusal))
    return redirect("companies:register_taken")


def _done(request: SignedInRequest, company: Company | None, message: str) -> HttpResponse:
    request.session.pop("registering", None)
    messages.success(request, message)
    return redirect("companies:home", company.pk) if company else redirect("companies:mine")
