"""A company's showcase in its versions, what each shows, and the files behind it."""

import secrets
from pathlib import PurePosixPath

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from companies.showcase.querysets import ShowcaseQuerySet, StoredFileQuerySet
from companies.showcase.workflow import OPEN_TO_CHANGES, WORKED_ON, State
from companies.uploads import SMALL_SIDE, Kind


def new_key() -> str:
    """What a file is called in its address: nothing that can be guessed."""
    return secrets.token_urlsafe(16)


def made_up_name(file: "StoredFile", name: str) -> str:
    """What it is called on the disk: nothing of what its sender called it."""
    made_up = secrets.token_hex(16)
    return f"showcase/{made_up[:2]}/{made_up}{PurePosixPath(name).suffix}"


class StoredFile(models.Model):
    """A picture, video or PDF of a company. Versions share it, so that a new draft copies no files."""

    company = models.ForeignKey(
        "companies.Company", models.PROTECT, related_name="showcase_files", verbose_name="기업"
    )
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    kind = models.CharField("종류", max_length=10, choices=Kind, editable=False)
    name = models.CharField("파일 이름", max_length=120, editable=False)
    file = models.FileField("파일", upload_to=made_up_name, editable=False)
    small = models.FileField("작은 그림", upload_to=made_up_name, blank=True, editable=False)
    size = models.PositiveBigIntegerField("크기", editable=False)
    small_size = models.PositiveIntegerField("작은 그림 크기", default=0, editable=False)
    width = models.PositiveIntegerField("너비", null=True, editable=False)
    height = models.PositiveIntegerField("높이", null=True, editable=False)
    digest = models.CharField("SHA-256", max_length=64, editable=False)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="올린 사람")
    sent_at = models.DateTimeField("올린 일시", default=timezone.now, editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "홍보관 파일"
        verbose_name_plural = "홍보관 파일"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="showcase_file_has_content", condition=Q(size__gt=0) & ~Q(file="")),
            models.CheckConstraint(
                name="showcase_picture_says_its_size",
                condition=(~Q(kind=Kind.WEBP) & Q(width__isnull=True, height__isnull=True, small=""))
                | (Q(kind=Kind.WEBP, width__gt=0, height__gt=0) & ~Q(small="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is fetched, by whoever may see it."""
        return reverse("companies:showcase_file", args=[self.company_id, self.key])

    @property
    def small_url(self) -> str:
        """The picture at the size of a list."""
        return reverse("companies:showcase_picture", args=[self.company_id, self.key])

    @property
    def small_width(self) -> int:
        """What the browser is told of the small picture, to choose between the two."""
        assert self.width is not None
        assert self.height is not None
        return min(self.width, round(SMALL_SIDE * self.width / max(self.width, self.height)))


class Showcase(models.Model):
    """홍보관: one version of what a company shows. At most one is public and at most one is being worked on."""

    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="showcases", verbose_name="기업")
    state = models.CharField("상태", max_length=10, choices=State, default=State.DRAFT, editable=False)
    headline = models.CharField(_("한 줄 소개"), max_length=80, blank=True)
    description = models.TextField(_("회사 소개"), max_length=2000, blank=True)
    strengths = models.TextField(_("강점"), max_length=400, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("설립 연도"), null=True, blank=True)
    homepage = models.URLField(_("홈페이지"), max_length=200, blank=True)
    # Headline, strengths and products without blanks and marks; whoever changes one of them writes it anew.
    search_key = models.TextField(blank=True, editable=False)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="시작한 사람")
    started_at = models.DateTimeField("시작일시", default=timezone.now, editable=False)
    changed_at = models.DateTimeField("고친 일시", default=timezone.now, editable=False)
    # Counts how often it was handed in, so that a decision is about what its maker saw.
    submissions = models.PositiveSmallIntegerField("신청 횟수", default=0, editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="신청한 사람"
    )
    submitted_at = models.DateTimeField("신청일시", null=True, editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="결정한 사람"
    )
    decided_at = models.DateTimeField("결정일시", null=True, editable=False)
    reason = models.CharField("고칠 곳", max_length=300, blank=True, editable=False)

    objects = ShowcaseQuerySet.as_manager()

    class Meta:
        verbose_name = "홍보관"
        verbose_name_plural = "홍보관"
        ordering = ["-changed_at", "-pk"]
        indexes = [GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="showcase_search")]
        constraints = [
            models.UniqueConstraint(
                fields=["company"], condition=Q(state="PUBLISHED"), name="showcase_is_public_once_a_company"
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(state__in=sorted(WORKED_ON)),
                name="showcase_is_worked_on_once_a_company",
            ),
            models.CheckConstraint(
                name="showcase_submitted_says_who_and_when",
                condition=~Q(state__in=["SUBMITTED", "PUBLISHED"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False, submissions__gt=0),
            ),
            models.CheckConstraint(
                name="showcase_decided_says_who_and_when",
                condition=~Q(state__in=["SENT_BACK", "PUBLISHED"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="showcase_sent_back_says_why",
                condition=(Q(state="SENT_BACK") & ~Q(reason="")) | (~Q(state="SENT_BACK") & Q(reason="")),
            ),
            models.CheckConstraint(
                name="showcase_handed_in_says_something",
                condition=~Q(state__in=["SUBMITTED", "PUBLISHED"]) | (~Q(headline="") & ~Q(description="")),
            ),
            models.CheckConstraint(
                name="showcase_homepage_is_https", condition=Q(homepage="") | Q(homepage__startswith="https://")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("companies:showcase", args=[self.company_id])

    @property
    def is_public(self) -> bool:
        """Everybody sees it."""
        return self.state == State.PUBLISHED

    @property
    def is_open(self) -> bool:
        """Its company may change it."""
        return self.state in OPEN_TO_CHANGES

    @property
    def strength_lines(self) -> list[str]:
        """One a line."""
        return self.strengths.splitlines()

    @property
    def shown_homepage(self) -> str:
        """The address as people write it."""
        return self.homepage.removeprefix("https://").rstrip("/")


class Product(models.Model):
    """제품 of a showcase, with its picture and the words that stand for the picture."""

    showcase = models.ForeignKey(Showcase, models.CASCADE, related_name="products", verbose_name="홍보관")
    position = models.PositiveSmallIntegerField("차례", editable=False)
    name = models.CharField(_("제품 이름"), max_length=60)
    description = models.TextField(_("설명"), max_length=500, blank=True)
    picture = models.ForeignKey(StoredFile, models.PROTECT, related_name="products", verbose_name=_("사진"))
    picture_text = models.CharField(_("사진 설명"), max_length=150)

    class Meta:
        verbose_name = "제품"
        verbose_name_plural = "제품"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["showcase", "position"],
                name="product_has_its_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="product_has_a_name_and_its_picture_words", condition=~Q(name="") & ~Q(picture_text="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Medium(models.Model):
    """영상·자료 of a showcase: a video of our own, a link to one elsewhere, or slides."""

    class What(models.TextChoices):
        """Which of the three."""

        VIDEO = "VIDEO", _("영상")
        LINK = "LINK", _("영상 주소")
        SLIDES = "SLIDES", _("소개 자료")

    showcase = models.ForeignKey(Showcase, models.CASCADE, related_name="media", verbose_name="홍보관")
    what = models.CharField("종류", max_length=10, choices=What, editable=False)
    title = models.CharField(_("제목"), max_length=80)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="media", verbose_name=_("파일")
    )
    link = models.URLField(_("영상 주소"), max_length=300, blank=True)
    transcript = models.TextField(_("영상 내용을 옮긴 글"), max_length=4000, blank=True)

    class Meta:
        verbose_name = "영상·자료"
        verbose_name_plural = "영상·자료"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="medium_is_a_file_or_a_link",
                condition=(Q(what="LINK", file__isnull=True) & Q(link__startswith="https://"))
                | Q(what__in=["VIDEO", "SLIDES"], file__isnull=False, link=""),
            ),
            models.CheckConstraint(name="medium_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="medium_video_can_be_read", condition=~Q(what="VIDEO") | ~Q(transcript="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_host(self) -> str:
        """Where a link leads."""
        return self.link.removeprefix("https://").partition("/")[0]
