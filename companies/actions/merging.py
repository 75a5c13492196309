"""합치기: of two rows for one company, one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions import Refused
from accounts.models import User
from companies import registration_no
from companies.actions.parts import What, record, set_owner, settle
from companies.models import Company, JoinRequest
from companies.permissions import may
from companies.showcase.actions import follow_merge
from companies.states import Approval
from companies.workflow import Move


@transaction.atomic
def merge(double: Company, *, into: Company, by: User) -> Company:
    """합치기. Everything of both is kept: seats, factory records, invitations, requests, showcase and numbers.

    The double's row stays and points to the other, so that its number, its links and its history still lead somewhere.
    """
    if not may(by, Move.MERGE, into):
        raise PermissionDenied
    locked = {c.pk: c for c in Company.objects.select_for_update().filter(pk__in=[double.pk, into.pk]).order_by("pk")}
    double, into = locked[double.pk], locked[into.pk]
    if double.pk == into.pk or double.merged_into_id or into.merged_into_id:
        raise Refused("이미 합쳐졌거나 같은 기업입니다.")
    if double.approval == Approval.PENDING or into.approval != Approval.APPROVED:
        raise Refused("승인되지 않은 기업은 합칠 수 없습니다. 먼저 승인하거나 반려해 주십시오.")
    _move_seats(double, into)
    for row in double.invitations.standing().by_mail():
        if into.invitations.standing().by_mail().filter(email__iexact=row.email).exists():
            double.invitations.filter(pk=row.pk).update(withdrawn_at=timezone.now())
    double.invitations.update(company=into)
    for asked in double.join_requests.open():
        if into.join_requests.open().filter(person=asked.person_id).exists():
            settle(asked, JoinRequest.Outcome.LAPSED, by=by)
    double.join_requests.update(company=into)
    double.factories.update(company=into)
    follow_merge(double, into)
    number, double.merged_into = double.registration_no, into
    if into.registration_no is None and number is not None:
        double.registration_no = None
    double.save(update_fields=["merged_into", "registration_no"])
    if into.registration_no is None and number is not None:
        into.registration_no = number
        into.save(update_fields=["registration_no"])
    Company.objects.filter(merged_into=double).update(merged_into=into)
    note = f"{double.name} ({registration_no.shown(number or '') or '번호 없음'})"
    record(into, What.MERGED, by=by, note=note)
    return into


def _move_seats(double: Company, into: Company) -> None:
    """Whoever has a seat in both keeps the one of `into`; an owner of either owns what they become."""
    there = {seat.person_id: seat for seat in into.seats.active()}
    for seat in double.seats.active():
        kept = there.get(seat.person_id)
        if kept is not None:
            seat.left_at = timezone.now()
            seat.save(update_fields=["left_at"])
            if seat.is_owner and not kept.is_owner:
                set_owner(kept, is_owner=True)
    double.seats.update(company=into, is_founder=False)
