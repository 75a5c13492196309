"""What is said of a ledger: the one sentence of how far it is, the words of a day, and the articles behind them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L  # noqa: N812

from grievances import wording
from grievances.clock import SEOUL, Calendar, Ledger, Line, Period, Stop, Unit

MINUTES_AN_HOUR = 60
PARAGRAPH = {Unit.HOURS: "①", Unit.DAYS: "②", Unit.MONTHS: "③"}
"""Of 법 §19."""


class Why(TextChoices):
    """Why a clock stands still, by the word its stop carries."""

    SUPPLEMENT = "SUPPLEMENT", _L("보완")
    INVESTIGATION = "INVESTIGATION", _L("현장조사")
    OUTAGE = "OUTAGE", _L("장애")

    @property
    def note(self) -> str:
        """The word, with a place to break it where a cell is narrow."""
        return str(self.label).replace("현장", "현장\u200b")

    @classmethod
    def called(cls, word: str) -> "Why | None":
        """The one of this word."""
        return next((why for why in cls if str(why.label) == word), None)


# --- The sentence ---------------------------------------------------------------------------------------------------


def sentence(
    period: Period,
    found: Ledger,
    calendar: Calendar,
    *,
    at: datetime,
    gone: int,
    stops: Sequence[Stop] = (),
    extensions: Sequence[int] = (),
    promised_at: datetime | None = None,
) -> str:
    """7일 중 3일째, 5월 7일(목)까지입니다. The same for the company and the officer.

    `gone`: so many days, or minutes, were counted until now.
    """
    whole, end = _whole(period, extensions), found.due_at
    if end is None:
        return _stands_still(whole, period.unit, gone, _("%s 다시 셉니다.") % _when_over(stops[-1].why))
    if end < at:
        return _over(period.unit, end, at, calendar)
    if standing := next((stop for stop in stops if stop.end and stop.begin <= at < stop.end), None):
        then = {"over": _when_over(standing.why), "until": until(end, period.unit)}
        return _stands_still(whole, period.unit, gone, _("%(over)s 다시 세어 %(until)s입니다.") % then)
    said = {"whole": whole, "until": until(end, period.unit)}
    if not gone:
        first = next(line.day for line in found.lines if line.counted)
        said |= {"first": wording.day_words(first)}
        words = _("%(whole)s, %(first)s부터 세어 %(until)s입니다.") % said
    else:
        said |= {"gone": _nth(period.unit, gone)}
        words = _("%(whole)s 중 %(gone)s, %(until)s입니다.") % said
    if promised_at is not None and at <= promised_at:
        return f"{words} " + _("약속한 기한은 %s입니다.") % until(promised_at, period.unit)
    return words


def _nth(unit: str, gone: int) -> str:
    return _("%d시간째") % ceil(gone / MINUTES_AN_HOUR) if unit == Unit.HOURS else _("%d일째") % gone


def _whole(period: Period, extensions: Sequence[int]) -> str:
    """7일; 7일에 5일을 더해 12일."""
    if not extensions:
        return str(period)
    added = _("과 ").join(str(Period(amount, period.unit)) for amount in extensions)
    words = {"period": period, "added": added, "all": Period(period.amount + sum(extensions), period.unit)}
    return _("%(period)s에 %(added)s을 더해 %(all)s") % words


def _stands_still(whole: str, unit: str, gone: int, then: str) -> str:
    if not gone:
        return f"{_('%s을 세기 전에 멈추었습니다.') % whole} {then}"
    counted = hours(gone) if unit == Unit.HOURS else _("%d일") % gone
    return f"{_('%(whole)s 중 %(gone)s을 세고 멈추었습니다.') % {'whole': whole, 'gone': counted}} {then}"


def _when_over(why: str) -> str:
    words = {
        Why.SUPPLEMENT: _("보완을 받으면"),
        Why.INVESTIGATION: _("현장조사를 마치면"),
        Why.OUTAGE: _("장애가 끝나면"),
    }
    known = Why.called(why)
    return words[known] if known else _("멈춤이 끝나면")


def _over(unit: str, end: datetime, at: datetime, calendar: Calendar) -> str:
    if unit == Unit.HOURS:
        local = end.astimezone(SEOUL)
        return _("기한이 %(day)s %(time)s에 지났습니다.") % {"day": wording.day_words(local), "time": f"{local:%H:%M}"}
    last, today = end.astimezone(SEOUL).date(), at.astimezone(SEOUL).date()
    days = (last + timedelta(days=number + 1) for number in range((today - last).days))
    late = sum(not calendar.is_day_off(day) for day in days)
    if not late:
        return _("기한 %s이 지났습니다.") % wording.day_words(last)
    return _("기한 %(day)s이 지났습니다(%(late)d일째).") % {"day": wording.day_words(last), "late": late}


# --- A day ----------------------------------------------------------------------------------------------------------


def day_in_full(day: date) -> str:
    """4월 29일 수요일."""
    return _("%(month)d월 %(day)d일 %(weekday)s요일") % {
        "month": day.month,
        "day": day.day,
        "weekday": wording.WEEKDAYS[day.weekday()],
    }


def until(due_at: datetime, unit: str) -> str:
    """5월 7일(목)까지, with the hour where the period counts in hours."""
    return wording.until_words(due_at, unit)


def hours(minutes: int) -> str:
    """7시간 30분."""
    whole, rest = divmod(minutes, MINUTES_AN_HOUR)
    words = [_("%d시간") % whole] if whole else []
    return " ".join([*words, _("%d분") % rest] if rest or not whole else words)


def counting(line: Line, mark: str) -> str:
    """3일째, 4시간(모두 11시간), 멈춤, or 쉬는 날."""
    if line.counted and line.unit == "day":
        return _("%d일째") % line.total
    if line.counted:
        return _("%(taken)s(모두 %(total)s)") % {"taken": hours(line.amount), "total": hours(line.total)}
    return {"due": _("다음 날로 옮김"), "off": _("쉬는 날")}.get(mark, _("멈춤"))


def article(unit: Unit, stopped: Why | None, *, is_added: bool = False) -> str:
    """The rule that a day goes by."""
    if stopped:
        return {
            Why.SUPPLEMENT: _("시행령 제20조 제1호, 행정절차법 시행령 제11조"),
            Why.INVESTIGATION: _("시행령 제17조⑤"),
            Why.OUTAGE: _("시행령 제20조 제2호"),
        }[stopped]
    if is_added:
        return _("시행령 제21조①")
    return _("법\u00a0제19조%s") % PARAGRAPH[unit]


def folded(first: date, last: date, words: str, names: Sequence[str]) -> str:
    """5월 11일–6월 7일, 4주: 8일째–27일째 · 쉬는 날: 지방선거일."""
    days = f"{_short(first)}–{_short(last)}"
    told = _("%(days)s, %(weeks)d주: %(words)s") % {
        "days": days,
        "weeks": ((last - first).days + 1) // 7,
        "words": words,
    }
    return told + (_(" · 쉬는 날: %s") % ", ".join(names) if names else "")


def _short(day: date) -> str:
    return f"{day.month}월{wording.NBSP}{day.day}일"


# --- The whole of it ------------------------------------------------------------------------------------------------


def days_off(unit: Unit, amount: int, names: Sequence[str]) -> str:
    """쉬는 날 4일(노동절, 어린이날, 토·일요일 2일)은 세지 않습니다."""
    if unit == Unit.MONTHS:
        return _("달력으로 세어 쉬는 날도 들어갑니다. 마지막 날이 쉬는 날이면 다음 날로 옮깁니다(민법\u00a0제161조).")
    if not amount:
        return ""
    weekend = amount - len(names)
    said = [f"{name} {times}일" if times > 1 else name for name, times in Counter(names).items()]
    said += [_("토·일요일 %d일") % weekend] if weekend else []
    return _("쉬는 날 %(amount)d일(%(names)s)은 세지 않습니다.") % {"amount": amount, "names": ", ".join(said)}


def key(unit: Unit) -> dict[str, tuple[str, str]]:
    """표시의 뜻: each mark's name and meaning, in the order they are told."""
    law = _("법\u00a0제19조%s") % PARAGRAPH[unit]
    in_hours = unit == Unit.HOURS
    return {
        "gone": (
            _("센 날"),
            _("아래에 그날 센 근무시간이 있습니다(%s).") % law
            if in_hours
            else _("안의 숫자가 며칠째인지 뜻합니다(%s).") % law,
        ),
        "left": (_("남은 날"), ""),
        "due": (_("기한"), _("적힌 시각까지입니다.") if in_hours else _("이날 밤 12시까지입니다.")),
        "added": (_("연장한 날"), _("처리기간에 더한 날입니다(시행령\u00a0제21조).")),
        "paused": (_("멈춤: 보완"), _("요청한 날과 받은 날도 세지 않습니다(시행령\u00a0제20조 제1호).")),
        "investigated": (_("멈춤: 현장조사"), _("조사하는 날은 세지 않습니다(시행령\u00a0제17조⑤).")),
        "outage": (_("멈춤: 장애"), _("시스템을 쓸 수 없던 날은 세지 않습니다(시행령\u00a0제20조 제2호).")),
        "off": (_("쉬는 날"), _("토요일과 공휴일은 세지 않습니다(%s).") % law),
    }
