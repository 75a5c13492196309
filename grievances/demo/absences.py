"""Who is not there these days: an officer, their head next week, and somebody who is about to leave for long."""

from datetime import date, timedelta

from accounts import actions
from accounts.models import Absence, User
from grievances.demo.world import World


def some_are_away(world: World) -> None:
    """부재, entered by the people themselves; after the stories, in which they were there."""
    monday = world.today_on - timedelta(days=world.today_on.weekday())
    next_week = monday + timedelta(days=7)
    _away("officer02", world.today_on, world.on(2), Absence.Why.LEAVE, "officer")
    _away("head", next_week, next_week + timedelta(days=1), Absence.Why.TRAINING, "officer")
    # Their cases are still theirs: the page 인계 gives them to a colleague before that.
    _away("officer04", next_week, next_week + timedelta(days=180), Absence.Why.LONG, "officer05")


def _away(who: str, first_on: date, last_on: date, why: Absence.Why, stand_in: str) -> None:
    person, other = (User.objects.get(email=f"{name}@demo.example") for name in (who, stand_in))
    actions.enter_absence(person, first_on, last_on, why, by=person, stand_in=other)
