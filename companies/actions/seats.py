"""Seats: who owns a company's account, who leaves, who is let go."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import Refused
from accounts.models import User
from companies.actions.parts import What, end_seat, permitted, record, set_owner
from companies.models import Company, Seat
from companies.workflow import Move


@transaction.atomic
def hand_over(seat: Seat, *, by: User) -> Seat:
    """대표 계정 넘기기. The seat becomes the owner's, the giver stays as a member."""
    company = permitted(seat.company, Move.HAND_OVER, by=by)
    seat = _active(seat)
    if seat.is_owner:
        raise Refused(_("%s 님은 이미 대표 계정입니다.") % seat.person.name)
    set_owner(seat, is_owner=True)
    set_owner(company.seats.active().get(person=by), is_owner=False)
    record(company, What.HANDED_OVER, by=by, subject=seat.person)
    return seat


@transaction.atomic
def add_owner(seat: Seat, *, by: User) -> Seat:
    """대표 계정 함께 맡기기."""
    company = permitted(seat.company, Move.ADD_OWNER, by=by)
    seat = _active(seat)
    if seat.is_owner:
        raise Refused(_("%s 님은 이미 대표 계정입니다.") % seat.person.name)
    set_owner(seat, is_owner=True)
    record(company, What.OWNER_ADDED, by=by, subject=seat.person)
    return seat


@transaction.atomic
def leave(company: Company, *, by: User) -> Seat:
    """나가기. Access ends at once; what the leaver filed stays with the company."""
    company = permitted(company, Move.LEAVE, by=by)
    seat = company.seats.active().get(person=by)
    others = company.seats.active().exclude(pk=seat.pk)
    if seat.is_owner and others.exists() and not others.owners().exists():
        raise Refused(_("대표 계정은 한 분은 있어야 합니다. 먼저 다른 분에게 대표 계정을 넘겨 주십시오."))
    end_seat(seat, by=by)
    record(company, What.LEFT, by=by, subject=by)
    return seat


@transaction.atomic
def remove(seat: Seat, *, by: User) -> Seat:
    """내보내기. Access ends at once; what the person filed stays with the company."""
    company = permitted(seat.company, Move.REMOVE, by=by)
    seat = _active(seat)
    if seat.person_id == by.pk:
        raise Refused(_("자기 자신은 내보낼 수 없습니다. 나가기를 눌러 주십시오."))
    others = company.seats.active().exclude(pk=seat.pk)
    if seat.is_owner and others.exists() and not others.owners().exists():
        raise Refused(_("대표 계정은 한 분은 있어야 합니다. 먼저 다른 분에게 대표 계정을 맡겨 주십시오."))
    end_seat(seat, by=by)
    record(company, What.REMOVED, by=by, subject=seat.person)
    return seat


def _active(seat: Seat) -> Seat:
    found = Seat.objects.select_for_update(of=("self",)).select_related("person", "company").get(pk=seat.pk)
    if found.left_at is not None:
        raise Refused(_("이미 나간 분입니다."))
    return found
