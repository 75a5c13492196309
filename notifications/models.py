"""The outbox: what is owed to whom, and whether it went out."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from notifications.querysets import MessageQuerySet


class Message(models.Model):
    """알림: one mail to one address.

    The row is written in the transaction of its cause and is the truth; the queue is only a hint that it is there.
    """

    to = models.EmailField(
        "받는 사람",
        max_length=254,
        blank=True,
        editable=False,
        help_text="비어 있으면 이메일을 모르는 사람입니다. 전화로 알려야 합니다.",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="사람",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="messages",
    )
    about = models.CharField("관련 번호", max_length=200, blank=True, editable=False)
    link = models.CharField("화면 주소", max_length=200, blank=True, editable=False)
    subject = models.CharField("제목", max_length=200, editable=False)
    text = models.TextField("내용", editable=False)
    html = models.TextField("내용(HTML)", blank=True, editable=False)
    is_secret = models.BooleanField(
        "비밀",
        default=False,
        editable=False,
        help_text="인증번호나 1회용 주소가 들어 있어, 보낸 뒤에는 내용을 지웁니다.",
    )
    written_at = models.DateTimeField("작성일시", default=timezone.now, editable=False)
    try_at = models.DateTimeField("다음 시도", default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField("시도", default=0, editable=False)
    last_error = models.CharField("마지막 오류", max_length=300, blank=True, editable=False)
    sent_at = models.DateTimeField("보낸 일시", null=True, editable=False)
    gave_up_at = models.DateTimeField("포기한 일시", null=True, editable=False)
    told_at = models.DateTimeField("달리 알린 일시", null=True, editable=False)
    read_at = models.DateTimeField("읽은 일시", null=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "알림"
        verbose_name_plural = "알림"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["try_at", "id"],
                condition=Q(sent_at__isnull=True, gave_up_at__isnull=True),
                name="message_due",
            ),
            models.Index(
                fields=["person"],
                condition=Q(person__isnull=False, read_at__isnull=True, is_secret=False),
                name="message_unread",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_is_sent_or_given_up_not_both",
                condition=Q(sent_at__isnull=True) | Q(gave_up_at__isnull=True),
            ),
            models.CheckConstraint(
                name="message_to_nobody_is_given_up",
                condition=Q(to__gt="") | Q(gave_up_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_told_otherwise_was_given_up",
                condition=Q(told_at__isnull=True) | Q(gave_up_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_link_stays_on_this_site",
                condition=Q(link="") | Q(link__startswith="/") & ~Q(link__startswith="//"),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def title(self) -> str:
        """The subject where everybody knows who speaks."""
        return self.subject.removeprefix(settings.EMAIL_SUBJECT_PREFIX)
