"""What the deadline calculator asks."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.inputs import MomentInput
from grievances import clock, decree, extending, ledgers, rulebook
from grievances.clock import SEOUL, LegalKind, Period, Stop, Unit
from grievances.ledger_words import Why
from grievances.models import LegalPeriod

STOPS = (1, 2, 3)
YEARS_AROUND = 10
DAYS_OF_A_STOP = 366
DIRECT = LegalKind.STATUTORY.value
"""법정, its period typed in."""
UNITS = [(unit.value, unit.label) for unit in (Unit.DAYS, Unit.HOURS, Unit.MONTHS)]
MONTHS_AT_MOST = 12


class DeadlineForm(forms.Form):
    """민원 종류, 접수일시, and what happened on the way. Three stops and two extensions at most."""

    kind = forms.ChoiceField(
        label=_("민원 종류"),
        initial=LegalKind.GRIEVANCE,
        error_messages={
            "invalid_choice": _("접수한 날에는 이 민원의 처리기간이 없었습니다. 다른 것을 골라 주십시오.")
        },
    )
    amount = forms.IntegerField(
        label=_("법정 처리기간"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=_("그 법령이 정한 기간입니다. 5일 이하는 하루 8시간의 근무시간으로 셉니다(법 제19조①)."),
    )
    unit = forms.ChoiceField(label=_("단위"), choices=UNITS, initial=Unit.DAYS, required=False)
    received = forms.DateTimeField(label=_("접수일시"), widget=MomentInput)
    extended = forms.IntegerField(
        label=_("연장한 만큼"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=_("처리기간과 같은 단위(일, 근무시간, 개월)로, 처리기간만큼까지입니다(시행령 제21조①)."),
    )
    extended_again = forms.IntegerField(
        label=_("다시 연장한 만큼"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=_("신청한 분이 동의하면 한 번 더 늘립니다(시행령 제21조① 단서)."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in STOPS:
            words = {"number": number}
            kinds = [("", _("고르기")), *Why.choices]
            self.fields[f"stop{number}"] = forms.ChoiceField(
                label=_("멈춤 %(number)d: 까닭") % words, choices=kinds, required=False
            )
            for name, label in (("from", _("멈춤 %(number)d: 시작")), ("until", _("멈춤 %(number)d: 끝"))):
                self.fields[f"stop{number}_{name}"] = forms.DateTimeField(
                    label=label % words, required=False, widget=MomentInput
                )
        self.rules = rulebook.standing()
        self.received_on = self._received_on()
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = list(self._kinds())

    def _received_on(self) -> date:
        """What there is to choose from goes by the day of receipt; before one is told, by today."""
        try:
            told = self.fields["received"].clean(self.data.get("received"))
        except forms.ValidationError:
            return timezone.localdate()
        return timezone.localdate(told, SEOUL)

    def _kinds(self) -> Iterator[tuple[Any, Any]]:
        valid = self.rules.valid_on(self.received_on)
        yield _("법령이 정한 종류"), [(value_of(row), words_of(row)) for row in valid if not row.matter]
        matters = [(value_of(row), words_of(row)) for row in valid if row.matter]
        yield _("법정 민원"), [*matters, (DIRECT, _("처리기간을 직접 적기"))]

    @property
    def stop_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each stop."""
        return [[self[f"stop{number}{part}"] for part in ("", "_from", "_until")] for number in STOPS]

    @property
    def tells_of_stops(self) -> bool:
        """Whether anything was said of them."""
        return any(self.data.get(field.html_name) for row in self.stop_rows for field in row)

    @property
    def tells_of_extensions(self) -> bool:
        """Whether anything was said of them."""
        return bool(self.data.get("extended") or self.data.get("extended_again"))

    # --- Checks -----------------------------------------------------------------------------------------------------

    def clean_received(self) -> datetime:
        """Days are counted one by one, so the calendar has an end."""
        received: datetime = self.cleaned_data["received"]
        if not _is_near(received):
            raise forms.ValidationError(_("앞뒤 10년 안의 날을 적어 주십시오."))
        return received

    def clean(self) -> dict[str, Any]:
        """What belongs together comes together."""
        found = super().clean() or self.cleaned_data
        if found.get("kind") == DIRECT and "amount" in found:
            self._check_direct(found["amount"], found.get("unit"))
        for number in STOPS:
            self._check_stop(number)
        if self._is_clean("kind", "amount", "unit", "received", "extended", "extended_again"):
            self._check_extensions()
        return found

    def _check_direct(self, amount: int | None, unit: str | None) -> None:
        if not amount:
            self.add_error("amount", _("그 법령이 정한 처리기간을 적어 주십시오."))
        elif unit == Unit.MONTHS and amount > MONTHS_AT_MOST:
            self.add_error("amount", _("12개월까지 셉니다."))

    def _check_stop(self, number: int) -> None:
        name = f"stop{number}"
        if not self._is_clean(name, f"{name}_from", f"{name}_until"):
            return
        why, begin, end = (self.cleaned_data[part] for part in (name, f"{name}_from", f"{name}_until"))
        if not any((why, begin, end)):
            return
        if not why:
            self.add_error(name, _("왜 멈추었는지 골라 주십시오."))
        if not begin:
            self.add_error(f"{name}_from", _("멈춘 때도 적어 주십시오."))
        if not end:
            self.add_error(f"{name}_until", _("다시 센 때도 적어 주십시오."))
        if why and begin and end and (found := self._wrong_with(Why(why), begin, end)):
            self.add_error(f"{name}_{found[0]}", found[1])

    def _wrong_with(self, why: Why, begin: datetime, end: datetime) -> tuple[str, Any] | None:
        """The first thing that is, with the field it is said at."""
        received, kind = self.cleaned_data.get("received", begin), self.cleaned_data.get("kind")
        days = (timezone.localdate(end, SEOUL) - timezone.localdate(begin, SEOUL)).days + 1
        is_outage, is_investigation = why == Why.OUTAGE, why == Why.INVESTIGATION
        faults = [
            (end < begin, "until", _("멈춘 때보다 뒤여야 합니다.")),
            (
                is_outage and begin < received,
                "from",
                _("접수하기 전에 시작한 장애는 셈에 들어가지 않습니다(시행령 제20조 제2호)."),
            ),
            (begin < received, "from", _("접수한 때보다 뒤여야 합니다.")),
            (
                is_outage and timezone.localdate(begin, SEOUL) < decree.OUTAGES_FROM,
                "from",
                _("2026년 5월 6일 전에 시작한 장애는 셈에 들어가지 않습니다(시행령 부칙 제36296호 제3조)."),
            ),
            (days > DAYS_OF_A_STOP or not _is_near(begin), "until", _("1년 안의 멈춤을 적어 주십시오.")),
            (
                is_investigation and kind not in (None, LegalKind.GRIEVANCE.value),
                "from",
                _("현장조사로 멈추는 것은 고충 민원뿐입니다(시행령 제17조④)."),
            ),
            (
                is_investigation and days > extending.INVESTIGATION_DAYS + extending.PROLONGED_DAYS,
                "until",
                _("현장조사는 14일까지, 한 번 늘려 21일까지입니다(시행령 제17조④)."),
            ),
        ]
        return next(((part, words) for is_wrong, part, words in faults if is_wrong), None)

    def _check_extensions(self) -> None:
        first, second = self.cleaned_data["extended"], self.cleaned_data["extended_again"]
        if second and not first:
            self.add_error("extended", _("처음 연장한 만큼을 먼저 적어 주십시오."))
        for name, amount in (("extended", first), ("extended_again", second)):
            if amount and amount > self.period.amount:
                self.add_error(name, _("연장은 한 번에 처리기간(%s)까지 할 수 있습니다.") % self.period)

    def _is_clean(self, *fields: str) -> bool:
        """Whether these fields are without an error so far."""
        return not set(fields) & set(self.errors)

    # --- What was asked ---------------------------------------------------------------------------------------------

    @property
    def row(self) -> LegalPeriod | None:
        """The period that was chosen from the table; None where it was typed in."""
        return next((row for row in self.rules.valid_on(self.received_on) if value_of(row) == self._kind), None)

    @property
    def _kind(self) -> str:
        return str(self.cleaned_data["kind"])

    @property
    def period(self) -> Period:
        """처리기간."""
        if row := self.row:
            return row.period
        amount, unit = self.cleaned_data["amount"], Unit(self.cleaned_data["unit"] or Unit.DAYS)
        return clock.statutory(amount) if unit == Unit.DAYS else Period(amount, unit)

    @property
    def run(self) -> ledgers.Run:
        """As it is counted: the stops in their order, then the extensions."""
        found = self.cleaned_data
        extensions = [found[name] for name in ("extended", "extended_again") if found[name]]
        return ledgers.Run(self.period, found["received"], (*self.stops, *extensions))

    @property
    def outages(self) -> list[Stop]:
        """장애 the city wrote down since the receipt, where none was told here."""
        told = any(stop.why == str(Why.OUTAGE.label) for stop in self.stops)
        return [] if told else self.rules.outages_since(self.cleaned_data["received"])

    @property
    def stops(self) -> list[Stop]:
        """멈춤. An outage stops working time only, as it does for cases."""
        stops = []
        for number in STOPS:
            why, begin, end = (self.cleaned_data[f"stop{number}{part}"] for part in ("", "_from", "_until"))
            if why:
                stop: Stop | None = Stop(begin, end, str(Why(why).label))
                if why == Why.OUTAGE and stop:
                    stop = clock.within_working_time(stop, self.rules.calendar)
                stops += [stop] if stop else []
        return sorted(stops, key=lambda stop: stop.begin)


def value_of(row: LegalPeriod) -> str:
    """GRIEVANCE, or STATUTORY:공장설립등의 승인."""
    return f"{row.kind}:{row.matter}" if row.matter else str(row.kind)


def words_of(row: LegalPeriod) -> str:
    """고충 7일(시행령 제17조①)."""
    return f"{row.matter or row.get_kind_display()} {row.period}({article_of(row)})"


def article_of(row: LegalPeriod) -> str:
    """The rule of its period; our own law needs no name."""
    return row.article.removeprefix("민원 처리에 관한 법률 ")


def _is_near(moment: datetime) -> bool:
    return abs(moment.year - timezone.localdate().year) <= YEARS_AROUND
