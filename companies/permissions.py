"""Whether somebody may do something in or to a company."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from companies.models import Company, Invitation
from companies.querysets import SEES_EVERY_COMPANY
from companies.workflow import RULES, Move, Standing


def standings(user: User, company: Company) -> frozenset[Standing]:
    """What the user is to the company now."""
    found: set[Standing] = set()
    seat = company.seats.active().filter(person=user).first()
    if seat is not None:
        found.add(Standing.OWNER if seat.is_owner else Standing.MEMBER)
    if user.is_superuser or Role.MANAGER in user.roles:
        found.add(Standing.MANAGER)
    return frozenset(found)


def may(user: User, move: Move, company: Company) -> bool:
    """Whether the table lets them. What the company's state allows is the action's to say, in a sentence."""
    return bool(RULES[move] & standings(user, company))


def moves_for(user: User, company: Company) -> frozenset[Move]:
    """Everything the table lets them do; what a page offers."""
    found = standings(user, company)
    return frozenset(move for move, allowed in RULES.items() if allowed & found)


def may_withdraw(user: User, invitation: Invitation) -> bool:
    """Whoever made an invitation may take it back, and so may an owner."""
    if may(user, Move.WITHDRAW_INVITATION, invitation.company):
        return True
    return invitation.made_by_id == user.pk and bool(standings(user, invitation.company))


def why_not(invitation: Invitation) -> str:
    """Why nobody can take this invitation, in a sentence for whoever holds it; empty when somebody can."""
    if invitation.withdrawn_at is not None:
        return _("거두어진 초대입니다. 함께하려면 초대한 분에게 다시 부탁해 주십시오.")
    if not invitation.left:
        if invitation.kind == Invitation.Kind.EMAIL:
            return _("이미 쓴 초대입니다. 초대 주소는 한 번만 쓸 수 있습니다.")
        return _("정해진 인원이 모두 들어온 QR 안내문입니다. 회사의 동료에게 새 초대를 부탁해 주십시오.")
    if invitation.has_expired:
        return _("기한이 지난 초대입니다. 초대한 분에게 다시 보내 달라고 해 주십시오.")
    if not invitation.company.is_approved:
        return _("지금은 회원을 받을 수 없는 회사입니다. 초대한 분에게 물어봐 주십시오.")
    return ""


def why_not_by(invitation: Invitation, user: User) -> str:
    """Why this person cannot take an invitation that somebody can."""
    if invitation.email and invitation.email.lower() != user.email.lower():
        return (
            _(
                "다른 이메일로 온 초대입니다. 초대받은 이메일로 로그인하시거나, "
                "초대한 분에게 %s 주소로 보내 달라고 해 주십시오."
            )
            % user.email
        )
    if invitation.company.seats.active().filter(person=user).exists():
        return _("이미 이 회사와 함께하고 계십니다.")
    return ""


def may_see_drive(user: User) -> bool:
    """1기업 3인 가입 운동: those who see every company anyway."""
    return user.is_superuser or bool(user.roles & SEES_EVERY_COMPANY)


def may_keep_lists(user: User) -> bool:
    """산업단지와 업종: what companies are grouped by."""
    return user.is_superuser or Role.MANAGER in user.roles
