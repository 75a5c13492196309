"""쉬는 날, 근무시간, 처리기간: what the city types, and that it looked at the preview before it is applied."""

import hashlib
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.functional import cached_property

from grievances.actions.rules import Rule
from grievances.clock import DAYS_FROM, HOURS_A_DAY, LegalKind, Unit
from grievances.models import Holiday, LegalPeriod, WorkingHours


class RuleForm[Kept: Rule](forms.ModelForm[Kept]):
    """Valid only when what is sent is what the preview was shown of. It has no error before: it waits for a yes."""

    def is_valid(self) -> bool:
        """Without faults, and looked at."""
        return super().is_valid() and self.data.get("apply") == self.digest

    @property
    def is_ready(self) -> bool:
        """Without faults."""
        return self.is_bound and not self.errors

    @cached_property
    def digest(self) -> str:
        """What the preview was of."""
        said = repr(sorted((name, str(value)) for name, value in self.cleaned_data.items()))
        return hashlib.sha256(said.encode()).hexdigest()


class HolidayForm(RuleForm[Holiday]):
    """쉬는 날."""

    class Meta:
        error_messages = {"day": {"unique": "이날은 이미 표에 있습니다. 목록에서 찾아 고치십시오."}}


class WorkingHoursForm(RuleForm[WorkingHours]):
    """근무시간. Eight hours a day: a day of a short period is eight (법 §19①)."""

    class Meta:
        error_messages = {"valid_from": {"unique": "이날 시작하는 근무시간이 이미 있습니다. 그것을 고치십시오."}}

    def clean(self) -> dict[str, Any]:
        """In order, and eight hours."""
        said = super().clean() or self.cleaned_data
        opens, lunch_from, lunch_until, closes = (
            said.get(name) for name in ("opens", "lunch_from", "lunch_until", "closes")
        )
        if not (opens and lunch_from and lunch_until and closes):
            return said
        if lunch_from <= opens:
            self.add_error("lunch_from", "점심은 업무를 시작한 뒤에 시작해야 합니다.")
        elif lunch_until < lunch_from:
            self.add_error("lunch_until", "점심이 시작하기 전에 끝납니다. 순서를 확인하십시오.")
        elif closes <= lunch_until:
            self.add_error("closes", "업무는 점심이 끝난 뒤에 끝나야 합니다.")
        elif (minutes := _minutes(opens, lunch_from) + _minutes(lunch_until, closes)) != HOURS_A_DAY * 60:
            self.add_error("closes", f"{_hours(minutes)}입니다. 하루는 8시간이어야 합니다(법 제19조①).")
        return said


class LegalPeriodForm(RuleForm[LegalPeriod]):
    """처리기간. Few days are kept in hours (법 §19①)."""

    converted = ""

    class Meta:
        help_texts = {"unit": "5일 이하로 적으면 하루를 8근무시간으로 바꾸어 둡니다(법 제19조①)."}

    def clean(self) -> dict[str, Any]:
        """법정 alone has a name; up to five days are hours."""
        said = super().clean() or self.cleaned_data
        kind, matter = said.get("kind", self.instance.kind), str(said.get("matter") or "").strip()
        if "matter" in said:
            said["matter"] = matter
            if kind == LegalKind.STATUTORY and not matter:
                self.add_error("matter", "법정 민원은 이름을 적으십시오. 예: 공장설립등의 승인")
            elif kind and kind != LegalKind.STATUTORY and matter:
                self.add_error("matter", "이름은 법정 민원에만 적습니다. 비워 주십시오.")
        amount, unit = said.get("amount"), said.get("unit")
        if amount is not None and amount < 1:
            self.add_error("amount", "처리기간은 1 이상이어야 합니다.")
        elif amount and unit == Unit.DAYS and amount < DAYS_FROM:
            said["amount"], said["unit"] = amount * HOURS_A_DAY, Unit.HOURS
            self.converted = f"{amount}일은 {said['amount']}근무시간으로 셉니다(법 제19조①)."
        return said


def _minutes(begin: time, end: time) -> int:
    apart = datetime.combine(date.min, end) - datetime.combine(date.min, begin)
    return int(apart.total_seconds()) // 60


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}시간 {rest}분" if rest else f"{hours}시간"
