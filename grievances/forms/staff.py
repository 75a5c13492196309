"""What officials fill in for a move: just what it needs, its fields named as the action calls them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.inputs import MomentInput
from accounts.models import Department, RoleGrant, User, away_words
from accounts.roles import OF_A_DEPARTMENT
from companies.models import Company, Seat
from companies.showcase.forms import Words
from grievances import clock, rulebook, secrets_in_text, wording
from grievances.clock import LegalKind
from grievances.forms.words import FilesField
from grievances.models import BODY_LIMIT, LINE_LIMIT, TITLE_LIMIT, Category, Grievance
from grievances.workflow import Channel, Limit, Outcome
from notifications.masking import masked_phone

READ = "기업이 읽습니다."

type Choices = list[tuple[str, Any]]


def text(label: str, help_text: str = "", *, rows: int = 6, required: bool = True) -> forms.CharField:
    """Several lines."""
    return Words(label=label, help_text=help_text, max_length=BODY_LIMIT, required=required, lines=rows)


def line(label: str, help_text: str = "", *, limit: int, required: bool = True) -> forms.CharField:
    """One line."""
    return Words(label=label, help_text=help_text, max_length=limit, required=required)


def day(label: str, help_text: str = "") -> forms.DateField:
    """A day, picked with the browser's own calendar."""
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def chips(label: str, choices: Iterable[tuple[str, Any]], coerce: Any) -> forms.TypedChoiceField:
    """One of a few."""
    widget = forms.RadioSelect({"class": "chips"})
    return forms.TypedChoiceField(label=label, choices=choices, coerce=coerce, widget=widget)


class MoveForm(forms.Form):
    """What one move needs."""

    words = ""
    """The field a template's words go into."""
    takes_files = False

    def __init__(self, *args: Any, case: Grievance, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "move_%s"} | kwargs)
        self.case, self.at = case, at
        if self.takes_files:
            self.fields["files"] = FilesField()
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget.attrs["min"] = self._in(1)
        self.arrange()

    def arrange(self) -> None:
        """Fill in what depends on the case."""

    def _in(self, days: int) -> str:
        return f"{timezone.localdate(self.at) + timedelta(days=days):%Y-%m-%d}"


class PersonField(forms.ModelChoiceField[User]):
    """처리담당, under the name of the department."""

    def __init__(self, label: str, *, required: bool) -> None:
        super().__init__(User.objects.filter(is_active=True), label=label, required=required)

    def offer(self, grants: Iterable[RoleGrant], empty: str) -> None:
        """Those who hold these grants; asked for once the list is drawn."""
        self.choices = lambda: [("", empty), *_by_unit(grants)]


def _by_unit(grants: Iterable[RoleGrant]) -> Choices:
    """One may work in two departments."""
    units: dict[str, dict[int, str]] = {}
    for grant in grants:
        if grant.department is not None:
            name = f"{grant.person.name} {grant.person.position}".strip()
            if grant.away_until:
                name = f"{name} · {away_words(grant.away_until, grant.away_stand_in or '')}"
            units.setdefault(grant.department.name, {})[grant.person_id] = name
    return [(unit, sorted(people.items(), key=_by_name)) for unit, people in units.items()]


def _by_name(person: tuple[int, str]) -> str:
    return person[1]


def officers(at: datetime) -> QuerySet[RoleGrant]:
    """Who works in which department now; each with until when they are away, and who stands in."""
    return (
        RoleGrant.objects.in_force(at=at)
        .filter(role__in=sorted(OF_A_DEPARTMENT), person__is_active=True, department__is_active=True)
        .select_related("person", "department")
        .with_stand_in(on=timezone.localdate(at))
        .order_by("department__name")
    )


def _kind_and_matter(said: str) -> tuple[LegalKind, str]:
    kind, _, matter = said.partition(":")
    return LegalKind(kind), matter


