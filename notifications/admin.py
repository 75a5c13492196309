"""알림: what was owed to whom, and whether it arrived."""

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
from notifications.masking import masked_email
from notifications.models import Message

UNDELIVERED, SENT, WAITING = "undelivered", "sent", "waiting"
STATES = {UNDELIVERED: "포기", SENT: "보냄", WAITING: "대기"}


def state_of(message: Message) -> str:
    """How far it has come."""
    if message.gave_up_at:
        return UNDELIVERED
    return SENT if message.sent_at else WAITING


class State(QuestionFilter):
    """How far messages have come."""

    title, parameter_name = "상태", "state"
    questions = {
        UNDELIVERED: (STATES[UNDELIVERED], lambda _at: Message.objects.undelivered()),
        WAITING: (STATES[WAITING], lambda _at: Message.objects.unsettled()),
        SENT: (STATES[SENT], lambda _at: Message.objects.sent()),
    }


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """The outbox, read; what can be done is to send again what was given up."""

    list_display = ("subject", "recipient", "state", "written_at", "tries", "last_error")
    list_filter = (State, "is_secret")
    search_fields = ("to", "subject")
    search_help_text = "이메일이나 제목의 일부"
    fields = ("to", "subject", "state", "written_at", "tries", "last_error", "sent_at", "gave_up_at", "content")
    readonly_fields = fields
    actions = ("try_again",)

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
        """And the one verb."""
        again = self.admin_site.admin_view(require_POST(self.again_view))
        return [path("<int:pk>/again/", again, name="notifications_message_again"), *super().get_urls()]

    @admin.display(description="받는 사람", ordering="to")
    def recipient(self, message: Message) -> str:
        """Enough to recognise them."""
        return masked_email(message.to)

    @admin.display(description="상태")
    def state(self, message: Message) -> str:
        """Shape, word and colour."""
        state = state_of(message)
        return format_html('<span class="st" data-state="{}">{}</span>', state, STATES[state])

    @admin.display(description="내용")
    def content(self, message: Message) -> str:
        """What the mail says, unless it opens somebody's account."""
        if message.is_secret:
            return "인증번호나 1회용 주소가 들어 있어 보여 주지 않습니다."
        return format_html('<div class="as-written">{}</div>', message.text)

    @admin.action(description="다시 보내기", permissions=["resend"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Each for itself; a refusal says which."""
        sent = sum(self._try_again(request, message) for message in queryset)
        if sent:
            self.message_user(request, f"{sent}건을 다시 보냅니다.", messages.SUCCESS)

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """다시 보내기 of one message, from its own page."""
        message = self.get_object(request, str(pk))
        if message is None:
            raise Http404
        if not self.has_resend_permission(request):
            raise PermissionDenied
        if self._try_again(request, message):
            self.message_user(request, "다시 보냅니다. 잠시 뒤에 전달되었는지 확인하십시오.", messages.SUCCESS)
        return redirect("admin:notifications_message_change", pk)

    def _try_again(self, request: HttpRequest, message: Message) -> bool:
        assert isinstance(request.user, PermissionsMixin)
        try:
            actions.try_again(message, by=request.user)
        except actions.Refused as refusal:
            self.message_user(request, f"{message}: {refusal}", messages.WARNING)
            return False
        self.log_change(request, message, "다시 보내기")
        return True
