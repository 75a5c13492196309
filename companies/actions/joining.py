"""가입 요청: asking the owners of a company to be let in."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import Refused
from accounts.models import User
from companies import notices, tokens
from companies.actions.parts import What, let_in, let_through, locked, permitted, record, settle
from companies.models import Company, JoinRequest, Seat
from companies.workflow import Move

OPEN_REQUESTS = 5
"""So many may be open at a time of a person."""


@transaction.atomic
def ask_to_join(company: Company, *, by: User, note: str = "") -> JoinRequest:
    """가입 요청. Ask the owners of a company that has members to be let in."""
    company = locked(company)
    if company.seats.active().filter(person=by).exists():
        raise Refused(_("이미 이 회사와 함께하고 계십니다."))
    if not company.seats.active().exists() or company.merged_into_id is not None:
        raise Refused(_("지금은 가입을 요청할 수 없는 회사입니다. 번호부터 다시 확인해 주십시오."))
    if by.join_requests.open().count() >= OPEN_REQUESTS:
        raise Refused(_("답을 기다리는 요청이 너무 많습니다. 답을 받은 뒤에 다시 해 주십시오."))
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(company=company, person=by, note=note)
    except IntegrityError as error:
        let_through("join_request_is_open_once_a_person_and_company", error)
        raise Refused(_("이미 요청하셨습니다. 대표 계정 담당자가 결정하면 메일로 알려 드립니다.")) from None
    record(company, What.ASKED_TO_JOIN, by=by, subject=by, note=note, link=_decision_link(request))
    return request


@transaction.atomic
def accept(request: JoinRequest, *, by: User) -> Seat:
    """가입 요청 승인. Of two owners who decide at once, the later is told that it is done."""
    company = permitted(request.company, Move.DECIDE_REQUEST, by=by)
    request = settle(request, JoinRequest.Outcome.ACCEPTED, by=by)
    seat = let_in(company, request.person, added_by=by)
    record(company, What.JOINED, by=by, subject=request.person, note=_("가입 요청 승인"))
    return seat


@transaction.atomic
def decline(request: JoinRequest, *, by: User) -> JoinRequest:
    """가입 요청 거절."""
    company = permitted(request.company, Move.DECIDE_REQUEST, by=by)
    request = settle(request, JoinRequest.Outcome.DECLINED, by=by)
    record(company, What.DECLINED, by=by, subject=request.person)
    return request


@transaction.atomic
def take_back_request(request: JoinRequest, *, by: User) -> JoinRequest:
    """가입 요청 취소."""
    if request.person_id != by.pk:
        raise PermissionDenied
    request = settle(request, JoinRequest.Outcome.WITHDRAWN, by=by)
    record(request.company, What.REQUEST_WITHDRAWN, by=by, subject=by)
    return request


def _decision_link(request: JoinRequest) -> notices.Link:
    """Each owner gets a link of their own: whoever uses it is known."""

    def link(reader: User | None) -> str:
        seat = request.company.seats.owners().get(person=reader)
        return tokens.link("companies:decide", tokens.said("decide", request=request.pk, seat=seat.pk))

    return link
