"""Whom a case can be given to: somebody of the department who is there."""

from django.utils import timezone

from accounts.models import Department, User
from accounts.notices import day_words
from grievances import permissions
from grievances.clock import SEOUL
from grievances.moment import now
from grievances.workflow import MoveRefused


def check_officer(officer: User | None, department: Department) -> None:
    """Refuse somebody who works elsewhere or is away today, and say who stands in. Within the transaction of the move.

    The person's row is locked, so that nobody is given a case while their account is closed (accounts.actions.stop).
    """
    if officer is None:
        return
    officer = User.objects.select_for_update(no_key=True).get(pk=officer.pk)
    if not permissions.may_be_assigned(officer, department):
        raise MoveRefused(f"{officer.name} 님은 {department.name} 소속이 아닙니다. 그 부서의 담당자를 고르십시오.")
    today = timezone.localdate(now(), SEOUL)
    if away := officer.absences.on(today).select_related("stand_in").first():
        instead = f"대신 맡은 {away.stand_in.name} 님이나 다른" if away.stand_in else "다른"
        raise MoveRefused(
            f"{officer.name} 님은 {day_words(away.last_on)}까지 자리에 없습니다. {instead} 담당자를 고르십시오."
        )
