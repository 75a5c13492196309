"""What the officials' doors do when somebody's data are opened: write the line, and ask why before all is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts import actions
from accounts.actions import Subject
from accounts.addresses import client_address
from accounts.models import AccessLog, User


class ReasonForm(forms.Form):
    """Why somebody looks."""

    reason = forms.CharField(
        label="까닭",
        max_length=300,
        help_text="누구의 어떤 일 때문인지 적어 주십시오. 접속기록에 남습니다.",
        widget=forms.Textarea({"rows": 3}),
    )


@dataclass(frozen=True)
class Asked:
    """A page that asks for words before something is done; `back` is where it leads otherwise."""

    title: str
    about: str
    says: tuple[str, ...]
    verb: str
    back: str
    gives_a_file: bool = False


@dataclass(frozen=True)
class Part:
    """One table of what is laid open."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def note_view(request: HttpRequest, subject: Subject) -> None:
    """보기. The page of somebody, or of a company with its people, was opened."""
    if request.method in {"GET", "HEAD"}:
        assert isinstance(request.user, User)
        actions.note_access(AccessLog.What.VIEW, subject, by=request.user, address=client_address(request))


def ask_for(
    desk: admin.ModelAdmin[Any], request: HttpRequest, asked: Asked, form: forms.Form, *, status: int | None = None
) -> HttpResponse:
    """The page with its form; 422 once the form has been refused."""
    frame = {**desk.admin_site.each_context(request), "opts": desk.opts, "title": asked.title}
    page = {**frame, "asked": asked, "form": form}
    return TemplateResponse(request, "admin/asked.html", page, status=status or (422 if form.is_bound else 200))


def reveal(
    desk: admin.ModelAdmin[Any],
    request: HttpRequest,
    subject: Subject,
    *,
    about: str,
    back: str,
    parts: Callable[[], Sequence[Part]],
) -> HttpResponse:
    """펼쳐 보기. Asks why, writes it down, and shows all of it on this one answer."""
    asked = Asked(
        title="개인정보 펼쳐 보기",
        about=about,
        says=(
            "가린 이름, 이메일, 전화번호를 이번 한 번 모두 보여 줍니다.",
            "누가 언제 어디서 왜 보았는지 접속기록에 남습니다.",
        ),
        verb="펼쳐 보기",
        back=back,
    )
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return ask_for(desk, request, asked, form, status=422 if request.method == "POST" else 200)
    assert isinstance(request.user, User)
    actions.note_access(
        AccessLog.What.REVEAL,
        subject,
        by=request.user,
        address=client_address(request),
        reason=form.cleaned_data["reason"],
    )
    frame = {**desk.admin_site.each_context(request), "opts": desk.opts, "title": asked.title}
    page = {**frame, "asked": asked, "parts": parts(), "reason": form.cleaned_data["reason"]}
    return TemplateResponse(request, "admin/revealed.html", page)
