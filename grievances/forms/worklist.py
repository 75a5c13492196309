"""작업목록: what it is filtered by, and what several cases are received and assigned with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.access import ReasonForm
from accounts.inputs import DayInput
from accounts.models import Department, User
from grievances.clock import LegalKind
from grievances.workflow import Status

type Choices = Sequence[tuple[str, str]]

NOBODY = "none"
"""담당자 없음, among the officers."""
URGENT, NEWEST, OLDEST = "", "new", "old"
ORDERS = [(URGENT, "급한 것부터"), (NEWEST, "새로 온 것부터"), (OLDEST, "오래된 것부터")]


@dataclass(frozen=True)
class Options:
    """What people choose from, as one query brings it."""

    categories: Choices
    complexes: Choices
    departments: Choices
    officers: Choices


class FilterForm(forms.Form):
    """거르기. A value nobody offered filters nothing."""

    category = forms.ChoiceField(label="분야", required=False)
    kind = forms.ChoiceField(label="민원 종류", required=False)
    complex = forms.ChoiceField(label="단지", required=False)
    department = forms.ChoiceField(label="부서", required=False)
    officer = forms.ChoiceField(label="담당", required=False)
    status = forms.ChoiceField(label="처리상태", required=False)
    since = forms.DateField(label="신청일", required=False, widget=DayInput)
    until = forms.DateField(label="부터", required=False, widget=DayInput)
    sort = forms.ChoiceField(label="차례", required=False, choices=ORDERS)

    def __init__(self, given: Any, options: Options) -> None:
        super().__init__(given)
        for name, choices in {
            "category": options.categories,
            "kind": LegalKind.choices,
            "complex": options.complexes,
            "department": options.departments,
            "officer": [(NOBODY, "담당자 없음"), *options.officers],
            "status": Status.choices,
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "모두"), *choices]
        if len(options.departments) < 2:
            del self.fields["department"]
        self.is_valid()


class SaveFilterForm(forms.Form):
    """조건 저장."""

    name = forms.CharField(label="이름", max_length=40)
    query = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)


class ExportForm(ReasonForm):
    """내보내기."""

    kind = forms.ChoiceField(
        label="파일", choices=[("xlsx", "엑셀(XLSX)"), ("csv", "CSV")], initial="xlsx", widget=forms.RadioSelect
    )


class OfficerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Colleagues with the departments in which they take cases."""

    def label_from_instance(self, obj: User) -> str:
        """이름 직위 · 부서."""
        units = ", ".join(sorted(department.name for department in obj.departments))
        return f"{obj.name} {obj.position}".strip() + (f" · {units}" if units else "")


class AssignManyForm(forms.Form):
    """배정 of several cases."""

    officer = OfficerChoice(label="담당자", queryset=User.objects.none(), empty_label="고르십시오")

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["officer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = officers


class ReceiveManyForm(AssignManyForm):
    """접수 of several cases."""

    kind = forms.ChoiceField(
        label="민원 종류",
        # 법정 has a period of its own in each case.
        choices=[choice for choice in LegalKind.choices if choice[0] != LegalKind.STATUTORY],
        widget=forms.RadioSelect,
        help_text="법정 민원은 처리기간이 저마다 달라 한 건씩 접수합니다.",
    )
    department = forms.ModelChoiceField(
        label="담당부서",
        queryset=Department.objects.filter(is_active=True),
        required=False,
        empty_label="분야마다 정해진 부서",
    )
    officer = OfficerChoice(
        label="담당자",
        queryset=User.objects.none(),
        required=False,
        empty_label="나중에 배정",
        help_text="그 부서 사람이 아니면 그 건은 접수되지 않고 까닭을 보여 드립니다.",
    )

    field_order = ("kind", "department", "officer")
