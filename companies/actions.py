"""What is done in and to companies: registering, letting people in, letting them go, the drive, merging."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import Refused, Subject, note_access
from accounts.addresses import Address
from accounts.models import AccessLog, User
from companies import normalising, notices, registration_no, tokens
from companies.models import (
    Company,
    CompanyEvent,
    IndustrialComplex,
    Industry,
    Invitation,
    JoinRequest,
    Nudge,
    Seat,
)
from companies.permissions import may, may_keep_lists, may_see_drive, may_withdraw, why_not, why_not_by
from companies.querysets import GOAL
from companies.showcase.actions import follow_merge
from companies.states import Approval, Source
from companies.workflow import NEED_APPROVAL, Move

INVITATION_DAYS = 14
LEAFLET_DAYS = 30
LEAFLET_LIMIT = 10
STANDING_INVITATIONS = 20
OPEN_REQUESTS = 5
"""So many may be open at a time: of invitations a company, of requests a person."""

What = CompanyEvent.What


# --- Registering ------------------------------------------------------------------------------------------------


@transaction.atomic
def register(company: Company, *, number: str, by: User) -> Company:
    """기업 등록. The first member of a company the registry knows; they become its owner at once.

    `number` becomes the company's where the registry did not give one.
    """
    company = _locked(company)
    if company.seats.active().exists():
        raise Refused(_taken())
    if company.merged_into_id is not None or company.source != Source.REGISTRY:
        raise Refused(_("지금은 등록할 수 없는 기업입니다. 번호부터 다시 확인해 주십시오."))
    if company.registration_no is None:
        company.registration_no = _right(number)
        _save_number(company)
    elif company.registration_no != registration_no.clean(number):
        raise Refused(_("공장등록현황에 있는 사업자등록번호와 다릅니다. 번호를 다시 확인해 주십시오."))
    _seat_founder(company, by)
    _record(company, What.REGISTERED, by=by, subject=by)
    return company


@transaction.atomic
def enter(number: str, *, by: User, name: str, **details: Any) -> Company:
    """직접 등록. A company the registry does not know waits for a manager.

    `details`: address, phone, industrial_complex, employees. A company whose entry was rejected, or that all members
    have left, is entered anew on its old row.
    """
    digits = _right(number)
    company = Company.objects.select_for_update().filter(registration_no=digits).first()
    if company is None:
        company = Company(registration_no=digits)
    elif company.source == Source.REGISTRY or company.merged_into_id or company.seats.active().exists():
        raise Refused(_taken())
    for field, value in {"name": name, **details, **_keys(name, details)}.items():
        setattr(company, field, value)
    company.source, company.approval = Source.OWN_ENTRY, Approval.PENDING
    company.entered_at, company.decided_at, company.decided_by, company.decision_reason = (
        timezone.now(),
        None,
        None,
        "",
    )
    _save_number(company)
    _seat_founder(company, by)
    _record(company, What.ENTERED, by=by, subject=by, link=_waiting_room(company))
    return company


@transaction.atomic
def approve(company: Company, *, by: User) -> Company:
    """등록 승인. Its members may act for it from now on."""
    return _decide(company, Move.APPROVE, Approval.APPROVED, by=by)


@transaction.atomic
def reject(company: Company, reason: str, *, by: User) -> Company:
    """등록 반려. The reason is what the applicant reads; they may enter the company anew."""
    if not reason.strip():
        raise Refused("반려하는 까닭을 적어 주십시오. 신청한 분이 읽습니다.")
    company = _decide(company, Move.REJECT, Approval.REJECTED, by=by, reason=reason.strip())
    for seat in list(company.seats.active().select_related("person")):
        _end(seat, by=by)
        _record(
            company,
            What.REJECTED,
            by=by,
            subject=seat.person,
            note=reason.strip(),
            link=lambda _reader: tokens.link("companies:register"),
        )
    return company


@transaction.atomic
def correct(company: Company, *, by: User, **details: Any) -> Company:
    """기업 정보 수정. What an owner may put right: phone, employees, products, addresses, complex."""
    company = _permitted(company, Move.CORRECT, by=by)
    changed = [field for field, value in details.items() if getattr(company, field) != value]
    if not changed:
        return company
    for field in changed:
        setattr(company, field, details[field])
    keys = _keys(company.name, {"address": company.address, "lot_address": company.lot_address})
    for field, value in keys.items():
        setattr(company, field, value)
    company.save(update_fields=[*changed, *keys])
    _record(company, What.CORRECTED, by=by)
    return company


# --- Invitations ------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(company: Company, email: str, *, by: User) -> Invitation:
    """초대. A link for one address, good once and for 14 days."""
    company = _permitted(company, Move.INVITE, by=by)
    email = email.strip().lower()
    if company.seats.active().filter(person__email__iexact=email).exists():
        raise Refused(_("%s 님은 이미 함께하고 계십니다.") % email)
    if company.invitations.standing().by_mail().filter(email__iexact=email).exists():
        raise Refused(_("%s 주소로는 이미 초대를 보냈습니다. 아래 목록에서 다시 보내실 수 있습니다.") % email)
    secret = _room_for_another(company)
    invitation = company.invitations.create(
        kind=Invitation.Kind.EMAIL,
        email=email,
        token_digest=tokens.digest(secret),
        made_by=by,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    _record(company, What.INVITED, by=by, note=email, link=_join_link(secret), address=email)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> Invitation:
    """초대 다시 보내기. A new link for 14 more days; the old one stops working."""
    _permitted(invitation.company, Move.INVITE, by=by)
    invitation = _standing(invitation)
    if invitation.kind != Invitation.Kind.EMAIL:
        raise Refused(_("QR 안내문은 다시 보낼 수 없습니다. 새로 만들어 주십시오."))
    secret = tokens.new_secret()
    invitation.token_digest = tokens.digest(secret)
    invitation.expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    invitation.save(update_fields=["token_digest", "expires_at"])
    _record(
        invitation.company,
        What.INVITED_AGAIN,
        by=by,
        note=invitation.email,
        link=_join_link(secret),
        address=invitation.email,
    )
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """초대 거두기. The link, or the leaflet on the wall, stops working now."""
    if not may_withdraw(by, invitation):
        raise PermissionDenied
    invitation = _standing(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    _record(
        invitation.company,
        What.INVITATION_WITHDRAWN,
        by=by,
        note=invitation.email or str(Invitation.Kind.LEAFLET.label),
        address=invitation.email,
    )
    return invitation


@transaction.atomic
def make_leaflet(company: Company, *, by: User) -> tuple[Invitation, str]:
    """QR 안내문. An open invitation to this company, limited in number and time, and the link its QR code carries."""
    company = _permitted(company, Move.MAKE_LEAFLET, by=by)
    secret = _room_for_another(company)
    invitation = company.invitations.create(
        kind=Invitation.Kind.LEAFLET,
        token_digest=tokens.digest(secret),
        limit=LEAFLET_LIMIT,
        made_by=by,
        expires_at=timezone.now() + timedelta(days=LEAFLET_DAYS),
    )
    _record(company, What.LEAFLET_MADE, by=by)
    return invitation, _join_link(secret)(None)


@transaction.atomic
def take(invitation: Invitation, *, by: User) -> Seat:
    """함께하기. Take an invitation; of two people who take the last one at once, the later is told so."""
    company = _locked(invitation.company)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    reason = why_not(invitation) or why_not_by(invitation, by)
    if reason:
        raise Refused(reason)
    invitation.uses += 1
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["uses", "used_at"])
    seat = _seat(company, by, added_by=invitation.made_by, invitation=invitation)
    _record(company, What.JOINED, by=by, subject=by, note=str(invitation.get_kind_display()))
    return seat


# --- Asking to join ---------------------------------------------------------------------------------------------


@transaction.atomic
def ask_to_join(company: Company, *, by: User, note: str = "") -> JoinRequest:
    """가입 요청. Ask the owners of a company that has members to be let in."""
    company = _locked(company)
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
        _only("join_request_is_open_once_a_person_and_company", error)
        raise Refused(_("이미 요청하셨습니다. 대표 계정 담당자가 결정하면 메일로 알려 드립니다.")) from None
    _record(company, What.ASKED_TO_JOIN, by=by, subject=by, note=note, link=_decision_link(request))
    return request


@transaction.atomic
def accept(request: JoinRequest, *, by: User) -> Seat:
    """가입 요청 승인. Of two owners who decide at once, the later is told that it is done."""
    company = _permitted(request.company, Move.DECIDE_REQUEST, by=by)
    request = _settle(request, JoinRequest.Outcome.ACCEPTED, by=by)
    seat = _seat(company, request.person, added_by=by)
    _record(company, What.JOINED, by=by, subject=request.person, note=_("가입 요청 승인"))
    return seat


@transaction.atomic
def decline(request: JoinRequest, *, by: User) -> JoinRequest:
    """가입 요청 거절."""
    company = _permitted(request.company, Move.DECIDE_REQUEST, by=by)
    request = _settle(request, JoinRequest.Outcome.DECLINED, by=by)
    _record(company, What.DECLINED, by=by, subject=request.person)
    return request


@transaction.atomic
def take_back_request(request: JoinRequest, *, by: User) -> JoinRequest:
    """가입 요청 취소."""
    if request.person_id != by.pk:
        raise PermissionDenied
    request = _settle(request, JoinRequest.Outcome.WITHDRAWN, by=by)
    _record(request.company, What.REQUEST_WITHDRAWN, by=by, subject=by)
    return request


# --- Seats ------------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_over(seat: Seat, *, by: User) -> Seat:
    """대표 계정 넘기기. The seat becomes the owner's, the giver stays as a member."""
    company = _permitted(seat.company, Move.HAND_OVER, by=by)
    seat = _active(seat)
    if seat.is_owner:
        raise Refused(_("%s 님은 이미 대표 계정입니다.") % seat.person.name)
    _set_owner(seat, is_owner=True)
    _set_owner(company.seats.active().get(person=by), is_owner=False)
    _record(company, What.HANDED_OVER, by=by, subject=seat.person)
    return seat


