"""Invitations: a link for one address, or a leaflet on the wall."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import Refused
from accounts.models import User
from companies import notices, tokens
from companies.actions.parts import What, let_in, locked, permitted, record
from companies.models import Company, Invitation, Seat
from companies.permissions import may_withdraw, why_not, why_not_by
from companies.workflow import Move

INVITATION_DAYS = 14
LEAFLET_DAYS = 30
LEAFLET_LIMIT = 10
STANDING_INVITATIONS = 20
"""So many may be open at a time in a company."""


@transaction.atomic
def invite(company: Company, email: str, *, by: User) -> Invitation:
    """초대. A link for one address, good once and for 14 days."""
    company = permitted(company, Move.INVITE, by=by)
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
    record(company, What.INVITED, by=by, note=email, link=_join_link(secret), address=email)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> Invitation:
    """초대 다시 보내기. A new link for 14 more days; the old one stops working."""
    permitted(invitation.company, Move.INVITE, by=by)
    invitation = _standing(invitation)
    if invitation.kind != Invitation.Kind.EMAIL:
        raise Refused(_("QR 안내문은 다시 보낼 수 없습니다. 새로 만들어 주십시오."))
    secret = tokens.new_secret()
    invitation.token_digest = tokens.digest(secret)
    invitation.expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    invitation.save(update_fields=["token_digest", "expires_at"])
    record(
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
    record(
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
    company = permitted(company, Move.MAKE_LEAFLET, by=by)
    secret = _room_for_another(company)
    invitation = company.invitations.create(
        kind=Invitation.Kind.LEAFLET,
        token_digest=tokens.digest(secret),
        limit=LEAFLET_LIMIT,
        made_by=by,
        expires_at=timezone.now() + timedelta(days=LEAFLET_DAYS),
    )
    record(company, What.LEAFLET_MADE, by=by)
    return invitation, _join_link(secret)(None)


@transaction.atomic
def take(invitation: Invitation, *, by: User) -> Seat:
    """함께하기. Take an invitation; of two people who take the last one at once, the later is told so."""
    company = locked(invitation.company)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    reason = why_not(invitation) or why_not_by(invitation, by)
    if reason:
        raise Refused(reason)
    invitation.uses += 1
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["uses", "used_at"])
    seat = let_in(company, by, added_by=invitation.made_by, invitation=invitation)
    record(company, What.JOINED, by=by, subject=by, note=str(invitation.get_kind_display()))
    return seat


def _standing(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("company").get(pk=invitation.pk)
    if found.withdrawn_at is not None:
        raise Refused(_("이미 거둔 초대입니다."))
    if not found.left:
        raise Refused(_("이미 쓴 초대입니다."))
    return found


def _room_for_another(company: Company) -> str:
    """A new secret, unless the company has so many open invitations that nobody can keep an eye on them."""
    if company.invitations.open(at=timezone.now()).count() >= STANDING_INVITATIONS:
        raise Refused(_("열린 초대가 너무 많습니다. 쓰지 않는 초대를 먼저 거두어 주십시오."))
    return tokens.new_secret()


def _join_link(secret: str) -> notices.Link:
    url = tokens.link("companies:join", tokens.sealed(secret))
    return lambda _reader: url
