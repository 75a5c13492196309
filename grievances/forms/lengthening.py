"""What officials fill in to lengthen the time for a case, or to stop its clock for a 현장조사 (시행령 §17, §21)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date

from grievances import deadlines, extending, wording
from grievances.clock import END_OF_DAY, SEOUL, Period, Unit
from grievances.forms.staff import READ, Choices, MoveForm, day, text
from grievances.workflow import ExtensionReason

USUAL_DAYS = 3
"""So long a 현장조사 is offered at first; whoever plans it knows better."""
FORBIDDEN = "사유가 될 수 없는 것 (시행령 제21조②)"


class Reasons(forms.RadioSelect):
    """사유: those of the law, and apart from them those it forbids. Who picks one of these is told why not."""

    template_name = "forms/reasons.html"


class ExtendForm(MoveForm):
    """기한연장."""

    reason = forms.TypedChoiceField(label="사유", coerce=ExtensionReason, widget=Reasons)
    explanation = text("설명", f"무엇을 누구에게서 기다리는지, 왜 그만큼 걸리는지 적습니다. {READ}", rows=3)
    amount = forms.TypedChoiceField(
        label="얼마나", help_text="한 번에 처리기간만큼까지입니다(시행령 제21조①).", coerce=int
    )

    def arrange(self) -> None:
        """Reasons and amounts that the law of this case knows; an illegal day cannot be picked."""
        if self.case.received_at is None:
            return
        received_on = timezone.localdate(self.case.received_at, SEOUL)
        legal = extending.reasons(received_on)
        choices: Choices = [(one.value, one.label) for one in legal]
        if received_on >= extending.FOUR_REASONS_FROM:
            choices.append((FORBIDDEN, [(one.value, one.label) for one in extending.FORBIDDEN_REASONS]))
        else:
            self.initial.setdefault("reason", legal[0].value)
        self._offer("reason", choices)
        self._offer("amount", [("", "고르십시오"), *self._amounts()])

    def _amounts(self) -> Choices:
        """3일 → 5월 12일(화)까지."""
        unit = Unit(self.case.period_unit)
        return [
            (str(amount), f"{Period(amount, unit)} → {wording.until_words(due_at, unit)}")
            for amount, due_at in deadlines.lengthenings(self.case)
        ]

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class AskConsentForm(ExtendForm):
    """연장 동의 요청. The company reads all of it and decides."""

    explanation = text(
        "설명", "왜 한 번 더 필요한지, 그동안 무엇을 했는지 적습니다. 기업이 읽고 동의할지 정합니다.", rows=3
    )


class InvestigateForm(MoveForm):
    """현장조사."""

    first = day("시작하는 날")
    last = day("마치는 날")
    reason = text("무엇을 조사하는지", f"어디서 무엇을 확인하는지, 누가 가는지 적습니다. {READ}", rows=3)

    def arrange(self) -> None:
        """From today, for a few days; which day of answer follows is said for the days that stand there."""
        today = timezone.localdate(self.at)
        self.fields["first"].widget.attrs["min"] = f"{today:%Y-%m-%d}"
        self.fields["last"].widget.attrs["min"] = f"{today:%Y-%m-%d}"
        self.initial.setdefault("first", f"{today:%Y-%m-%d}")
        self.initial.setdefault("last", self._in(USUAL_DAYS - 1))
        first, last = self._chosen("first"), self._chosen("last")
        if self.case.run_at is not None and first and last and first <= last <= extending.last_day(first):
            begin = max(self.at, datetime.combine(first, time.min, SEOUL))
            (due,) = due_words(self, begin, [last])
            self.fields["last"].help_text = (
                f"첫날부터 {extending.INVESTIGATION_DAYS}일 안입니다. 조사하는 날은 처리기간에 넣지 않습니다. "
                f"{wording.day_words(first)}부터 {wording.day_words(last)}까지면 {due} 답합니다."
            )

    def _chosen(self, name: str) -> date | None:
        """What stands in the field now, if it is a day."""
        said = self.data.get(name, "") if self.is_bound else self.initial[name]
        try:
            return parse_date(str(said))
        except ValueError:
            return None


class InvestigateLongerForm(MoveForm):
    """현장조사 연장: once, by a week at most."""

    last = forms.TypedChoiceField(
        label="새로 마치는 날", help_text="한 번만, 7일 안에서 늘립니다(시행령 제17조④).", coerce=date.fromisoformat
    )
    reason = text("더 걸리는 까닭", READ, rows=3)

    def arrange(self) -> None:
        """Every day it may last, with the day of answer that follows."""
        field = self.fields["last"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "고르십시오"), *self._days()]

    def _days(self) -> Choices:
        before = self.case.investigated_until
        if before is None:
            return []
        begin = datetime.combine(before + timedelta(days=1), time.min, SEOUL)
        days = [before + timedelta(days=number) for number in range(1, extending.PROLONGED_DAYS + 1)]
        return [
            (f"{on:%Y-%m-%d}", f"{wording.day_words(on)} → {due} 답합니다")
            for on, due in zip(days, due_words(self, begin, days), strict=True)
        ]


class EndInvestigationForm(MoveForm):
    """현장조사 마침."""

    finding = text("조사 결과", f"무엇을 확인했고 이제 무엇을 하는지 적습니다. 시계가 다시 갑니다. {READ}")
    takes_files = True


def due_words(form: MoveForm, begin: datetime, days: Sequence[date]) -> list[str]:
    """By when the case is answered if it is investigated from then to each of these days."""
    ends = [datetime.combine(last, END_OF_DAY, SEOUL) for last in days]
    return [
        wording.until_words(due_at, form.case.period_unit) for due_at in deadlines.investigated(form.case, begin, ends)
    ]
