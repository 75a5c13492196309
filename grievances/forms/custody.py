"""What officials fill in to hand a case to another department: to offer it, to take it or not, to rule on it."""

from django import forms

from accounts.models import Department
from grievances.forms.staff import READ, MoveForm, PersonField, officers, text

KEEPS = "그 부서가 받을 때까지 지금 부서가 맡고, 처리기한도 그대로 갑니다."


def unit(label: str, help_text: str = "") -> forms.ModelChoiceField[Department]:
    """A department that works."""
    return forms.ModelChoiceField(
        Department.objects.filter(is_active=True),
        label=label,
        help_text=help_text,
        empty_label="부서를 고르십시오",
        error_messages={"required": "부서를 고르십시오."},
    )


class OfferTransferForm(MoveForm):
    """이관 제안."""

    department = unit("맡아 달라고 할 부서", KEEPS)
    reason = text("까닭", "왜 그 부서의 일인지 적습니다. 받을 부서가 읽고, 기업은 보지 못합니다.", rows=4)

    def arrange(self) -> None:
        """Any but the one that has it."""
        assert self.case.department_id is not None
        others = Department.objects.filter(is_active=True).exclude(pk=self.case.department_id)
        self.fields["department"].queryset = others  # type: ignore[attr-defined]


class TakeBackForm(MoveForm):
    """이관 거두기. Nothing to say."""


class AcceptTransferForm(MoveForm):
    """이관 수락."""

    officer = PersonField("담당자", required=False)
    note = text("남길 말", f"이 부서의 알림에도 남습니다. {READ}", rows=3, required=False)

    def arrange(self) -> None:
        """People of the department that is asked."""
        officer = self.fields["officer"]
        assert isinstance(officer, PersonField)
        officer.offer(officers(self.at).filter(department=self.case.offered_to_id), "부서에서 받고 나중에 배정")


class DeclineTransferForm(MoveForm):
    """이관 거절."""

    reason = text(
        "까닭",
        "왜 이 부서의 일이 아닌지, 어느 부서의 일인지 적습니다. 보낸 부서와 총괄담당이 읽고, 기업은 보지 못합니다.",
        rows=4,
    )


class RuleTransferForm(MoveForm):
    """담당부서 지정."""

    department = unit("담당부서")
    officer = PersonField("담당자", required=False)
    reason = text("까닭", f"왜 그 부서가 맡는지 적습니다. 맡을 부서도 읽습니다. {READ}", rows=4)

    def arrange(self) -> None:
        """It may stay where it is."""
        self.fields["department"].help_text = f"지금 맡은 곳은 {self.case.department}입니다. 그대로 둘 수도 있습니다."
        officer = self.fields["officer"]
        assert isinstance(officer, PersonField)
        officer.offer(officers(self.at), "부서에 맡기고 나중에 배정")