@transaction.atomic
def add_owner(seat: Seat, *, by: User) -> Seat:
    """대표 계정 함께 맡기기."""
    company = _permitted(seat.company, Move.ADD_OWNER, by=by)
    seat = _active(seat)
    if seat.is_owner:
        raise Refused(_("%s 님은 이미 대표 계정입니다.") % seat.person.name)
    _set_owner(seat, is_owner=True)
    _record(company, What.OWNER_ADDED, by=by, subject=seat.person)
    return seat


@transaction.atomic
def leave(company: Company, *, by: User) -> Seat:
    """나가기. Access ends at once; what the leaver filed stays with the company."""
    company = _permitted(company, Move.LEAVE, by=by)
    seat = company.seats.active().get(person=by)
    others = company.seats.active().exclude(pk=seat.pk)
    if seat.is_owner and others.exists() and not others.owners().exists():
        raise Refused(_("대표 계정은 한 분은 있어야 합니다. 먼저 다른 분에게 대표 계정을 넘겨 주십시오."))
    _end(seat, by=by)
    _record(company, What.LEFT, by=by, subject=by)
    return seat


@transaction.atomic
def remove(seat: Seat, *, by: User) -> Seat:
    """내보내기. Access ends at once; what the person filed stays with the company."""
    company = _permitted(seat.company, Move.REMOVE, by=by)
    seat = _active(seat)
    if seat.person_id == by.pk:
        raise Refused(_("자기 자신은 내보낼 수 없습니다. 나가기를 눌러 주십시오."))
    others = company.seats.active().exclude(pk=seat.pk)
    if seat.is_owner and others.exists() and not others.owners().exists():
        raise Refused(_("대표 계정은 한 분은 있어야 합니다. 먼저 다른 분에게 대표 계정을 맡겨 주십시오."))
    _end(seat, by=by)
    _record(company, What.REMOVED, by=by, subject=seat.person)
    return seat


