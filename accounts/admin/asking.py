"""Who works at the desk, what people are called there, and pages that ask before something is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from accounts import actions
from accounts.models import RoleGrant, User
from accounts.roles import GRANTED, Role
from notifications.masking import masked_email

THE_CITYS = [role for role in Role if role in GRANTED]


def official(request: HttpRequest) -> User:
    """Who is at work; the door lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def introduced(person: User) -> str:
    """Name, place and a little of the address: several people have the same name."""
    place = " ".join(filter(None, (person.unit, person.position)))
    return " · ".join(filter(None, (person.name, place, masked_email(person.email))))


def standing(role_grant: RoleGrant, *, at: datetime) -> str:
    """Whether it holds, for `data-state`."""
    return "in-force" if role_grant.until is None or role_grant.until > at else "ended"


STANDING = {"in-force": "지금 유효", "ended": "끝남"}


@dataclass(frozen=True)
class Question:
    """What `ask_first` asks before it acts; `back` is where it leads either way."""

    title: str
    about: str
    says: tuple[str, ...]
    verb: str
    act: Callable[[], object]
    done: str
    back: str


def ask_first(desk: admin.ModelAdmin[Any], request: HttpRequest, question: Question) -> HttpResponse:
    """A page that says what is about to happen, and on its button makes it happen."""
    if request.method != "POST":
        frame = {**desk.admin_site.each_context(request), "opts": desk.opts, "title": question.title}
        return TemplateResponse(request, "admin/confirm.html", {**frame, "question": question})
    try:
        question.act()
    except actions.Refused as refusal:
        desk.message_user(request, said(refusal), messages.ERROR)
    else:
        desk.message_user(request, question.done, messages.SUCCESS)
    return redirect(question.back)


def said(refusal: actions.Refused) -> str:
    """The sentence, with the way to what can be done instead."""
    if refusal.link is None:
        return str(refusal)
    words, address = refusal.link
    return format_html('{} <a href="{}">{}</a>', str(refusal), address, words)
