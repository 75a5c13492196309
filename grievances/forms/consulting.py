"""What officials fill in to ask others: another department, an expert of the 애로클리너, an outside body."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Department, User
from accounts.roles import Role
from grievances import masking
from grievances.forms.custody import unit
from grievances.forms.staff import Choices, MoveForm, day, line, text
from grievances.models import Attachment, Expertise

QUESTION = "그것만 보고 답할 수 있게, 무엇을 판단해 달라는지 적습니다."
A_WEEK = 7
NO_FIELD = "분야를 적지 않은 위원"


def experts(at: datetime) -> Choices:
    """애로클리너 위원 by what they know about, each with how much they have to answer already."""
    waiting = Q(consultations__answered_at__isnull=True, consultations__taken_back_at__isnull=True)
    people = active_experts(at).annotate(to_answer=Count("consultations", filter=waiting))
    fields: dict[str, list[tuple[int, str]]] = {str(label): [] for _value, label in Expertise.Field.choices}
    known = list(Expertise.objects.of(people).values_list("person", "field"))
    for person in people.order_by("to_answer", "name"):
        mine = [str(Expertise.Field(field).label) for who, field in known if who == person.pk] or [NO_FIELD]
        for field in mine:
            fields.setdefault(field, []).append((person.pk, f"{person.name} {person.position}".strip() + load(person)))
    return [(field, people_of) for field, people_of in fields.items() if people_of]


def load(person: User) -> str:
    """How busy somebody is who is asked."""
    count = getattr(person, "to_answer")  # noqa: B009 – the query brings it
    return f" · 답할 것 {count}건" if count else " · 답할 것 없음"


def active_experts(at: datetime) -> QuerySet[User]:
    """Who may be asked now."""
    return User.objects.holding(Role.EXPERT, at=at).filter(is_active=True).distinct()


class FilesField(forms.ModelMultipleChoiceField[Attachment]):
    """붙임 of the case, none of them picked."""

    def __init__(self, files: QuerySet[Attachment]) -> None:
        super().__init__(
            files,
            label="보여 줄 붙임",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="파일 안에 기업이나 사람의 이름이 있을 수 있습니다. 열어 보고, 필요한 것만 고르십시오. "
            "기업을 가릴 때에는 파일 이름 대신 ‘붙임 1’처럼 보입니다.",
        )


class ConsultForm(MoveForm):
    """의견 묻기."""

    question = text("묻는 것", QUESTION, rows=4)
    reply_on = day("답할 날", "처리기한 안으로 정합니다. 의견을 듣는 동안에도 처리기한은 갑니다.")

    def arrange(self) -> None:
        """A week, or what is left of the time for the case. Today will do, too."""
        today = timezone.localdate(self.at)
        last = (
            self.case.report_on
            if self.case.is_long_term
            else self.case.due_at and timezone.localdate(self.case.due_at)
        )
        ends_first = last is not None and today <= last < today + timedelta(days=A_WEEK) and not self.case.is_paused
        self.initial.setdefault("reply_on", last if ends_first else today + timedelta(days=A_WEEK))
        self.fields["reply_on"].widget.attrs["min"] = f"{today:%Y-%m-%d}"


class ConsultDepartmentForm(ConsultForm):
    """협조: another department of the city."""

    department = unit("물을 부서", "그 부서 사람들은 답할 때까지 이 사건을 읽습니다. 사건은 계속 이 부서가 맡습니다.")
    field_order = ("department", "question", "reply_on")

    def arrange(self) -> None:
        """Any but the one that has it."""
        super().arrange()
        others = Department.objects.filter(is_active=True).exclude(pk=self.case.department_id or 0)
        self.fields["department"].queryset = others  # type: ignore[attr-defined]


class ConsultOutsideForm(ConsultForm):
    """Whoever reads nothing of the case but what is chosen here."""

    told = text(
        "보여 주는 내용",
        "기업의 이름, 번호, 주소, 사람, 전화, 제품 이름을 가려 두었습니다. 읽어 보고 더 가릴 것을 고치십시오. "
        "이 글과 고른 붙임만 보입니다.",
        rows=10,
    )
    unmasked_because = line(
        "기업을 밝히는 까닭",
        "기업을 알아야만 답할 수 있을 때에만 적습니다. 적으면 기업 이름을 알려 주고, 까닭은 이력에 남습니다.",
        limit=300,
        required=False,
    )
    is_checked = forms.BooleanField(label="남은 말을 확인했고, 보여 주어도 됩니다", required=False)

    def arrange(self) -> None:
        """The case without whose it is. What is left is confirmed once it was found."""
        super().arrange()
        files = self.case.attachments.order_by("pk")
        if files.exists():
            self.fields["files"] = FilesField(files)
            self.order_fields(self.field_order)
        if self.is_bound:
            return
        del self.fields["is_checked"]
        self.initial.setdefault("told", masking.told_of(self.case))

    def clean(self) -> dict[str, Any]:
        """Nobody sends an identity without having seen it."""
        said = super().clean() or {}
        is_checked, found = said.pop("is_checked", False), []
        said["files"] = list(said.get("files", ()))
        if not said.get("unmasked_because"):
            known = masking.known_of(self.case)
            for name in ("question", "told"):
                if betrayed := masking.betrayals(said.get(name, ""), known):
                    self.add_error(name, f"{_and(betrayed)}이 있습니다. 지우거나 ‘○○기업’처럼 바꾸십시오.")
                else:
                    found += masking.suspicions(said.get(name, ""), known)
        if found and not is_checked:
            self.add_error("is_checked", f"누구의 일인지 짐작할 수 있는 말이 남았습니다 – {', '.join(found[:6])}.")
        if not found:
            self.fields.pop("is_checked", None)
        return said


class ConsultExpertForm(ConsultOutsideForm):
    """자문: an expert of the 애로클리너."""

    expert = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label="물을 위원",
        error_messages={"required": "위원을 고르십시오."},
    )
    field_order = ("expert", "question", "told", "files", "unmasked_because", "is_checked", "reply_on")

    def arrange(self) -> None:
        """By field, the least busy first."""
        super().arrange()
        expert = self.fields["expert"]
        assert isinstance(expert, forms.ModelChoiceField)
        expert.queryset = active_experts(self.at)
        expert.choices = lambda: [("", "위원을 고르십시오"), *experts(self.at)]


class ConsultBodyForm(ConsultOutsideForm):
    """외부기관: by a signed link, without an account."""

    body = line("물을 기관", limit=80)
    contact = line("받는 사람", "아는 대로 적습니다.", limit=40, required=False)
    email = forms.EmailField(label="이메일", help_text="답하는 화면의 주소를 보냅니다. 로그인하지 않고 답합니다.")
    field_order = (
        *("body", "contact", "email"),
        *("question", "told", "files", "unmasked_because", "is_checked", "reply_on"),
    )


def _and(words: Iterable[str]) -> str:
    return ", ".join(words)