# --- The drive --------------------------------------------------------------------------------------------------


@transaction.atomic
def switch_nudges(company: Company, *, wanted: bool, by: User) -> Company:
    """가입 안내 켜고 끄기."""
    company = _permitted(company, Move.SWITCH_NUDGES, by=by)
    if company.wants_nudges != wanted:
        company.wants_nudges = wanted
        company.save(update_fields=["wants_nudges"])
        _record(company, What.NUDGES_ON if wanted else What.NUDGES_OFF, by=by)
    return company


@transaction.atomic
def nudge(company: Company, *, month: date) -> bool:
    """가입 안내. Remind the owners once a month; False where that is done, or not wanted any more."""
    company = _locked(company)
    count = company.seats.active().count()
    if not company.is_approved or not company.wants_nudges or not 0 < count < GOAL:
        return False
    _row, is_new = Nudge.objects.get_or_create(company=company, month=month.replace(day=1))
    if is_new:
        for seat in company.seats.owners().select_related("person"):
            home = tokens.link("companies:home", company.pk)
            words = {
                "company": company.name,
                "count": count,
                "missing": GOAL - count,
                "link": home,
                "off": tokens.link("companies:nudges_off", tokens.said("nudges-off", seat=seat.pk)),
            }
            notices.send(
                seat.person.email,
                notices.NUDGE_SUBJECT % words,
                notices.NUDGE_TEXT % words,
                reader=seat.person,
                link=home,
            )
    return is_new