class ReceiveForm(MoveForm):
    """접수."""

    legal_kind = forms.TypedChoiceField(
        label="민원 종류", help_text="종류가 처리기한을 정합니다.", coerce=_kind_and_matter, widget=forms.RadioSelect
    )
    days = forms.IntegerField(
        label="법정 처리기간(일)",
        help_text="‘법정 · 그 밖’에만 적습니다. 그 법령이 정한 날수입니다.",
        min_value=1,
        max_value=365,
        required=False,
    )
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True), label="담당부서", empty_label="부서를 고르십시오"
    )
    officer = PersonField("담당자", required=False)
    note = text("부서에 남길 말", "담당부서가 알림으로 읽고, 기업도 이력에서 읽습니다.", rows=3, required=False)

    def arrange(self) -> None:
        """Each kind says its period and the day it would be due; the category's department is there already."""
        kind = self.fields["legal_kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [*self._kinds(), (LegalKind.STATUTORY.value, "법정 · 그 밖 (기간을 직접 적음)")]
        self.initial.setdefault("department", self.case.category.department_id)
        officer = self.fields["officer"]
        assert isinstance(officer, PersonField)
        officer.offer(officers(self.at), "부서에 맡기고 나중에 배정")

    def _kinds(self) -> Choices:
        """What the city's table of periods holds today, in the order of the statute."""
        rules, order = rulebook.standing(), list(LegalKind)
        rows = rules.valid_on(timezone.localdate(self.at))
        return [
            (
                f"{row.kind}:{row.matter}" if row.matter else row.kind,
                " · ".join(filter(None, [str(row.get_kind_display()), row.matter, str(row.period), until])),
            )
            for row in sorted(rows, key=lambda row: (order.index(LegalKind(row.kind)), row.matter))
            for until in [wording.until_words(clock.due(row.period, self.at, rules.calendar), row.unit)]
        ]

    def clean(self) -> dict[str, Any]:
        """A period of its own goes with 법정 of no name, and with nothing else."""
        said = super().clean() or {}
        if "legal_kind" not in said:
            return said
        said["legal_kind"], said["matter"] = said["legal_kind"]
        if said["legal_kind"] != LegalKind.STATUTORY or said["matter"]:
            said["days"] = None
        elif not said.get("days") and "days" not in self.errors:
            self.add_error("days", "법정 민원은 그 법령이 정한 처리기간(일)을 적으십시오.")
        return said


class AssignForm(MoveForm):
    """배정."""

    officer = PersonField("담당자", required=True)
    note = text("남길 말", "담당자가 알림으로 읽습니다. 기업은 보지 못합니다.", rows=3, required=False)

    def arrange(self) -> None:
        """People of the department that has the case."""
        officer = self.fields["officer"]
        assert isinstance(officer, PersonField)
        officer.offer(officers(self.at).filter(department=self.case.department_id), "담당자를 고르십시오")


class AskForm(MoveForm):
    """보완요구."""

    words = "what"
    what = text("빠진 것", f"무엇을 어떻게 보내면 되는지 적습니다. {READ}")
    reply_on = day("보완 기한", "그날까지 기다립니다. 그동안 처리기한은 멈춥니다.")
    takes_files = True

    def arrange(self) -> None:
        """Ten days, which is also the most a second request may give (시행령 §24③)."""
        self.initial.setdefault("reply_on", self._in(10))


class SupplementForm(MoveForm):
    """보완 대신 입력."""

    text = text("보완 내용", f"종이나 전화로 온 보완을 그대로 옮겨 적습니다. {READ}")
    takes_files = True


class KeepForm(MoveForm):
    """장기추진."""

    words = "answer"
    answer = text("중간답변", f"지금까지 한 일과 앞으로 할 일을 적습니다. {READ}", rows=8)
    target_on = day("목표일", "언제까지 이루려고 하는지 적습니다.")
    report_on = day("다음 보고일", "그날까지 기업에 진행 상황을 다시 알립니다.")
    takes_files = True

    def arrange(self) -> None:
        """What was promised last; the next report after a month."""
        self.initial.setdefault("target_on", self.case.target_on)
        self.initial.setdefault("report_on", self._in(30))


class ResolveForm(MoveForm):
    """완료."""

    words = "answer"
    outcome = chips("결과", Outcome.choices, Outcome)
    answer = text("답변", f"무엇을 했고 어떻게 되었는지 적습니다. {READ}", rows=8)
    takes_files = True


class InfeasibleForm(MoveForm):
    """처리 불가."""

    words = "answer"
    limit = chips("무엇이 막는가", Limit.choices, Limit)
    provision = text(
        "조문이나 제도",
        f"예: 산업집적활성화 및 공장설립에 관한 법률 제33조제4항. 예산이면 어느 사업의 얼마인지 적습니다. {READ}",
        rows=3,
    )
    tried = text("해 본 것", f"검토한 방법, 물어본 기관, 현장 확인을 적습니다. {READ}", rows=3)
    could_change = text("누가 무엇을 바꾸면 되는가", f"바꿀 수 있는 기관과 바뀌어야 할 것을 적습니다. {READ}", rows=3)
    remedies = text(
        "구제 방법",
        f"행정심판, 이의신청, 고충민원처럼 기업이 쓸 수 있는 길과 기한을 적습니다(법 제27조). {READ}",
        rows=3,
    )
    answer = text("답변", f"위 내용을 쉬운 말로 모아 적습니다. {READ}", rows=6)
    look_again_on = day("다시 볼 날", "그날 다시 살필 일로 돌아옵니다. 기업에도 알립니다.")
    takes_files = True

    def arrange(self) -> None:
        """Half a year, the rhythm of the review meetings."""
        self.initial.setdefault("look_again_on", self._in(182))


class LookAgainForm(MoveForm):
    """다시 살핌."""

    finding = text("살펴본 결과", f"바뀐 것과 아직 막는 것을 적습니다. {READ}")
    look_again_on = day("다음에 다시 볼 날")

    def arrange(self) -> None:
        """The same rhythm."""
        self.initial.setdefault("look_again_on", self._in(182))


class ReopenForm(MoveForm):
    """재검토."""

    reason = text("까닭", f"왜 다시 살피는지 적습니다. 처리기간이 처음부터 다시 흐릅니다. {READ}")
    takes_files = True


class ForwardForm(MoveForm):
    """이송."""

    body = line("받는 기관", READ, limit=80)
    contact = line("받는 기관 연락처", f"부서와 전화번호를 적습니다. {READ}", limit=120)
    reason = text("까닭", f"왜 그 기관이 맡는지 적습니다. {READ}")


class ForwardResultForm(MoveForm):
    """이송 결과."""

    result = text("받은 기관이 알려 온 결과", READ)


class ReturnForm(MoveForm):
    """반려."""

    reason = text("까닭", f"어떤 보완이 두 번 오지 않았는지 적습니다. {READ}")


class EarlierField(forms.ModelMultipleChoiceField[Grievance]):
    """Other cases of the company, told apart by number, title and state."""

    def label_from_instance(self, obj: Grievance) -> str:
        """The newest word on it, too."""
        when = f" {wording.day_words(obj.answered_at)}" if obj.answered_at else ""
        return f"{obj.receipt_no} {obj.title} · {obj.get_status_display()}{when}"


class CloseRepeatForm(MoveForm):
    """반복종결."""

    as_duplicate = forms.TypedChoiceField(
        label="어떤 종결인가",
        choices=[
            ("repeat", "반복: 같은 내용에 이미 두 번 답했습니다(법 제23조①)"),
            ("duplicate", "중복: 같은 것을 겹쳐 냈습니다. 고른 사건에서 이어서 처리합니다(법 제23조②)"),
        ],
        coerce=lambda said: said == "duplicate",
        widget=forms.RadioSelect,
    )
    earlier = EarlierField(
        Grievance.objects.none(),
        label="이 기업의 다른 사건",
        help_text="반복이면 답한 사건을 둘 이상, 중복이면 이어서 처리할 사건을 고릅니다.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "근거가 되는 사건을 고르십시오."},
    )
    reason = text("까닭", f"어느 답변과 같은 내용인지 적습니다. {READ}")

    def arrange(self) -> None:
        """Of the same company, the newest first."""
        others = Grievance.objects.of_company(self.case.company).exclude(pk=self.case.pk)
        self.fields["earlier"].queryset = others  # type: ignore[attr-defined]

    def clean_earlier(self) -> list[Grievance]:
        """As the action takes them."""
        return list(self.cleaned_data["earlier"])


class CorrectForm(MoveForm):
    """직권 보정."""

    category = forms.ModelChoiceField(Category.objects.none(), label="분야", empty_label=None)
    title = line("제목", limit=TITLE_LIMIT)
    body = text("내용", rows=8)
    hoped_for = line("바라는 결과", limit=500, required=False)
    place = line("장소", limit=LINE_LIMIT, required=False)
    reason = text("바로잡는 까닭", f"명백한 잘못이 무엇인지 적습니다. {READ}", rows=3)
    consent = line(
        "기업의 동의",
        "누가 언제 어떻게 동의했는지 적습니다. 예: 박대표, 11월 20일 전화(시행령 제6조⑤)",
        limit=300,
    )

    def arrange(self) -> None:
        """What stands there now."""
        known = Category.objects.filter(Q(is_active=True) | Q(pk=self.case.category_id))
        self.fields["category"].queryset = known  # type: ignore[attr-defined]
        for name in ("category", "title", "body", "hoped_for", "place"):
            self.initial.setdefault(name, getattr(self.case, name))


class MessageForm(MoveForm):
    """소통."""

    text = text("보낼 글", f"{READ} 처리기한은 그대로 흐릅니다.")
    takes_files = True


class NoteForm(MoveForm):
    """내부 메모."""

    text = text("내부 메모", rows=3)
    takes_files = True


class MemberField(forms.ModelChoiceField[User]):
    """A member of the company, told apart from namesakes."""

    def label_from_instance(self, obj: User) -> str:
        """Enough to recognise somebody."""
        return f"{obj.name} · {masked_phone(obj.phone)}"


class CompanyInput(AutocompleteSelect):
    """Finds one company among thousands."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Nothing but a number; Django would ask the database for anything."""
        said = str(data.get(name, ""))
        return said if said.isascii() and said.isdecimal() and len(said) < len(str(2**63)) else ""


class OnBehalfForm(forms.Form):
    """대신 신청: one screen for what came by phone, at the counter, on paper."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    company = forms.ModelChoiceField(
        Company.objects.approved(),
        label="기업",
        widget=CompanyInput(Grievance._meta.get_field("company"), admin.site),
        help_text="이름이나 사업자등록번호의 일부로 찾습니다.",
        error_messages={"invalid_choice": "승인되지 않았거나 다른 기업에 합쳐진 기업입니다. 다시 찾으십시오."},
    )
    channel = chips("온 경로", [(one.value, one.label) for one in Channel if one != Channel.ONLINE], Channel)
    arrived_at = forms.DateTimeField(
        label="도달일시",
        help_text="실제로 전화를 받거나 서류가 닿은 때입니다. 접수기한이 이때부터 흐릅니다.",
        widget=MomentInput,
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label="분야", widget=forms.RadioSelect({"class": "chips"})
    )
    title = line("제목", "한 문장이면 됩니다.", limit=TITLE_LIMIT)
    body = text("내용", "들은 대로, 적힌 대로 옮깁니다. 기업이 읽고 고칠 수 있습니다.", rows=5)
    filer = MemberField(
        User.objects.none(),
        label="신청한 회원",
        empty_label="회원이 아님",
        required=False,
        help_text="고르면 그 회원의 신청이 되고 신청 확인서가 그리로 갑니다.",
    )
    contact_name = line("연락할 분", limit=40, required=False)
    contact_phone = line("연락할 전화", limit=20, required=False)
    contact_email = forms.EmailField(label="연락할 이메일", required=False)
    hoped_for = line("바라는 결과", limit=500, required=False)
    place = line("장소", limit=LINE_LIMIT, required=False)

    has_secrets = False

    def __init__(self, *args: Any, company: str = "", at: datetime, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), "company": company, "channel": Channel.PHONE, "arrived_at": at}
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField()
        self.fields["arrived_at"].widget.attrs["max"] = f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"
        if chosen := self["company"].value():
            members = User.objects.filter(pk__in=Seat.objects.active().filter(company=int(chosen)).values("person"))
            self.fields["filer"].queryset = members  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody must hear of it; numbers of people and cards are pointed out once."""
        said = super().clean() or {}
        self.has_secrets = False
        for name in ("title", "body"):
            if (hits := secrets_in_text.found(said.get(name, ""))) and "anyway" not in self.data:
                self.add_error(name, hits[0].sentence)
                self.has_secrets = True
        reachable = said.get("contact_phone") or said.get("contact_email")
        if not said.get("filer") and not (said.get("contact_name") and reachable) and "filer" not in self.errors:
            self.add_error("contact_name", "회원을 고르거나, 연락할 분의 이름과 전화나 이메일을 적으십시오.")
        return said
