"""깨우기와 건의: what the law changed, and what the city asked others to change."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.triggers import never_emptied
from grievances.models.cases import Grievance
from grievances.querysets import ReformQuerySet

SOURCE_LIMIT = 1000
"""An address of law.go.kr names the law in Hangul, of which each letter is nine characters once it is encoded."""


class ProvisionChange(models.Model):
    """조문 바뀜: somebody noted that a provision says something else now. Cases that cite it are looked at again."""

    provision = models.CharField("조문", max_length=120, editable=False)
    changed_on = models.DateField("바뀐 날", editable=False)
    words = models.TextField("무엇이 바뀌었는지", editable=False)
    source = models.URLField("근거", max_length=SOURCE_LIMIT, blank=True, editable=False)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="적은 사람")
    noted_at = models.DateTimeField("적은 때", editable=False)

    class Meta:
        verbose_name = "조문 바뀜"
        verbose_name_plural = "조문 바뀜"
        ordering = ["-changed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="provision_change_says_which_and_what", condition=~Q(provision="") & ~Q(words="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="provision_change_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("provision_changes_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.provision} {self.changed_on:%Y-%m-%d}"


class Reform(models.Model):
    """제도개선 건의: to whom the city proposed what for a case, and what they said."""

    class Reply(models.TextChoices):
        """What became of it."""

        ACCEPTED = "ACCEPTED", _("수용")
        PARTLY = "PARTLY", _("일부 수용")
        LONG_TERM = "LONG_TERM", _("중장기 검토")
        REFUSED = "REFUSED", _("불수용")

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="reforms", editable=False)
    body = models.CharField(_("건의한 곳"), max_length=80, editable=False)
    words = models.TextField(_("건의한 것"), editable=False)
    sent_on = models.DateField(_("건의한 날"), editable=False)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="건의한 사람")
    ask_again_on = models.DateField("회신을 물을 날", editable=False)
    reply = models.CharField(_("회신"), max_length=9, choices=Reply, blank=True, editable=False)
    reply_words = models.TextField(_("회신 내용"), blank=True, editable=False)
    replied_on = models.DateField(_("회신한 날"), null=True, editable=False)

    objects = ReformQuerySet.as_manager()

    class Meta:
        verbose_name = "제도개선 건의"
        verbose_name_plural = "제도개선 건의"
        ordering = ["-sent_on", "-pk"]
        indexes = [
            models.Index(fields=["ask_again_on"], condition=Q(replied_on__isnull=True), name="reform_waits_for_reply"),
        ]
        constraints = [
            models.CheckConstraint(name="reform_says_to_whom_and_what", condition=~Q(body="") & ~Q(words="")),
            models.CheckConstraint(name="reform_is_asked_about_later", condition=Q(ask_again_on__gt=F("sent_on"))),
            models.CheckConstraint(
                name="reform_replied_says_what_and_when",
                condition=Q(reply="", reply_words="", replied_on__isnull=True)
                | (~Q(reply="") & ~Q(reply_words="") & Q(replied_on__gte=F("sent_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.sent_on:%Y-%m-%d}"
