"""What officials fill in for cases of one problem, and for what is to change so that they can be solved."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from grievances import wording
from grievances.forms.staff import READ, MoveForm, chips, day, line, text
from grievances.models import Grievance, Reform
from grievances.models.reform import SOURCE_LIMIT
from grievances.querysets import GrievanceQuerySet

BODIES = ("경기도", "국토교통부", "중소벤처기업부", "국민권익위원회", "중소기업 옴부즈만", "규제개혁신문고")
"""To whom cities usually turn; anything else may be typed."""


class LeadChoice(forms.ModelChoiceField[Grievance]):
    """대표 사건."""

    def label_from_instance(self, obj: Grievance) -> str:
        """As the list of cases above it has them."""
        return f"{obj.receipt_no} {obj.title} · {obj.company}"


class GroupManyForm(forms.Form):
    """묶기 of several cases."""

    lead = LeadChoice(
        Grievance.objects.none(),
        label="대표 사건",
        help_text="한 번에 답하는 화면이 대표 사건에 생깁니다. 기한, 답변, 평가는 사건마다 따로입니다.",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "대표 사건을 고르십시오."},
    )

    def __init__(self, *args: Any, cases: GrievanceQuerySet, chosen: Sequence[Grievance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        field = self.fields["lead"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = cases.select_related("company").order_by("pk")

    def clean(self) -> dict[str, Any]:
        """A lead alone is no group."""
        said = super().clean() or {}
        if (lead := said.get("lead")) and not any(case != lead for case in self.chosen):
            self.add_error(None, "대표 사건과 함께 묶을 사건을 하나 이상 고르십시오.")
        return said


class UngroupForm(MoveForm):
    """묶음에서 빼기."""

    reason = text("까닭", f"왜 따로 다루는지 적습니다. {READ}", rows=3, required=False)


class SuggestReformForm(MoveForm):
    """제도개선 건의."""

    body = line("건의한 곳", f"예: {', '.join(BODIES)}. {READ}", limit=80)
    proposal = text("건의한 것", f"어느 조문이나 제도를 어떻게 바꾸어 달라고 했는지 적습니다. {READ}")
    sent_on = day("건의한 날")
    ask_again_on = day("회신을 물을 날", "그날까지 회신이 없으면 알려 드립니다. 기업에도 알립니다.")

    def arrange(self) -> None:
        """Today; asked about after two months."""
        self.initial.setdefault("sent_on", self._in(0))
        self.initial.setdefault("ask_again_on", self._in(60))
        _until_today(self, "sent_on")


class ReformChoice(forms.ModelChoiceField[Reform]):
    """A proposal of the case that waits for its reply."""

    def label_from_instance(self, obj: Reform) -> str:
        """To whom and when."""
        return f"{obj.body} · {wording.day_words(obj.sent_on)}"


class AboutReformForm(MoveForm):
    """Something about a proposal; where only one waits, it is that."""

    reform = ReformChoice(
        Reform.objects.none(),
        label="건의",
        empty_label=None,
        error_messages={"required": "어느 건의인지 고르십시오."},
    )

    def arrange(self) -> None:
        """Those that wait, the oldest first."""
        field = self.fields["reform"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = self.case.reforms.waiting().order_by("sent_on", "pk")


class ReplyForm(AboutReformForm):
    """건의 회신."""

    reply = chips("회신", Reform.Reply.choices, Reform.Reply)
    answer = text("회신 내용", f"무엇이라고 답했는지 적습니다. {READ}")
    replied_on = day("회신한 날")

    def arrange(self) -> None:
        """Today, or before."""
        super().arrange()
        self.initial.setdefault("replied_on", self._in(0))
        _until_today(self, "replied_on")


class AskAgainForm(AboutReformForm):
    """회신 다시 물음."""

    heard = text("들은 것", "누구에게 물었고 무엇을 들었는지 적습니다. 기업은 보지 못합니다.", rows=3)
    ask_again_on = day("다시 물을 날")

    def arrange(self) -> None:
        """After a month."""
        super().arrange()
        self.initial.setdefault("ask_again_on", self._in(30))


class ChangeForm(forms.Form):
    """조문 바뀜."""

    provision = line("바뀐 조문", "예: 도로법 제61조제3항. 항이나 조를 적지 않으면 그 전체로 봅니다.", limit=120)
    changed_on = day("바뀐 날", "시행한 날입니다.")
    words = text("무엇이 바뀌었는지", "사건을 맡은 사람이 읽습니다.", rows=4)
    source = forms.URLField(
        label="근거",
        help_text="국가법령정보센터나 관보의 주소입니다.",
        required=False,
        assume_scheme="https",
        max_length=SOURCE_LIMIT,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["changed_on"].widget.attrs["max"] = f"{timezone.localdate():%Y-%m-%d}"

    def clean_changed_on(self) -> date:
        """The action refuses it, too; here it is said beside the field."""
        changed_on: date = self.cleaned_data["changed_on"]
        if changed_on > timezone.localdate():
            raise forms.ValidationError("아직 시행되지 않은 조문입니다. 시행하는 날이 되면 적어 주십시오.")
        return changed_on


def _until_today(form: MoveForm, name: str) -> None:
    attrs = form.fields[name].widget.attrs
    attrs.pop("min", None)
    attrs["max"] = f"{timezone.localdate(form.at):%Y-%m-%d}"
