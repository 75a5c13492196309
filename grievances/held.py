"""맡은 동안: how long each unit had a case, by the wall clock and in working hours. The parts make up the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from grievances import wording
from grievances.clock import HOURS_A_DAY, Calendar
from grievances.models import Custody
from grievances.remaining import working_time

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """One unit's own time on a case: when it had it, how long, and how much of that was working time."""

    unit: str
    spans: tuple[tuple[datetime, datetime | None], ...]
    lasted: timedelta
    worked: timedelta

    def __add__(self, other: "Share") -> "Share":
        return Share(self.unit, (*self.spans, *other.spans), self.lasted + other.lasted, self.worked + other.worked)

    @property
    def when(self) -> list[str]:
        """3월 2일(월) 10:00부터 3월 4일(수) 09:00까지; without an end while it lasts."""
        return [span_words(since, until) for since, until in self.spans]

    @property
    def lasted_words(self) -> str:
        """2일 3시간, by the wall clock."""
        return length(self.lasted, a_day=DAY)

    @property
    def worked_words(self) -> str:
        """The same in working hours, eight of which are a day."""
        return length(self.worked, a_day=HOURS_A_DAY * HOUR)


def shares(custodies: Iterable[Custody], *, at: datetime, calendar: Calendar) -> list[Share]:
    """One line a unit, in the order in which they had it first. What lasts is counted until this moment."""
    found: dict[int | None, Share] = {}
    for custody in custodies:
        share = _share(custody, at, calendar)
        before = found.get(custody.department_id)
        found[custody.department_id] = before + share if before else share
    return list(found.values())


def whole(parts: Sequence[Share]) -> Share:
    """The last line of the table."""
    return reduce(Share.__add__, parts, Share("모두", (), timedelta(), timedelta()))


def _share(custody: Custody, at: datetime, calendar: Calendar) -> Share:
    """To the minute at both ends, so that the parts add up as they are read."""
    begin, end = to_the_minute(custody.since), to_the_minute(custody.until or max(at, custody.since))
    spans = ((custody.since, custody.until),)
    return Share(unit_of(custody), spans, end - begin, working_time(begin, end, calendar))


def unit_of(custody: Custody) -> str:
    """The department; before 접수 the unit that receives."""
    return custody.department.name if custody.department else str(settings.CITY["unit"])


def to_the_minute(moment: datetime) -> datetime:
    """Without its seconds."""
    return moment.replace(second=0, microsecond=0)


def span_words(since: datetime, until: datetime | None) -> str:
    """From when until when; the day is not said twice."""
    began = _("%s부터") % wording.moment_words(since)
    if until is None:
        return began
    first, last = timezone.localtime(since), timezone.localtime(until)
    ended = f"{last:%H:%M}" if first.date() == last.date() else wording.moment_words(until)
    return f"{began} {_('%s까지') % ended}"


def length(span: timedelta, *, a_day: timedelta) -> str:
    """3일 4시간 20분; 0분 for nothing."""
    days, rest = divmod(span, a_day)
    hours, minutes = divmod(rest // MINUTE, 60)
    parts = [f"{days:,}일" if days else "", f"{hours}시간" if hours else "", f"{minutes}분" if minutes else ""]
    return " ".join(filter(None, parts)) or "0분"


# --- As the company reads it -----------------------------------------------------------------------------------------


def sentence(custodies: Sequence[Custody]) -> str:
    """Who has it since when, or had it last. Nothing about what was offered meanwhile."""
    newest = custodies[-1]
    unit = wording.subject(unit_of(newest))
    if newest.until is None:
        return _("%(since)s부터 %(unit)s 맡고 있습니다.") % {"since": wording.day_words(newest.since), "unit": unit}
    return _("%(unit)s %(days)s 맡았습니다.") % {"unit": unit, "days": days(newest.since, newest.until)}


def earlier(custodies: Sequence[Custody]) -> list[tuple[str, str]]:
    """Who had it before, the newest first, each with its days."""
    return [(unit_of(one), days(one.since, one.until)) for one in custodies[-2::-1] if one.until is not None]


def days(since: datetime, until: datetime) -> str:
    """3월 2일(월)부터 3월 4일(수)까지, or the one day."""
    first, last = wording.day_words(since), wording.day_words(until)
    return _("%s에") % first if first == last else f"{_('%s부터') % first} {_('%s까지') % last}"
