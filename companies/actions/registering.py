"""Registering a company, and what becomes of the entry."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import Refused
from accounts.models import User
from companies import normalising, notices, registration_no, tokens
from companies.actions.parts import What, end_seat, let_through, locked, permitted, record
from companies.models import Company, Seat
from companies.states import Approval, Source
from companies.workflow import Move


@transaction.atomic
def register(company: Company, *, number: str, by: User) -> Company:
    """기업 등록. The first member of a company the registry knows; they become its owner at once.

    `number` becomes the company's where the registry did not give one.
    """
    company = locked(company)
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
    record(company, What.REGISTERED, by=by, subject=by)
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
    record(company, What.ENTERED, by=by, subject=by, link=_waiting_room(company))
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
        end_seat(seat, by=by)
        record(
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
    company = permitted(company, Move.CORRECT, by=by)
    changed = [field for field, value in details.items() if getattr(company, field) != value]
    if not changed:
        return company
    for field in changed:
        setattr(company, field, details[field])
    keys = _keys(company.name, {"address": company.address, "lot_address": company.lot_address})
    for field, value in keys.items():
        setattr(company, field, value)
    company.save(update_fields=[*changed, *keys])
    record(company, What.CORRECTED, by=by)
    return company


def _taken() -> str:
    return _("이미 가입한 회사의 번호입니다. 등록하는 대신 가입을 요청하실 수 있습니다.")


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


def _save_number(company: Company) -> None:
    """Of two people who register one number at the same moment, the later is told that it is taken."""
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        let_through("companies_company_registration_no", error)
        raise Refused(_taken()) from None


def _seat_founder(company: Company, person: User) -> Seat:
    try:
        with transaction.atomic():
            return Seat.objects.create(company=company, person=person, is_owner=True, is_founder=True)
    except IntegrityError as error:
        let_through("company_is_registered_by_one_person", error)
        raise Refused(_taken()) from None


def _decide(company: Company, move: Move, approval: Approval, *, by: User, reason: str = "") -> Company:
    company = permitted(company, move, by=by)
    if company.approval != Approval.PENDING:
        raise Refused(f"이미 결정된 등록입니다: {company.get_approval_display()}")
    company.approval, company.decision_reason = approval, reason
    company.decided_at, company.decided_by = timezone.now(), by
    company.save(update_fields=["approval", "decision_reason", "decided_at", "decided_by"])
    if approval == Approval.APPROVED:
        record(company, What.APPROVED, by=by)
    return company


def _waiting_room(company: Company) -> notices.Link:
    """Managers decide in the admin, the applicant reads on the company's page."""

    def link(reader: User | None) -> str:
        if reader is not None and reader.is_official:
            return tokens.link("admin:index")
        return tokens.link("companies:home", company.pk)

    return link
