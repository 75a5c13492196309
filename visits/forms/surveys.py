"""사전조사: what a company answers in a minute, and what the office asks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import PhoneField
from accounts.inputs import DayInput
from accounts.models import User
from companies.models import IndustrialComplex
from companies.showcase.forms import Words
from grievances.models import Category
from visits import surveys
from visits.actions.surveying import Named, Said
from visits.models import PreSurvey, Programme, SurveyInvitation, Visit

NUMBERS = range(1, surveys.AT_MOST + 1)


class SurveyForm(forms.Form):
    """답하기: up to three things, a wish, and who answers. All but the name may be left out, but not everything."""

    use_required_attribute = False

    nothing = forms.BooleanField(label=_("지금은 걸림돌이 없습니다."), required=False)
    wants_visit = forms.BooleanField(label=_("찾아와 주기를 바랍니다."), required=False)
    wishes = Words(
        label=_("언제가 좋으십니까?"),
        max_length=200,
        required=False,
        help_text=_("예: 목요일 오후, 12월 셋째 주"),
    )
    name = Words(
        label=_("답하시는 분"),
        max_length=40,
        error_messages={"required": _("이름을 적어 주십시오. 누구의 말씀인지 알아야 답을 드립니다.")},
    )
    phone = PhoneField(required=False, help_text=_("여쭐 것이 있을 때만 전화드립니다."))

    def __init__(
        self, sent: QueryDict | None, *, invitation: SurveyInvitation, person: User | None = None, visit: Visit | None
    ) -> None:
        super().__init__(sent, initial=_known(invitation, person))
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.categories = {str(one.pk): one for one in Category.objects.filter(is_active=True)}
        choices = [("", _("고르지 않음")), *((pk, one.name) for pk, one in self.categories.items())]
        for number in NUMBERS:
            self.fields[f"words_{number}"] = Words(
                label=_("걸림돌 %d") % number, max_length=1000, lines=3, required=False
            )
            self.fields[f"category_{number}"] = forms.ChoiceField(
                label=_("걸림돌 %d의 분야") % number, choices=choices, required=False
            )
        if visit:  # Whoever is visited anyway need not wish for it.
            del self.fields["wants_visit"], self.fields["wishes"]

    @property
    def first(self) -> list[forms.BoundField]:
        """What stands open."""
        return [self["words_1"], self["category_1"]]

    @property
    def others(self) -> list[forms.BoundField]:
        """What is opened by whoever has more to say."""
        return [self[f"{what}_{number}"] for number in NUMBERS[1:] for what in ("words", "category")]

    @property
    def has_others(self) -> bool:
        """Something was written there, or is wrong there."""
        return any(field.value() or field.errors for field in self.others)

    def clean(self) -> dict[str, Any]:
        """An empty form was sent by mistake; whoever has nothing to say says so."""
        given = super().clean() or {}
        says = any(given.get(f"words_{number}") for number in NUMBERS) or given.get("wants_visit")
        if not says and not given.get("nothing") and not self.errors:
            raise ValidationError(_("걸림돌을 한 가지라도 적어 주시거나, ‘지금은 걸림돌이 없습니다’를 골라 주십시오."))
        return given

    @property
    def said(self) -> Said:
        """The answer as the action takes it; what was left empty in between is closed up."""
        given = self.cleaned_data
        return Said(
            name=given["name"],
            named=[
                Named(words, self.categories.get(given.get(f"category_{number}", "")))
                for number in NUMBERS
                if (words := given[f"words_{number}"])
            ],
            wants_visit=given.get("wants_visit", False),
            wishes=given.get("wishes", ""),
            phone=given["phone"],
        )


def _known(invitation: SurveyInvitation, person: User | None) -> dict[str, Any]:
    """What was answered before, else who we wrote to."""
    if invitation.answered_at is None:
        return {"name": person.name if person else invitation.name, "phone": person.phone if person else ""}
    items = list(invitation.items.all())
    known: dict[str, Any] = {"name": invitation.answered_by, "phone": invitation.phone}
    known |= {"wants_visit": invitation.wants_visit, "wishes": invitation.wishes}
    known["nothing"] = not items and not invitation.wants_visit
    for item in items:
        known |= {f"words_{item.number}": item.words, f"category_{item.number}": item.category_id or ""}
    return known


class RoundForm(forms.Form):
    """한 차례: what is asked, of whom and until when; fields as the action calls them."""

    industrial_complex = forms.ModelChoiceField(
        IndustrialComplex.objects.all(),
        label="산업단지",
        required=False,
        empty_label="그 달에 찾아갈 기업",
        help_text="산업단지를 고르면 그 단지의 승인된 기업 모두에게 묻습니다.",
    )
    question = Words(label="묻는 글", max_length=1000, lines=4, help_text="메일과 답하는 화면에서 기업이 읽습니다.")
    closes_on = forms.DateField(label="마감일", widget=DayInput, help_text="이날까지 답하고 고칠 수 있습니다.")

    field_order = ["programme", "month", "industrial_complex", "question", "closes_on"]

    def __init__(self, sent: QueryDict | None = None, *, survey: PreSurvey | None = None, **kwargs: Any) -> None:
        names = ("industrial_complex", "question", "closes_on")
        known: Mapping[str, Any] = {name: getattr(survey, name) for name in names} if survey else {}
        super().__init__(sent, **{"initial": known, **kwargs})


class NewRoundForm(RoundForm):
    """사전조사 더하기: of which programme, for which month."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label="순회 프로그램")
    month = forms.TypedChoiceField(label="찾아갈 달", coerce=date.fromisoformat)

    def __init__(self, sent: QueryDict | None = None, *, on: date) -> None:
        months = [on.replace(day=1)]
        for _number in range(3):
            months.append(surveys.next_month(months[-1]))
        known = {
            "month": months[1].isoformat(),
            "question": gettext(surveys.QUESTION),
            "closes_on": surveys.closing_day(months[1], on=on),
        }
        super().__init__(sent, initial=known)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), f"{month:%Y}년 {month.month}월") for month in months
        ]
        running = Programme.objects.filter(is_open=True)
        self.fields["programme"].queryset = running  # type: ignore[attr-defined]
