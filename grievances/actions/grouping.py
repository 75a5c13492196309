"""묶음: several companies with one problem, handled as one. Each case keeps its own thread, clock and answer."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from grievances import permissions
from grievances.actions.moving import Changes, advance, locked
from grievances.models import Grievance
from grievances.workflow import RUNNING, Move, MoveRefused, Status

TOLD_FROM = 3
"""From so many companies on a company is told how many they are; of two it could guess who the other is."""


@transaction.atomic
def group(grievance: Grievance, lead: Grievance, *, by: User, seen: int | None = None) -> Grievance:
    """묶기: the case follows a lead. There is one level only: a lead follows nobody."""
    _lock({grievance.pk, lead.pk})
    details: Changes = {}

    def change(case: Grievance, _at: datetime) -> Changes:
        first = locked(lead)
        _check_lead(first, case, by=by)
        grouped = Grievance.objects.grouped_under(first.pk)
        if grouped.of_company(case.company.merged_into or case.company).exists():
            raise MoveRefused("이 기업의 사건이 이미 묶음에 있습니다. 겹쳐 낸 것이면 중복으로 마치십시오.")
        details["lead"] = first.receipt_no
        if (companies := grouped.companies() + 1) >= TOLD_FROM:
            details["companies"] = str(companies)
        return {"lead": first}

    return advance(grievance, Move.GROUP, by=by, seen=seen, details=details, change=change)


def _check_lead(lead: Grievance, case: Grievance, *, by: User) -> None:
    """Whoever groups two cases works on both."""
    if not permissions.may_at_desk(by, Move.GROUP, lead):
        raise PermissionDenied
    if lead.pk == case.pk:
        raise MoveRefused("사건을 자기 자신과 묶을 수 없습니다. 다른 사건을 고르십시오.")
    if Status(lead.status) not in RUNNING:
        raise MoveRefused("대표로 고른 사건이 끝났습니다. 처리하고 있는 사건을 대표로 고르십시오.")
    if lead.lead_id is not None:
        raise MoveRefused("대표로 고른 사건이 다른 묶음에 들어 있습니다. 그 묶음의 대표를 고르십시오.")


def ungroup(grievance: Grievance, reason: str = "", *, by: User, seen: int | None = None) -> Grievance:
    """묶음에서 빼기. The case goes on by itself."""
    return advance(
        grievance, Move.UNGROUP, by=by, seen=seen, note=reason.strip(), change=lambda _case, _at: {"lead": None}
    )


@transaction.atomic
def take_the_lead(grievance: Grievance, *, by: User, seen: int | None = None) -> list[Grievance]:
    """새 대표: the lead has ended, and this case speaks for those that still run. Who stayed behind.

    Nothing changes for the companies, so none is told. A case that `by` does not work on stays with the old lead, in
    the queue of whoever does.
    """
    ended = grievance.lead_id
    if ended is None:
        raise MoveRefused("묶음에 들어 있지 않습니다.")
    _lock({ended, *Grievance.objects.filter(lead=ended).values_list("pk", flat=True)})

    def change(case: Grievance, _at: datetime) -> Changes:
        if case.lead_id != ended:
            raise MoveRefused("그 사이 이 묶음의 대표가 바뀌었습니다. 화면을 새로 열어 확인하십시오.")
        if locked(Grievance(pk=ended)).status in RUNNING:
            raise MoveRefused("대표 사건이 아직 처리 중입니다. 대표는 그 사건이 끝난 뒤에 바꿉니다.")
        return {"lead": None}

    first = advance(
        grievance, Move.NOTE, by=by, seen=seen, note="대표 사건이 끝나 이 사건이 대표를 이어받았습니다.", change=change
    )
    left = []
    for case in Grievance.objects.filter(lead=ended).running().select_related("department").order_by("pk"):
        if permissions.may_at_desk(by, Move.GROUP, case):
            words = "대표 사건이 끝나 다른 사건이 대표를 이어받았습니다."
            advance(case, Move.NOTE, by=by, note=words, change=lambda _case, _at: {"lead": first})
        else:
            left.append(case)
    return left


def _lock(cases: Collection[int]) -> None:
    """All at once and in one order, so that two people who group the same cases wait for each other."""
    list(Grievance.objects.select_for_update().filter(pk__in=cases).order_by("pk").values_list("pk", flat=True))