@transaction.atomic
def record_export(what: str, *, reason: str, rows: int, by: User, address: Address) -> None:
    """내보내기. Keep who took which list out of the portal, and what for, before the first line leaves."""
    if not may_see_drive(by):
        raise PermissionDenied
    note_access(AccessLog.What.EXPORT, Subject("기업", "", what), by=by, address=address, reason=reason, rows=rows)


# --- Doubles ----------------------------------------------------------------------------------------------------


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
            _settle(asked, JoinRequest.Outcome.LAPSED, by=by)
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
    _record(into, What.MERGED, by=by, note=note)
    return into


# --- The lists companies are grouped by -------------------------------------------------------------------------


@transaction.atomic
def name_complex(row: IndustrialComplex, name: str, *, by: User) -> IndustrialComplex:
    """산업단지 더하기, 이름 고치기. The registry import knows it by the name's key."""
    if not may_keep_lists(by):
        raise PermissionDenied
    row.name, row.name_key = name, normalising.place_key(name)
    row.save()
    return row


@transaction.atomic
def name_industry(row: Industry, name: str, code: str, *, by: User) -> Industry:
    """업종 더하기, 이름과 코드 고치기."""
    if not may_keep_lists(by):
        raise PermissionDenied
    row.name, row.name_key, row.code = name, normalising.place_key(name), code
    row.save()
    return row


# --- Parts ------------------------------------------------------------------------------------------------------


def _taken() -> str:
    return _("이미 가입한 회사의 번호입니다. 등록하는 대신 가입을 요청하실 수 있습니다.")


def _locked(company: Company) -> Company:
    return Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def _permitted(company: Company, move: Move, *, by: User) -> Company:
    """Lock the company, then check the table and what the company's state allows."""
    company = _locked(company)
    if not may(by, move, company):
        raise PermissionDenied
    if company.merged_into_id is not None:
        raise Refused(_("다른 기업과 합쳐진 기업입니다. 합쳐진 기업의 화면에서 해 주십시오."))
    if move in NEED_APPROVAL and not company.is_approved:
        raise Refused(_("등록이 승인된 뒤에 하실 수 있습니다. 승인되면 메일로 알려 드립니다."))
    return company


def _right(number: str) -> str:
    problem = registration_no.problem(number)
    if problem:
        raise Refused(problem)
    return registration_no.clean(number)


def _keys(name: str, details: dict[str, Any]) -> dict[str, str]:
    """The keys under which other spellings find the company."""
    return {
        "name_key": normalising.name_key(name),
        "address_key": normalising.address_key(details.get("address", "")),
        "lot_address_key": normalising.address_key(details.get("lot_address", "")),
    }


def _only(constraint: str, error: IntegrityError) -> None:
    """Let through what this constraint refused; anything else is a bug."""
    if constraint not in str(error):
        raise error


def _save_number(company: Company) -> None:
    """Of two people who register one number at the same moment, the later is told that it is taken."""
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        _only("companies_company_registration_no", error)
        raise Refused(_taken()) from None


def _seat_founder(company: Company, person: User) -> Seat:
    try:
        with transaction.atomic():
            return Seat.objects.create(company=company, person=person, is_owner=True, is_founder=True)
    except IntegrityError as error:
        _only("company_is_registered_by_one_person", error)
        raise Refused(_taken()) from None


