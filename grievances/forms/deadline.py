"""What the deadline calculator asks."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.inputs import MomentInput
from grievances import clock, rulebook
from grievances.clock import SEOUL, LegalKind, Period, Stop, Unit


class DeadlineForm(forms.Form):
    """민원 종류, 접수일시, and what happened on the way."""

    kind = forms.ChoiceField(
        label=_("민원 종류"),
        choices=LegalKind.choices,
        initial=LegalKind.GRIEVANCE,
    )
    days = forms.IntegerField(
        label=_("법정 처리기간(일)"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=_("법정일 때만 적어 주십시오. 5일 이하는 근무시간으로 셉니다."),
    )
    received = forms.DateTimeField(label=_("접수일시"), widget=MomentInput)
    stopped = forms.DateTimeField(
        label=_("멈춘 때"),
        required=False,
        widget=MomentInput,
        help_text=_("보완을 요청한 때처럼 시계가 멈춘 때입니다."),
    )
    went_on = forms.DateTimeField(label=_("다시 흐른 때"), required=False, widget=MomentInput)
    extended = forms.IntegerField(
        label=_("연장한 일수"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=_("처리기간만큼까지 연장할 수 있습니다(시행령 제21조①)."),
    )

    def clean_received(self) -> datetime:
        """Days are counted one by one, so the calendar has an end."""
        return self._near(self.cleaned_data["received"])

    def _near(self, moment: datetime) -> datetime:
        if abs(moment.year - timezone.localdate().year) > 10:
            raise forms.ValidationError(_("앞뒤 10년 안의 날을 적어 주십시오."))
        return moment

    def clean(self) -> dict[str, Any]:
        """What belongs together comes together."""
        found = super().clean() or self.cleaned_data
        if found.get("kind") == LegalKind.STATUTORY and "days" in found and not found["days"]:
            self.add_error("days", _("법정 민원은 그 법령이 정한 처리기간을 적어 주십시오."))
        self._check_stop(found)
        if (
            found.get("extended")
            and self.is_clean("kind", "days", "received")
            and self.extensions[0] > self.period.amount
        ):
            self.add_error("extended", _("연장은 처리기간(%s)까지 할 수 있습니다.") % self.period)
        return found

    def _check_stop(self, found: dict[str, Any]) -> None:
        stopped, went_on = found.get("stopped"), found.get("went_on")
        if stopped and not went_on and "went_on" in found:
            self.add_error("went_on", _("다시 흐른 때도 적어 주십시오."))
        if went_on and not stopped and "stopped" in found:
            self.add_error("stopped", _("멈춘 때도 적어 주십시오."))
        if stopped and went_on:
            if went_on < stopped:
                self.add_error("went_on", _("멈춘 때보다 뒤여야 합니다."))
            elif (went_on - stopped).days > 366 or abs(stopped.year - timezone.localdate().year) > 10:
                self.add_error("went_on", _("1년 안의 멈춤을 적어 주십시오."))

    def is_clean(self, *fields: str) -> bool:
        """Whether these fields are without an error so far."""
        return not set(fields) & set(self.errors)

    @property
    def period(self) -> Period:
        """처리기간 that was chosen."""
        kind = LegalKind(self.cleaned_data["kind"])
        if kind == LegalKind.STATUTORY:
            return clock.statutory(self.cleaned_data["days"])
        found = rulebook.standing().period(kind, self.cleaned_data["received"].astimezone(SEOUL).date())
        assert found is not None
        return found

    @property
    def stops(self) -> list[Stop]:
        """멈춤, if there was one."""
        stopped = self.cleaned_data["stopped"]
        return [Stop(stopped, self.cleaned_data["went_on"], str(_("멈춤")))] if stopped else []

    @property
    def extensions(self) -> list[int]:
        """기한연장 in the unit of the period; a day of an hour-period is eight hours."""
        days = self.cleaned_data["extended"] or 0
        return [days * clock.HOURS_A_DAY if self.period.unit == Unit.HOURS else days] if days else []
