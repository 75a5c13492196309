"""What the verbs have in common: lock, check, seat, record, tell. Only the modules beside it call it."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import Refused
from accounts.models import User
from companies import notices
from companies.models import Company, CompanyEvent, Invitation, JoinRequest, Seat
from companies.permissions import may
from companies.workflow import NEED_APPROVAL, Move

What = CompanyEvent.What


def locked(company: Company) -> Company:
    """The row as whoever had the lock before left it."""
    return Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def permitted(company: Company, move: Move, *, by: User) -> Company:
    """Lock the company, then check the table and what the company's state allows."""
    company = locked(company)
    if not may(by, move, company):
        raise PermissionDenied
    if company.merged_into_id is not None:
        raise Refused(_("다른 기업과 합쳐진 기업입니다. 합쳐진 기업의 화면에서 해 주십시오."))
    if move in NEED_APPROVAL and not company.is_approved:
        raise Refused(_("등록이 승인된 뒤에 하실 수 있습니다. 승인되면 메일로 알려 드립니다."))
    return company


def let_through(constraint: str, error: IntegrityError) -> None:
    """Let through what this constraint refused; anything else is a bug."""
    if constraint not in str(error):
        raise error


def let_in(company: Company, person: User, *, added_by: User, invitation: Invitation | None = None) -> Seat:
    """Let somebody in; a request of theirs that is still open has found its answer."""
    try:
        with transaction.atomic():
            seat = Seat.objects.create(company=company, person=person, added_by=added_by, invitation=invitation)
    except IntegrityError as error:
        let_through("seat_is_one_a_person_and_company", error)
        raise Refused(_("이미 이 회사와 함께하고 있습니다.")) from None
    for request in company.join_requests.open().filter(person=person):
        settle(request, JoinRequest.Outcome.LAPSED, by=added_by)
    return seat


def end_seat(seat: Seat, *, by: User) -> None:
    """A seat ends, and with it the invitations its holder made: they would let the leaver in again."""
    now = timezone.now()
    seat.left_at, seat.ended_by = now, by
    seat.save(update_fields=["left_at", "ended_by"])
    seat.company.invitations.standing().filter(made_by=seat.person_id).update(withdrawn_at=now)


def set_owner(seat: Seat, *, is_owner: bool) -> None:
    """대표 계정, or not any more."""
    seat.is_owner = is_owner
    seat.save(update_fields=["is_owner"])


def settle(request: JoinRequest, outcome: JoinRequest.Outcome, *, by: User) -> JoinRequest:
    """A request is decided once; of two who decide at once, the later is told so."""
    request = (
        JoinRequest.objects.select_for_update(of=("self",)).select_related("person", "company").get(pk=request.pk)
    )
    if request.decided_at is not None:
        raise Refused(_("이미 결정된 요청입니다: %s") % request.get_outcome_display())
    request.decided_at, request.decided_by, request.outcome = timezone.now(), by, outcome
    request.save(update_fields=["decided_at", "decided_by", "outcome"])
    return request


def record(
    company: Company,
    what: CompanyEvent.What,
    *,
    by: User,
    subject: User | None = None,
    note: str = "",
    link: notices.Link | None = None,
    address: str = "",
) -> CompanyEvent:
    """Write what happened and tell those the table names."""
    event = company.events.create(what=what, by=by, subject=subject, note=note[:300])
    notices.announce(event, link=link, address=address)
    return event
