"""Companies, their seats and invitations, what the factory registry says of them, and what happened to them."""

from datetime import datetime

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower, Replace, Substr, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.triggers import never_emptied
from companies import registration_no
from companies.querysets import (
    CompanyEventQuerySet,
    CompanyQuerySet,
    FactoryRecordQuerySet,
    InvitationQuerySet,
    JoinRequestQuerySet,
    RegistryImportQuerySet,
    SeatQuerySet,
)
from companies.states import Approval, Source


class IndustrialComplex(models.Model):
    """산업단지. A company without one lies outside (단지 밖)."""

    name = models.CharField(_("산업단지"), max_length=80, unique=True)
    name_key = models.CharField(max_length=80, unique=True, editable=False)

    class Meta:
        verbose_name = "산업단지"
        verbose_name_plural = "산업단지"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Industry(models.Model):
    """업종, by its name in the registry and, where the registry gives it, its code (한국표준산업분류)."""

    code = models.CharField("업종코드", max_length=10, blank=True)
    name = models.CharField(_("업종"), max_length=120)
    name_key = models.CharField(max_length=120, unique=True, editable=False)

    class Meta:
        verbose_name = "업종"
        verbose_name_plural = "업종"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="industry_code_is_one"),
        ]

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    """기업: one workplace with its own 사업자등록번호. One from the registry exists before anybody has joined it."""

    registration_no = models.CharField(_("사업자등록번호"), max_length=10, null=True, blank=True, unique=True)
    name = models.CharField(_("회사 이름"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    address = models.CharField(_("주소(도로명)"), max_length=200, blank=True)
    address_key = models.CharField(max_length=200, blank=True, editable=False)
    lot_address = models.CharField(_("주소(지번)"), max_length=200, blank=True)
    lot_address_key = models.CharField(max_length=200, blank=True, editable=False)
    phone = models.CharField(_("대표전화"), max_length=60, blank=True)
    industrial_complex = models.ForeignKey(
        IndustrialComplex,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="companies",
        verbose_name=_("산업단지"),
        help_text=_("산업단지에 있지 않으면 비워 두십시오."),
    )
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, related_name="companies", verbose_name=_("대표 업종")
    )
    employees = models.PositiveIntegerField(_("종업원 수"), null=True, blank=True)
    products = models.CharField(_("생산품"), max_length=300, blank=True)
    source = models.CharField("출처", max_length=10, choices=Source, editable=False)
    entered_at = models.DateTimeField("등록일시", default=timezone.now, editable=False)
    approval = models.CharField("승인", max_length=10, choices=Approval, editable=False)
    decided_at = models.DateTimeField("결정일시", null=True, editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="결정한 사람"
    )
    decision_reason = models.CharField("반려 사유", max_length=300, blank=True, editable=False)
    wants_nudges = models.BooleanField(_("달마다 가입 안내 받기"), default=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name="합쳐진 기업"
    )
    # What people type when they look for a company. The database keeps it, so no door can forget it.
    search_text = models.GeneratedField(
        expression=Concat(
            "name",
            Value(" "),
            "name_key",
            Value(" "),
            "registration_no",
            Value(" "),
            Substr("registration_no", 1, 3),
            Value("-"),
            Substr("registration_no", 4, 2),
            Value("-"),
            Substr("registration_no", 6),
            Value(" "),
            "phone",
            Value(" "),
            Replace("phone", Value("-"), Value("")),
            Value(" "),
            "address",
            Value(" "),
            "lot_address",
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = CompanyQuerySet.as_manager()

    # What querysets put beside the columns: `with_seats()`, `for_export()`.
    seat_count: int
    last_joined_at: datetime | None

    class Meta:
        verbose_name = "기업"
        verbose_name_plural = "기업"
        ordering = ["name_key", "pk"]
        indexes = [
            GinIndex(OpClass(Upper("search_text"), name="gin_trgm_ops"), name="company_search"),
            GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="company_alike"),
            models.Index(fields=["name_key", "address_key"], name="company_by_name_and_place"),
        ]
        constraints = [
            models.CheckConstraint(
                name="company_registration_no_is_ten_digits",
                condition=Q(registration_no__isnull=True) | Q(registration_no__regex=r"^[0-9]{10}$"),
            ),
            models.CheckConstraint(name="company_has_a_name", condition=~Q(name="") & ~Q(name_key="")),
            models.CheckConstraint(
                name="company_of_the_registry_needs_no_approval",
                condition=~Q(source=Source.REGISTRY) | Q(approval=Approval.APPROVED),
            ),
            models.CheckConstraint(
                name="company_entered_by_its_member_has_a_number",
                condition=~Q(source=Source.OWN_ENTRY)
                | Q(registration_no__isnull=False)
                | Q(merged_into__isnull=False),
            ),
            models.CheckConstraint(
                name="company_decision_says_who_and_when",
                condition=Q(approval=Approval.PENDING, decided_at__isnull=True, decided_by__isnull=True)
                | Q(approval=Approval.REJECTED, decided_at__isnull=False, decided_by__isnull=False)
                | Q(approval=Approval.APPROVED, source=Source.REGISTRY)
                | Q(approval=Approval.APPROVED, decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="company_rejected_is_told_why", condition=~Q(approval=Approval.REJECTED) | ~Q(decision_reason="")
            ),
            models.CheckConstraint(
                name="company_is_merged_into_another",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="company_is_never_deleted", operation=pgtrigger.Delete),
            never_emptied("companies_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its showcase, the only page of it that everybody may see."""
        return reverse("companies:showcase", args=[self.pk])

    @property
    def shown_registration_no(self) -> str:
        """The number as people write it."""
        return registration_no.shown(self.registration_no or "")

    @property
    def is_approved(self) -> bool:
        """Its members may act for it."""
        return self.approval == Approval.APPROVED and self.merged_into_id is None


class RegistryImport(models.Model):
    """One run of the registry import: which file, by whom, how far, with what outcome."""

    class State(models.TextChoices):
        """How far it is. What is checked waits for a person, who brings it in or drops it."""

        CHECKING = "CHECKING", "확인 중"
        CHECKED = "CHECKED", "확인함"
        APPLYING = "APPLYING", "넣는 중"
        DONE = "DONE", "끝남"
        FAILED = "FAILED", "실패"
        DROPPED = "DROPPED", "넣지 않음"

    file = models.FileField("파일", upload_to="registry/%Y/%m/", blank=True)
    file_name = models.CharField("파일 이름", max_length=200)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="올린 사람"
    )
    uploaded_at = models.DateTimeField("올린 일시", default=timezone.now, editable=False)
    state = models.CharField("상태", max_length=10, choices=State, default=State.CHECKING, editable=False)
    progress = models.PositiveIntegerField("처리한 줄", default=0, editable=False)
    rows = models.PositiveIntegerField("줄", default=0, editable=False)
    created = models.PositiveIntegerField("새로 넣음", default=0, editable=False)
    updated = models.PositiveIntegerField("고침", default=0, editable=False)
    unchanged = models.PositiveIntegerField("그대로", default=0, editable=False)
    rejected = models.PositiveIntegerField("되돌림", default=0, editable=False)
    rejects = models.FileField("되돌린 줄", upload_to="registry/%Y/%m/", blank=True, editable=False)
    findings = models.JSONField("살펴본 결과", default=dict, editable=False)
    failure = models.CharField("실패한 까닭", max_length=600, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField("시도한 횟수", default=0, editable=False)
    started_at = models.DateTimeField("시작일시", null=True, editable=False)
    finished_at = models.DateTimeField("끝난 일시", null=True, editable=False)

    objects = RegistryImportQuerySet.as_manager()

    class Meta:
        verbose_name = "공장등록현황 가져오기"
        verbose_name_plural = "공장등록현황 가져오기"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="registry_import_accounts_for_every_row",
                condition=~Q(state="DONE") | Q(rows=F("created") + F("updated") + F("unchanged") + F("rejected")),
            ),
            models.CheckConstraint(
                name="registry_import_that_ended_says_when",
                condition=Q(state__in=["DONE", "FAILED", "DROPPED"], finished_at__isnull=False)
                | Q(state__in=["CHECKING", "CHECKED", "APPLYING"], finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="registry_import_that_failed_says_why", condition=~Q(state="FAILED") | ~Q(failure="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"


class FactoryRecord(models.Model):
    """공장등록: one row of the registry. A company may have several, and one 공장관리번호 may fill several rows."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="factories", verbose_name="기업")
    row_key = models.CharField(
        "줄 식별값",
        max_length=64,
        unique=True,
        editable=False,
        help_text="같은 줄을 두 번 넣지 않게 하는 값입니다.",
    )
    factory_no = models.CharField("공장관리번호", max_length=40, blank=True, db_index=True)
    registration_no = models.CharField("사업자등록번호", max_length=10, blank=True)
    name = models.CharField("회사명", max_length=120)
    address = models.CharField("주소(도로명)", max_length=200, blank=True)
    lot_address = models.CharField("주소(지번)", max_length=200, blank=True)
    phone = models.CharField("전화번호", max_length=60, blank=True)
    complex_name = models.CharField("단지명", max_length=80, blank=True)
    industry_name = models.CharField("업종명", max_length=300, blank=True)
    more_industries = models.PositiveSmallIntegerField("외 N종", default=0)
    employees = models.PositiveIntegerField("종업원 수", null=True)
    products = models.CharField("생산품", max_length=300, blank=True)
    raw = models.JSONField("원본", default=dict, encoder=DjangoJSONEncoder, help_text="파일에 있던 그대로입니다.")
    brought_by = models.ForeignKey(
        RegistryImport,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="records",
        verbose_name="마지막으로 고친 가져오기",
    )

    objects = FactoryRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "공장등록"
        verbose_name_plural = "공장등록"
        ordering = ["company", "factory_no", "pk"]
        constraints = [
            models.CheckConstraint(name="factory_record_has_an_identity", condition=~Q(row_key="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.factory_no}".strip()


class Invitation(models.Model):
    """초대: by mail to one address, or open, as a QR code on a leaflet. The token itself is never kept."""

    class Kind(models.TextChoices):
        """How it travels."""

        EMAIL = "EMAIL", _("이메일")
        LEAFLET = "LEAFLET", _("QR 안내문")

    company = models.ForeignKey(Company, models.PROTECT, related_name="invitations", verbose_name="기업")
    kind = models.CharField("종류", max_length=10, choices=Kind)
    email = models.EmailField(_("이메일"), blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    limit = models.PositiveSmallIntegerField(_("쓸 수 있는 횟수"), default=1)
    uses = models.PositiveSmallIntegerField(_("쓴 횟수"), default=0, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="초대한 사람")
    made_at = models.DateTimeField(_("보낸 때"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("끝나는 때"))
    used_at = models.DateTimeField("마지막으로 쓴 일시", null=True, editable=False)
    withdrawn_at = models.DateTimeField("거둔 일시", null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "초대"
        verbose_name_plural = "초대"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_is_used_within_its_limit", condition=Q(limit__gte=1) & Q(uses__lte=F("limit"))
            ),
            models.CheckConstraint(
                name="invitation_used_says_when",
                condition=Q(uses=0, used_at__isnull=True) | Q(uses__gt=0, used_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_by_mail_is_for_one_address",
                condition=Q(kind="LEAFLET", email="") | (Q(kind="EMAIL", limit=1) & ~Q(email="")),
            ),
            models.UniqueConstraint(
                "company",
                Lower("email"),
                condition=Q(kind="EMAIL", uses=0, withdrawn_at__isnull=True),
                name="invitation_stands_once_a_company_and_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} · {self.email or self.get_kind_display()}"

    @property
    def left(self) -> int:
        """How many may still take it."""
        return self.limit - self.uses

    @property
    def has_expired(self) -> bool:
        """Its time is over."""
        return self.expires_at <= timezone.now()


class Seat(models.Model):
    """자리: that a person belongs to a company, from when until when. Never deleted; leaving sets its end."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="seats", verbose_name="기업")
    person = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name="사람")
    is_owner = models.BooleanField(_("대표 계정"), default=False)
    is_founder = models.BooleanField("기업을 등록한 사람", default=False, editable=False)
    joined_at = models.DateTimeField(_("가입일시"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="들인 사람"
    )
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, null=True, editable=False, related_name="seats", verbose_name="초대"
    )
    left_at = models.DateTimeField(_("나간 때"), null=True, editable=False)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="자리를 끝낸 사람"
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "자리"
        verbose_name_plural = "자리"
        ordering = ["-is_owner", "joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "person"],
                condition=Q(left_at__isnull=True),
                name="seat_is_one_a_person_and_company",
            ),
            # Two people who register one company at the same moment: the database lets in one of them.
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(left_at__isnull=True, is_founder=True),
                name="company_is_registered_by_one_person",
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_begins",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="seat_is_never_deleted", operation=pgtrigger.Delete),
            never_emptied("seats_are_never_emptied"),
            pgtrigger.ReadOnly(name="seat_says_who_joined_when", fields=["person", "joined_at", "added_by"]),
            # Checked at the commit, so that a hand-over may take two statements. The lock on the company makes two
            # owners who leave at the same moment wait for each other; the second then sees what the first did.
            pgtrigger.Trigger(
                name="company_with_seats_has_an_owner",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=[("checked", "bigint")],
                func="""
                    FOREACH checked IN ARRAY ARRAY[NEW.company_id, COALESCE(OLD.company_id, NEW.company_id)] LOOP
                        PERFORM 1 FROM companies_company WHERE id = checked FOR NO KEY UPDATE;
                        IF EXISTS (SELECT 1 FROM companies_seat WHERE company_id = checked AND left_at IS NULL)
                            AND NOT EXISTS (
                                SELECT 1 FROM companies_seat
                                WHERE company_id = checked AND left_at IS NULL AND is_owner
                            )
                        THEN
                            RAISE EXCEPTION 'company % has members but no owner', checked
                                USING ERRCODE = 'check_violation', CONSTRAINT = 'company_with_seats_has_an_owner';
                        END IF;
                    END LOOP;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.company}"


class JoinRequest(models.Model):
    """가입 요청: somebody asks to be let into a company that has members."""

    class Outcome(models.TextChoices):
        """How it ended."""

        ACCEPTED = "ACCEPTED", _("승인")
        DECLINED = "DECLINED", _("거절")
        WITHDRAWN = "WITHDRAWN", _("취소")
        LAPSED = "LAPSED", _("다른 길로 가입")

    company = models.ForeignKey(Company, models.PROTECT, related_name="join_requests", verbose_name="기업")
    person = models.ForeignKey(User, models.PROTECT, related_name="join_requests", verbose_name="사람")
    note = models.CharField(_("남길 말"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("요청일시"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField("결정일시", null=True, editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="결정한 사람"
    )
    outcome = models.CharField("결과", max_length=10, choices=Outcome, blank=True, editable=False)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "가입 요청"
        verbose_name_plural = "가입 요청"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "person"],
                condition=Q(decided_at__isnull=True),
                name="join_request_is_open_once_a_person_and_company",
            ),
            models.CheckConstraint(
                name="join_request_decided_says_how",
                condition=Q(decided_at__isnull=True, outcome="") | (Q(decided_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.company}"


class Nudge(models.Model):
    """가입 안내: that a company's owners were reminded in a month. The row keeps it from happening twice."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="nudges", verbose_name="기업")
    month = models.DateField("달", help_text="그 달의 첫날입니다.")
    sent_at = models.DateTimeField("보낸 일시", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "가입 안내"
        verbose_name_plural = "가입 안내"
        ordering = ["-month", "company"]
        constraints = [
            models.UniqueConstraint(fields=["company", "month"], name="nudge_goes_out_once_a_company_and_month"),
            models.CheckConstraint(name="nudge_month_is_its_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.company} · {self.month:%Y-%m}"


class CompanyEvent(models.Model):
    """처리이력 of a company: what happened, by whom, to whom. Written once, never changed."""

    class What(models.TextChoices):
        """What happened."""

        REGISTERED = "REGISTERED", _("기업 등록")
        ENTERED = "ENTERED", _("기업 등록 신청")
        APPROVED = "APPROVED", _("등록 승인")
        REJECTED = "REJECTED", _("등록 반려")
        CORRECTED = "CORRECTED", _("기업 정보 수정")
        MERGED = "MERGED", _("기업 합침")
        INVITED = "INVITED", _("초대")
        INVITED_AGAIN = "INVITED_AGAIN", _("초대 다시 보냄")
        LEAFLET_MADE = "LEAFLET_MADE", _("QR 안내문 만듦")
        INVITATION_WITHDRAWN = "WITHDRAWN", _("초대 거둠")
        ASKED_TO_JOIN = "ASKED_TO_JOIN", _("가입 요청")
        DECLINED = "DECLINED", _("가입 요청 거절")
        REQUEST_WITHDRAWN = "ASK_WITHDRAWN", _("가입 요청 취소")
        JOINED = "JOINED", _("가입")
        OWNER_ADDED = "OWNER_ADDED", _("대표 계정 더함")
        HANDED_OVER = "HANDED_OVER", _("대표 계정 넘김")
        LEFT = "LEFT", _("나감")
        REMOVED = "REMOVED", _("내보냄")
        NUDGES_ON = "NUDGES_ON", _("가입 안내 켬")
        NUDGES_OFF = "NUDGES_OFF", _("가입 안내 끔")
        SHOWCASE_SUBMITTED = "SHOWCASE_SUBMIT", _("홍보관 게시 신청")
        SHOWCASE_RECALLED = "SHOWCASE_RECALL", _("홍보관 게시 신청 거둠")
        SHOWCASE_PUBLISHED = "SHOWCASE_PUBLISH", _("홍보관 게시")
        SHOWCASE_RETURNED = "SHOWCASE_RETURN", _("홍보관 되돌림")
        SHOWCASE_HIDDEN = "SHOWCASE_HIDE", _("홍보관 내림")

    company = models.ForeignKey(Company, models.PROTECT, related_name="events", editable=False, verbose_name="기업")
    what = models.CharField("한 일", max_length=20, choices=What, editable=False)
    at = models.DateTimeField("일시", default=timezone.now, editable=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="한 사람")
    subject = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="대상")
    note = models.CharField("내용", max_length=300, blank=True, editable=False)

    objects = CompanyEventQuerySet.as_manager()

    class Meta:
        verbose_name = "처리이력"
        verbose_name_plural = "처리이력"
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(name="company_event_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("company_events_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.company} · {self.get_what_display()}"


# The showcase has models of its own; Django looks for all of an app's here.
from companies.showcase.models import Medium, Product, Showcase, StoredFile  # noqa: E402, F401
