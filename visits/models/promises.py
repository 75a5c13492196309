"""약속: what was voiced at a visit, how it ended, and where the host sees it otherwise."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from accounts.triggers import never_emptied
from companies.models import Company
from grievances.models import Grievance
from visits.models.visits import Visit
from visits.querysets import PromiseQuerySet
from visits.workflow import PromiseState

SAID_LIMIT, REASON_LIMIT = 1000, 1000


class Promise(models.Model):
    """약속: one request voiced at a visit. A line that became a grievance goes on as that grievance."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="promises", editable=False)
    number = models.PositiveSmallIntegerField("번호", editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # made by the phone: sent twice, kept once
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("기업")
    )  # who voiced it, where an association is the host
    said = models.TextField(_("말씀하신 것"), max_length=SAID_LIMIT)
    spoken_at = models.DateTimeField(_("들은 때"), editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("맡은 부서")
    )
    state = models.CharField(
        _("어떻게 끝났는지"), max_length=12, choices=PromiseState, default=PromiseState.UNDECIDED, editable=False
    )
    reason = models.TextField(_("설명·까닭"), max_length=REASON_LIMIT, blank=True)
    grievance = models.OneToOneField(
        Grievance, models.PROTECT, null=True, related_name="promise", editable=False, verbose_name=_("기업애로")
    )
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "약속"
        verbose_name_plural = "약속"
        ordering = ["visit", "number"]
        indexes = [models.Index(fields=["state", "spoken_at"], name="promise_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="promise_is_numbered_once_a_visit"),
            models.CheckConstraint(name="promise_says_what_was_said", condition=~Q(said="")),
            models.CheckConstraint(
                name="promise_that_became_a_grievance_names_it",
                condition=Q(state="GRIEVANCE", grievance__isnull=False)
                | (~Q(state="GRIEVANCE") & Q(grievance__isnull=True)),
            ),
            models.CheckConstraint(
                name="promise_explained_or_not_accepted_says_why",
                condition=~Q(state__in=["EXPLAINED", "NOT_ACCEPTED"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="promise_decided_says_when_and_by_whom",
                condition=Q(state="UNDECIDED", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="UNDECIDED") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="promise_line_is_decided_where_all_is_settled",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("visit_status", "text")],
                func="""
                    IF NEW.state = 'UNDECIDED' THEN
                        SELECT status INTO visit_status FROM visits_visit WHERE id = NEW.visit_id FOR SHARE;
                        IF visit_status = 'CLOSED' THEN
                            RAISE EXCEPTION 'Visit % is closed.', NEW.visit_id
                                USING ERRCODE = 'check_violation',
                                      CONSTRAINT = 'visit_closed_has_no_undecided_promise';
                        END IF;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="promise_that_became_a_grievance_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__grievance_id__isnull=False),
            ),
            never_emptied("promises_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.said[:40]}"

    @property
    def is_decided(self) -> bool:
        """It has an end."""
        return self.state != PromiseState.UNDECIDED


class Objection(models.Model):
    """이의: what the host remembers otherwise, about one line or about the minutes."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="objections", editable=False)
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, related_name="objections", editable=False)
    words = models.TextField(_("다르게 적힌 것"), max_length=1000, editable=False)
    by_name = models.CharField(max_length=40, editable=False)
    at = models.DateTimeField(editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    settlement = models.CharField(_("어떻게 했는지"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = "이의"
        verbose_name_plural = "이의"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="objection_says_what_is_wrong", condition=~Q(words="")),
            models.CheckConstraint(
                name="objection_settled_says_how",
                condition=Q(settled_at__isnull=True, settlement="")
                | (Q(settled_at__isnull=False) & ~Q(settlement="")),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:40]
