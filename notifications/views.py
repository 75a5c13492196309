"""알림함. To look at it changes nothing; a message is read when it is opened by its button."""

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications import actions
from notifications.models import Message

PER_PAGE = 20


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Mine, the newest first; `?show=unread` keeps those not yet read."""
    shown = Message.objects.inbox_of(_reader(request)).order_by("-written_at", "-pk")
    only_unread = request.GET.get("show") == "unread"
    page = Paginator(shown.unread() if only_unread else shown, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/inbox.html", {"page": page, "only_unread": only_unread})


@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """열기. It is read, and leads to what it is about."""
    message = get_object_or_404(Message.objects.inbox_of(_reader(request)), pk=pk)
    actions.read(message)
    return redirect(message.link or "inbox:list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """모두 읽음으로 표시."""
    actions.read_all(by=_reader(request))
    messages.success(request, _("모두 읽음으로 표시했습니다."))
    return redirect("inbox:list")


def _reader(request: HttpRequest) -> AbstractBaseUser:
    assert isinstance(request.user, AbstractBaseUser)  # nobody else gets here
    return request.user