def _seat(company: Company, person: User, *, added_by: User, invitation: Invitation | None = None) -> Seat:
    """Let somebody in; a request of theirs that is still open has found its answer."""
    try:
        with transaction.atomic():
            seat = Seat.objects.create(company=company, person=person, added_by=added_by, invitation=invitation)
    except IntegrityError as error:
        _only("seat_is_one_a_person_and_company", error)
        raise Refused(_("이미 이 회사와 함께하고 있습니다.")) from None
    for request in company.join_requests.open().filter(person=person):
        _settle(request, JoinRequest.Outcome.LAPSED, by=added_by)
    return seat


def _end(seat: Seat, *, by: User) -> None:
    """A seat ends, and with it the invitations its holder made: they would let the leaver in again."""
    now = timezone.now()
    seat.left_at, seat.ended_by = now, by
    seat.save(update_fields=["left_at", "ended_by"])
    seat.company.invitations.standing().filter(made_by=seat.person_id).update(withdrawn_at=now)


def _set_owner(seat: Seat, *, is_owner: bool) -> None:
    seat.is_owner = is_owner
    seat.save(update_fields=["is_owner"])


def _active(seat: Seat) -> Seat:
    found = Seat.objects.select_for_update(of=("self",)).select_related("person", "company").get(pk=seat.pk)
    if found.left_at is not None:
        raise Refused(_("이미 나간 분입니다."))
    return found


def _standing(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("company").get(pk=invitation.pk)
    if found.withdrawn_at is not None:
        raise Refused(_("이미 거둔 초대입니다."))
    if not found.left:
        raise Refused(_("이미 쓴 초대입니다."))
    return found


def _settle(request: JoinRequest, outcome: JoinRequest.Outcome, *, by: User) -> JoinRequest:
    request = (
        JoinRequest.objects.select_for_update(of=("self",)).select_related("person", "company").get(pk=request.pk)
    )
    if request.decided_at is not None:
        raise Refused(_("이미 결정된 요청입니다: %s") % request.get_outcome_display())
    request.decided_at, request.decided_by, request.outcome = timezone.now(), by, outcome
    request.save(update_fields=["decided_at", "decided_by", "outcome"])
    return request


def _decide(company: Company, move: Move, approval: Approval, *, by: User, reason: str = "") -> Company:
    company = _permitted(company, move, by=by)
    if company.approval != Approval.PENDING:
        raise Refused(f"이미 결정된 등록입니다: {company.get_approval_display()}")
    company.approval, company.decision_reason = approval, reason
    company.decided_at, company.decided_by = timezone.now(), by
    company.save(update_fields=["approval", "decision_reason", "decided_at", "decided_by"])
    if approval == Approval.APPROVED:
        _record(company, What.APPROVED, by=by)
    return company


def _room_for_another(company: Company) -> str:
    """A new secret, unless the company has so many open invitations that nobody can keep an eye on them."""
    if company.invitations.open(at=timezone.now()).count() >= STANDING_INVITATIONS:
        raise Refused(_("열린 초대가 너무 많습니다. 쓰지 않는 초대를 먼저 거두어 주십시오."))
    return tokens.new_secret()


def _move_seats(double: Company, into: Company) -> None:
    """Whoever has a seat in both keeps the one of `into`; an owner of either owns what they become."""
    there = {seat.person_id: seat for seat in into.seats.active()}
    for seat in double.seats.active():
        kept = there.get(seat.person_id)
        if kept is not None:
            seat.left_at = timezone.now()
            seat.save(update_fields=["left_at"])
            if seat.is_owner and not kept.is_owner:
                _set_owner(kept, is_owner=True)
    double.seats.update(company=into, is_founder=False)


def _record(
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


def _join_link(secret: str) -> notices.Link:
    url = tokens.link("companies:join", tokens.sealed(secret))
    return lambda _reader: url


def _decision_link(request: JoinRequest) -> notices.Link:
    """Each owner gets a link of their own: whoever uses it is known."""

    def link(reader: User | None) -> str:
        seat = request.company.seats.owners().get(person=reader)
        return tokens.link("companies:decide", tokens.said("decide", request=request.pk, seat=seat.pk))

    return link


def _waiting_room(company: Company) -> notices.Link:
    """Managers decide in the admin, the applicant reads on the company's page."""

    def link(reader: User | None) -> str:
        if reader is not None and reader.is_official:
            return tokens.link("admin:index")
        return tokens.link("companies:home", company.pk)

    return link
