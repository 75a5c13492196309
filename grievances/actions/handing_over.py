"""인계: whoever leaves gives their cases to somebody else, and every company is told the new name."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from accounts.models import Department, User
from accounts.roles import OF_A_DEPARTMENT, Role
from grievances import permissions
from grievances.actions.moving import Changes, advance, unproposed
from grievances.actions.officers import check_officer
from grievances.models import Grievance
from grievances.workflow import Move, MoveRefused


def hand_over(
    grievance: Grievance, officer: User, *, by: User, of: User | None = None, seen: int | None = None
) -> Grievance:
    """인계. Another officer of the department has the case; a manager may give it to one of another department.

    What waits for the head goes on waiting: it is the department's word. In another department it would be another's.
    `of`: whose cases are handed over; one that somebody else has by now stays where it is.
    """
    units = _works_in(officer)

    def change(case: Grievance, at: datetime) -> Changes:
        assert case.department is not None
        if of is not None and case.officer_id != of.pk:
            raise MoveRefused("그사이 다른 담당자에게 넘어간 사건입니다.")
        if case.officer_id == officer.pk:
            raise MoveRefused(f"이미 {officer.name} 님이 맡고 있습니다.")
        if case.department in units or not units:
            check_officer(officer, case.department)
            return {"officer": officer}
        if Role.MANAGER not in permissions.at_desk(by, case):
            raise PermissionDenied
        if case.offered_to_id is not None or case.rule_by is not None:
            raise MoveRefused("이관을 정하는 중인 사건입니다. 같은 부서의 담당자에게 넘기거나 이관부터 정하십시오.")
        if len(units) > 1:
            raise MoveRefused(f"{officer.name} 님은 여러 부서에서 일합니다. 먼저 이관을 제안해 부서를 정하십시오.")
        check_officer(officer, units[0])
        return unproposed(case, at) | {"officer": officer, "department": units[0]}

    name = " ".join(filter(None, [officer.name, officer.position]))
    note = f"새 담당자: {name}" + (f" ({officer.phone})" if officer.phone else "")
    return advance(
        grievance, Move.HAND_OVER, by=by, seen=seen, note=note, details={"officer": officer.name}, change=change
    )


def _works_in(officer: User) -> list[Department]:
    """Departments that still work and whose cases they can have, by name."""
    units = {grant.department for grant in officer.grants_in_force if grant.role in OF_A_DEPARTMENT}
    return sorted((unit for unit in units if unit is not None and unit.is_active), key=str)
