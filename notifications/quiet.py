"""Quiet hours: at night nobody's phone rings because of us."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def is_night(at: datetime) -> bool:
    """From `QUIET_FROM` until just before `QUIET_UNTIL`, as the clock on the city's wall shows it."""
    hour = _on_the_wall(at).hour
    begin, end = settings.QUIET_FROM, settings.QUIET_UNTIL
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def next_morning(at: datetime) -> datetime:
    """When the quiet hours that `at` lies in are over."""
    here = _on_the_wall(at)
    end = datetime.combine(here.date(), time(settings.QUIET_UNTIL), tzinfo=here.tzinfo)
    return end if end > here else end + timedelta(days=1)


def _on_the_wall(at: datetime) -> datetime:
    return timezone.localtime(at, timezone.get_default_timezone())
