"""이관: offered with a reason, taken or declined with a reason, ruled on by the coordinator in the end.

Whoever offers keeps case and clock until the other department says yes; nobody holds nothing.
"""

from datetime import datetime
from typing import Any

from accounts.models import Department, User
from grievances import clock, rulebook, wording
from grievances.actions.moving import Changes, advance, need, unproposed
from grievances.actions.officers import check_officer
from grievances.clock import TO_RECEIVE
from grievances.models import Grievance, Transfer
from grievances.workflow import Move, MoveRefused

DECLINED_AT_MOST = 2
"""At the second decline the coordinator rules, within as many working hours as 접수 has (product)."""


def offer_transfer(
    grievance: Grievance, department: Department, reason: str, *, by: User, seen: int | None = None
) -> Grievance:
    """이관 제안. The department is asked; until it takes the case nothing changes."""
    need(reason, "왜 그 부서의 일인지 적어 주십시오. 받을 부서가 읽습니다.")

    def change(case: Grievance, at: datetime) -> Changes:
        assert case.department is not None
        if department == case.department:
            raise MoveRefused(f"지금 맡고 있는 부서입니다. {department.name} 말고 다른 부서를 고르십시오.")
        if not department.is_active:
            raise MoveRefused(f"지금 운영하지 않는 부서입니다: {department.name}. 다른 부서를 고르십시오.")
        Transfer.objects.create(
            grievance=case,
            from_department=case.department,
            to_department=department,
            reason=reason.strip(),
            offered_at=at,
            offered_by=by,
        )
        return {"offered_to": department}

    details = {"to": department.name}
    return advance(
        grievance, Move.OFFER_TRANSFER, by=by, seen=seen, note=reason.strip(), details=details, change=change
    )


def take_back(grievance: Grievance, *, by: User, seen: int | None = None) -> Grievance:
    """이관 거두기, while nobody has answered."""

    def change(case: Grievance, at: datetime) -> Changes:
        _answer(case, Transfer.State.TAKEN_BACK, by=by, at=at)
        return {"offered_to": None}

    return advance(grievance, Move.TAKE_BACK, by=by, seen=seen, change=change)


def accept_transfer(
    grievance: Grievance, *, by: User, officer: User | None = None, note: str = "", seen: int | None = None
) -> Grievance:
    """이관 수락. From now on the department holds the case; its deadline stays what it was."""
    details: dict[str, Any] = {}

    def change(case: Grievance, at: datetime) -> Changes:
        department = case.offered_to
        assert department is not None
        check_officer(officer, department)
        details.update({"from": str(case.department), "to": department.name})
        _answer(case, Transfer.State.ACCEPTED, by=by, at=at, words=note)
        return unproposed(case, at) | {"department": department, "officer": officer, "offered_to": None}

    return advance(
        grievance, Move.ACCEPT_TRANSFER, by=by, seen=seen, note=note.strip(), details=details, change=change
    )


def decline_transfer(grievance: Grievance, reason: str, *, by: User, seen: int | None = None) -> Grievance:
    """이관 거절, with the reason. The second one in a row calls for the coordinator."""
    need(reason, "왜 이 부서의 일이 아닌지 적어 주십시오. 보낸 부서와 총괄담당이 읽습니다.")
    details: dict[str, Any] = {}

    def change(case: Grievance, at: datetime) -> Changes:
        details["to"] = str(case.offered_to)
        _answer(case, Transfer.State.DECLINED, by=by, at=at, words=reason.strip())
        changes: Changes = {"offered_to": None}
        if Transfer.objects.declined_in_a_row(case).count() >= DECLINED_AT_MOST:
            changes["rule_by"] = clock.due(TO_RECEIVE, at, rulebook.standing().calendar)
            details["rule_by"] = changes["rule_by"]
        return changes

    return advance(
        grievance, Move.DECLINE_TRANSFER, by=by, seen=seen, note=reason.strip(), details=details, change=change
    )


def rule_transfer(
    grievance: Grievance,
    department: Department,
    reason: str,
    *,
    by: User,
    officer: User | None = None,
    seen: int | None = None,
) -> Grievance:
    """담당부서 지정: the coordinator's word ends it. It may stay where it is."""
    need(reason, "왜 그 부서가 맡는지 적어 주십시오. 맡을 부서와 기업이 읽습니다.")
    details: dict[str, Any] = {"to": department.name}

    def change(case: Grievance, at: datetime) -> Changes:
        if not department.is_active:
            raise MoveRefused(f"{wording.topic(department.name)} 지금 없는 부서입니다. 다른 부서를 고르십시오.")
        check_officer(officer, department)
        details["from"] = str(case.department)
        stays = department.pk == case.department_id
        return ({} if stays else unproposed(case, at)) | {
            "department": department,
            "officer": officer or (case.officer if stays else None),
            "rule_by": None,
        }

    return advance(
        grievance, Move.RULE_TRANSFER, by=by, seen=seen, note=reason.strip(), details=details, change=change
    )


def _answer(case: Grievance, state: Transfer.State, *, by: User, at: datetime, words: str = "") -> None:
    case.transfers.standing().update(state=state, answered_at=at, answered_by=by, words=words)
