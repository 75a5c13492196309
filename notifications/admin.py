"""알림: what was owed to whom, and whether it arrived."""

from typing import Protocol

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from notifications import actions
from notifications.filters import QuestionFilter
from notifications.masking import masked_email, masked_links
from notifications.models import Message

UNDELIVERED, TOLD, SENT, WAITING = "undelivered", "told", "sent", "waiting"
STATES = {UNDELIVERED: "전달하지 못함", TOLD: "전화로 알림", SENT: "보냄", WAITING: "대기"}


class Verb(Protocol):
    """What an official can do about a message."""

    def __call__(self, message: Message, *, by: PermissionsMixin) -> Message:
        """Do it, or refuse."""


def state_of(message: Message) -> str:
    """How far it has come."""
    if message.told_at:
        return TOLD
    if message.gave_up_at:
        return UNDELIVERED
    return SENT if message.sent_at else WAITING


class State(QuestionFilter):
    """How far messages have come."""

    title, parameter_name = "상태", "state"
    questions = {
        UNDELIVERED: ("알리지 못한 사람", lambda _at: Message.objects.undelivered()),
        WAITING: (STATES[WAITING], lambda _at: Message.objects.unsettled()),
        SENT: (STATES[SENT], lambda _at: Message.objects.sent()),
        TOLD: (STATES[TOLD], lambda _at: Message.objects.told()),
    }


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """The outbox, read; what can be done is to send again what was given up."""

    list_display = ("subject", "matter", "recipient", "state", "written_at", "tries", "last_error")
    list_filter = (State, "is_secret")
    search_fields = ("to", "subject", "about")
    search_help_text = "이메일, 제목, 접수번호의 일부"
    fields = (
        *("to", "matter", "subject", "state", "written_at", "try_at", "tries", "last_error"),
        *("sent_at", "gave_up_at", "told_at", "content"),
    )
    readonly_fields = fields
    actions = ("try_again", "tell_otherwise")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Messages come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """What was written stays as it was written."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Whether somebody was told is kept."""
        return False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Who may use the action below."""
        return request.user.has_perm("notifications.change_message")

    def get_urls(self) -> list[URLPattern]:
        """And the verbs."""
        again = self.admin_site.admin_view(require_POST(self.again_view))
        told = self.admin_site.admin_view(require_POST(self.told_view))
        return [
            path("<int:pk>/again/", again, name="notifications_message_again"),
            path("<int:pk>/told/", told, name="notifications_message_told"),
            *super().get_urls(),
        ]

    @admin.display(description="관련 번호", ordering="about")
    def matter(self, message: Message) -> str:
        """What it is about, and the way there, unless only its reader may go it."""
        way = f"{settings.SITE_URL}{message.link}"
        if message.link and masked_links(way) == way:
            return format_html('<a class="nowrap" href="{}">{}</a>', message.link, message.about or "화면 보기")
        return message.about

    @admin.display(description="받는 사람", ordering="to")
    def recipient(self, message: Message) -> str:
        """Enough to recognise them."""
        return masked_email(message.to) or "이메일 없음"

    @admin.display(description="상태")
    def state(self, message: Message) -> str:
        """Shape, word and colour."""
        state = state_of(message)
        return format_html('<span class="st" data-state="{}">{}</span>', state, STATES[state])

    @admin.display(description="내용")
    def content(self, message: Message) -> str:
        """What the mail says, unless it opens somebody's account; what only its reader may open is left out."""
        if message.is_secret:
            return "인증번호나 1회용 주소가 들어 있어 보여 주지 않습니다."
        return format_html('<div class="as-written">{}</div>', masked_links(message.text))

    @admin.action(description="다시 보내기", permissions=["resend"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Each for itself; a refusal says which."""
        sent = sum(self._done(request, message, actions.try_again, "다시 보내기") for message in queryset)
        if sent:
            self.message_user(request, f"{sent}건을 다시 보냅니다.", messages.SUCCESS)

    @admin.action(description="전화로 알렸음", permissions=["resend"])
    def tell_otherwise(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Each for itself; a refusal says which."""
        told = sum(self._done(request, message, actions.tell_otherwise, "전화로 알림") for message in queryset)
        if told:
            self.message_user(request, f"{told}건을 전화로 알린 것으로 적었습니다.", messages.SUCCESS)

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """다시 보내기 of one message, from its own page."""
        if self._done(request, self._one(request, pk), actions.try_again, "다시 보내기"):
            self.message_user(request, "다시 보냅니다. 잠시 뒤에 전달되었는지 확인하십시오.", messages.SUCCESS)
        return redirect("admin:notifications_message_change", pk)

    def told_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """전화로 알렸음, from the message's own page."""
        if self._done(request, self._one(request, pk), actions.tell_otherwise, "전화로 알림"):
            self.message_user(request, "전화로 알린 것으로 적었습니다.", messages.SUCCESS)
        return redirect("admin:notifications_message_change", pk)

    def _one(self, request: HttpRequest, pk: int) -> Message:
        message = self.get_object(request, str(pk))
        if message is None:
            raise Http404
        if not self.has_resend_permission(request):
            raise PermissionDenied
        return message

    def _done(self, request: HttpRequest, message: Message, verb: Verb, words: str) -> bool:
        assert isinstance(request.user, PermissionsMixin)
        try:
            verb(message, by=request.user)
        except actions.Refused as refusal:
            self.message_user(request, f"{message}: {refusal}", messages.WARNING)
            return False
        self.log_change(request, message, words)
        return True
