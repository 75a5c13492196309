"""Whether somebody may make a move in a case, and what stands in the way of a move they may make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Department, User
from accounts.roles import OF_A_DEPARTMENT, Role
from companies.models import Company
from grievances.clock import LegalKind
from grievances.extending import EXTENDED_AT_MOST, FOUR_REASONS_FROM
from grievances.models import Consultation, Grievance, Pause
from grievances.querysets import REOPENED_WITHIN
from grievances.workflow import CASE_STAFF, RULES, RUNNING, Channel, Move, Status, refusal

MORE_TIME_AT_MOST = 2
"""기간 연장 요청은 2회로 한정 (시행령 §24②)."""


OF_THE_ASKED = frozenset({Move.ADVISE, Move.POSTPONE})
"""Moves of whoever is asked for an opinion. They are made at the question, not at the case."""

NEEDS_THE_HEAD = frozenset({Move.RESOLVE, Move.FIND_INFEASIBLE, Move.KEEP})
"""What waits for the head where the department says so (결재)."""

OF_THE_OFFERED = frozenset({Move.ACCEPT_TRANSFER, Move.DECLINE_TRANSFER})
"""Moves of the department that is asked to take a case."""


@dataclass(frozen=True)
class Offer:
    """A move on a page: possible now, or with the sentence that says why not."""

    move: Move
    hindrance: str = ""


def standings(user: User, grievance: Grievance, *, to_make: Move | None = None) -> frozenset[Role]:
    """What the user is to this case now. With `to_make`, no more than that move needs."""
    found = at_desk(user, grievance)
    if to_make is not None and RULES[to_make].by & found:
        return found
    return found | {Role.COMPANY} if user.is_active and _is_of_the_company(user, grievance) else found


def at_desk(user: User, grievance: Grievance) -> frozenset[Role]:
    """What the user is to this case as an official. Asks the database nothing but the roles, and those once."""
    found: set[Role] = set()
    if not user.is_active:
        return frozenset()
    if user.is_superuser or Role.MANAGER in user.roles:
        found.add(Role.MANAGER)
    if Role.EXAMINER in user.roles:
        found.add(Role.EXAMINER)
    return frozenset(found) | held_in(user, grievance.department_id)


def held_in(user: User, department_id: int | None) -> frozenset[Role]:
    """What somebody is in this department now; its head, too, while they stand in for a head who is away (부재)."""
    if department_id is None or not user.is_active:
        return frozenset()
    return frozenset(Role(grant.role) for grant in user.grants_held if grant.department_id == department_id)


def backed(found: frozenset[Role]) -> frozenset[Role]:
    """The standings of somebody who makes a move by the head's word, or by a meeting's."""
    return found | {Role.HEAD} if found & CASE_STAFF else found


def proposes(user: User, move: Move, grievance: Grievance) -> bool:
    """Whether this answer of theirs waits for the head (결재)."""
    found = at_desk(user, grievance)
    return move in NEEDS_THE_HEAD and Role.OFFICER in found and bool(_waits_for_the_head(grievance, found))


def hindrance_to_propose(move: Move, grievance: Grievance, *, at: datetime) -> str:
    """What stands in the way of laying this answer before the head: that another waits, or what hinders the answer."""
    found = backed(frozenset({Role.OFFICER}))
    return hindrance(Move.PROPOSE, grievance, found, at=at) or hindrance(move, grievance, found, at=at)


def advises(user: User, consultation: Consultation) -> frozenset[Role]:
    """What the user is to a question: the expert who is asked, or somebody of the department that is."""
    if consultation.expert_id is not None:
        return (
            frozenset({Role.EXPERT})
            if consultation.expert_id == user.pk and Role.EXPERT in user.roles
            else frozenset()
        )
    return held_in(user, consultation.department_id)


def _is_of_the_company(user: User, grievance: Grievance) -> bool:
    """A member; of a private case its filer, or an owner."""
    seats = [seat for seat in grievance.company_seats if seat.person_id == user.pk]
    return any(seat.is_owner or not grievance.is_private or grievance.filer_id == user.pk for seat in seats)


def may(user: User, move: Move, grievance: Grievance) -> bool:
    """Whether the table lets them. Whether it can be done now is `hindrance`'s to say."""
    return may_with(standings(user, grievance, to_make=move), move, user, grievance)


def may_with(found: frozenset[Role], move: Move, user: User, grievance: Grievance) -> bool:
    """The same, for standings that are known already."""
    if move == Move.RATE:
        return Role.COMPANY in found and grievance.filer_id == user.pk
    if move in OF_THE_ASKED:
        return False
    if move in OF_THE_OFFERED:
        return bool(RULES[move].by & held_in(user, grievance.offered_to_id))
    return bool(RULES[move].by & found)


def may_file_for(user: User, company: Company) -> bool:
    """신청: a member of an approved company."""
    return company.is_approved and user.is_active and user.seats.active().filter(company=company).exists()


def may_file_on_behalf(user: User, channel: Channel | None = None) -> bool:
    """대신 신청: those who work on cases; whoever goes along on visits, for what was voiced there."""
    who = CASE_STAFF | {Role.TEAM} if channel == Channel.VISIT else CASE_STAFF
    return user.is_superuser or bool(user.roles & who)


def may_take_call_back(user: User, answered_by: User) -> bool:
    """다시 전화: a manager, and not who answered."""
    return (user.is_superuser or Role.MANAGER in user.roles) and user.pk != answered_by.pk


def may_keep_outages(user: User) -> bool:
    """장애: whoever answers for the portal."""
    return user.is_superuser or Role.MANAGER in user.roles


def may_note_changes(user: User) -> bool:
    """조문 바뀜: whoever answers for the watch list."""
    return user.is_superuser or Role.MANAGER in user.roles


def may_be_assigned(officer: User, department: Department) -> bool:
    """배정: who works on the cases of the department, not whoever has another role there."""
    return officer.is_active and any(
        grant.department_id == department.pk and grant.role in OF_A_DEPARTMENT for grant in officer.grants_in_force
    )


def moves_for(user: User, grievance: Grievance, *, at: datetime) -> list[Offer]:
    """Every move the table gives this user in the case's status, each with what hinders it now."""
    return _offers(standings(user, grievance), user, grievance, at)


def moves_at_desk(user: User, grievance: Grievance, *, at: datetime) -> list[Offer]:
    """What the workplace offers: nothing that one may only as a member of the company."""
    return _offers(at_desk(user, grievance), user, grievance, at)


def may_at_desk(user: User, move: Move, grievance: Grievance) -> bool:
    """The same question for one move, whether or not it can be made now."""
    return may_with(at_desk(user, grievance), move, user, grievance)


def _offers(found: frozenset[Role], user: User, grievance: Grievance, at: datetime) -> list[Offer]:
    return [
        Offer(move, hindrance(move, grievance, found, at=at))
        for move, rule in RULES.items()
        if Status(grievance.status) in rule.sources and may_with(found, move, user, grievance)
    ]


def hindrance(move: Move, grievance: Grievance, found: frozenset[Role], *, at: datetime) -> str:
    """Why somebody with these standings cannot make the move now; empty when they can. Changes nothing."""
    if Status(grievance.status) not in RULES[move].sources:
        return refusal(move, Status(grievance.status))
    if move in NEEDS_THE_HEAD and (waits := _waits_for_the_head(grievance, found)):
        return waits
    why_not = _HINDRANCES.get(move)
    return why_not(grievance, found, at) if why_not else ""


def _ask(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if grievance.is_long_term:
        return _("장기추진 중인 사건은 법정기한이 흐르지 않습니다. 필요한 것은 소통으로 물어봐 주십시오.")
    if grievance.is_paused and not grievance.supplement_requests.standing().unanswered(at=at).exists():
        return _("이미 보완을 요구했고 기한이 남아 있습니다. 더 필요한 것은 소통으로 알려 주십시오.")
    return ""


def _supplement(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    return (
        "" if grievance.is_paused else _("지금은 보완을 요구받은 것이 없습니다. 더 알릴 것은 소통으로 보내 주십시오.")
    )


def _more_time(grievance: Grievance, found: frozenset[Role], at: datetime) -> str:
    if not grievance.is_paused:
        return _supplement(grievance, found, at)
    if grievance.supplement_requests.standing().filter(extensions__gte=MORE_TIME_AT_MOST).exists():
        return _("보완기간은 두 번까지 늘릴 수 있습니다(시행령 제24조②). 지금 있는 것부터 보내 주십시오.")
    return ""


def _waits_for_the_head(grievance: Grievance, found: frozenset[Role]) -> str:
    """결재: where the department says so, only the head sends an answer, and what others write is laid before them."""
    if Role.HEAD in found or grievance.department is None or not grievance.department.needs_approval:
        return ""
    return "이 부서는 부서장이 결재한 뒤에 보냅니다. 결재를 올리십시오."


def _propose(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if grievance.department is None or not grievance.department.needs_approval:
        return "이 부서는 결재 없이 보냅니다. 바로 답하십시오."
    if grievance.proposed_at is not None:
        return "이미 결재를 올렸습니다. 기다리거나, 거두고 고쳐 올리십시오."
    return ""


def _proposed(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    return "" if grievance.proposed_at is not None else "지금은 결재를 기다리는 것이 없습니다."


def _group(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    """Whose lead has ended may follow another."""
    if grievance.lead is not None and Status(grievance.lead.status) in RUNNING:
        return "이미 묶음에 들어 있습니다. 먼저 묶음에서 빼십시오."
    if grievance.has("followers"):
        return "이 사건은 다른 사건들의 대표입니다. 대표는 다른 묶음에 들어갈 수 없습니다."
    return ""


def _ungroup(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    return "" if grievance.lead_id is not None else "묶음에 들어 있지 않습니다."


def _offer_transfer(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if grievance.offered_to_id is not None:
        return f"이미 {grievance.offered_to}에 이관을 제안했습니다. 답을 기다리거나 거두십시오."
    if grievance.rule_by is not None:
        return "두 번 거절되어 총괄담당이 담당부서를 정합니다. 그때까지 이 부서가 맡습니다."
    return ""


def _offered(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    return "" if grievance.offered_to_id is not None else "지금은 답을 기다리는 이관 제안이 없습니다."


def _rule_transfer(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    return "" if grievance.rule_by is not None else "두 번 거절된 이관이 있을 때 담당부서를 정합니다."


def _keep(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if grievance.is_overdue(at=at):
        return _("중간답변은 처리기한 안에 해야 합니다. 기한이 지났으니 완료나 처리 불가로 답해 주십시오.")
    return ""


def _return(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    unanswered = grievance.supplement_requests.filter(asked_at__gte=grievance.run_at).unanswered(at=at).count()
    if unanswered < 2:
        return _("답 없는 보완요구가 두 번 있어야 반려할 수 있습니다(시행령 제25조). 지금 %d번입니다.") % unanswered
    return ""


def _reopen(grievance: Grievance, found: frozenset[Role], at: datetime) -> str:
    assert grievance.answered_at is not None
    if Role.MANAGER not in found and grievance.answered_at + REOPENED_WITHIN < at:
        return _("재검토는 답변을 받은 날부터 90일 안에 요청할 수 있습니다. 이어진 일이라면 새로 신청해 주십시오.")
    return ""


def _rate(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if grievance.answers.standing_of(grievance).filter(rating__isnull=False).exists():
        return _("이 답변은 이미 평가하셨습니다. 고맙습니다.")
    return ""


def _lengthen(grievance: Grievance, at: datetime) -> str:
    """What stands in the way of any lengthening: the clock must run, and its time must not be over."""
    if grievance.is_long_term:
        return _("장기추진 중인 사건은 법정기한이 흐르지 않습니다.")
    if grievance.is_paused:
        return _("보완을 기다리는 동안은 시계가 멈춰 있습니다. 보완이 온 뒤에 정하십시오.")
    if grievance.is_overdue(at=at):
        return _("처리기한이 지나 늘릴 수 없습니다(시행령 제21조①). 완료나 처리 불가로 답해 주십시오.")
    return ""


def _extend(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if grievance.extended_times:
        return _(
            "연장은 한 차례입니다. 두 번째 연장은 기업의 동의가 있어야 합니다(시행령 제21조①). 동의를 물으십시오."
        )
    return _lengthen(grievance, at)


def _ask_consent(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if not grievance.extended_times:
        return _("첫 번째 연장은 동의 없이 할 수 있습니다. ‘기한연장’을 쓰십시오.")
    if grievance.extended_times >= EXTENDED_AT_MOST:
        return _("두 번 연장했습니다. 더 늘릴 수 없습니다(시행령 제21조①).")
    if grievance.consent_requests.standing().exists():
        return _("이미 동의를 물었습니다. 기업의 답을 기다립니다.")
    return _lengthen(grievance, at)


def _consent(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if not grievance.extended_times or not grievance.consent_requests.standing().exists():
        return _("지금은 동의를 물은 것이 없습니다.")
    return ""


def _agree(grievance: Grievance, found: frozenset[Role], at: datetime) -> str:
    """What the company hears: it has nothing to answer for."""
    if grievance.is_overdue(at=at):
        return _consent(grievance, found, at) or _(
            "그사이 처리기한이 지나 더 늘릴 수 없습니다(시행령 제21조①). 답하지 않으셔도 됩니다."
        )
    return _consent(grievance, found, at) or _lengthen(grievance, at)


def _investigate(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if grievance.legal_kind != LegalKind.GRIEVANCE:
        return _("현장조사로 시계를 멈출 수 있는 것은 고충민원뿐입니다(시행령 제17조④).")
    if _investigations(grievance).exists():
        return _("현장조사는 한 번 할 수 있습니다(시행령 제17조④).")
    return _lengthen(grievance, at)


def _investigate_longer(grievance: Grievance, found: frozenset[Role], at: datetime) -> str:
    if not grievance.is_under_investigation(at=at):
        return _("지금은 현장조사를 하고 있지 않습니다.")
    if _investigations(grievance).filter(prolonged_at__isnull=False).exists():
        return _("현장조사는 한 번만 늘릴 수 있습니다(시행령 제17조④).")
    return ""


def _end_investigation(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    return "" if grievance.is_under_investigation(at=at) else _("지금은 현장조사를 하고 있지 않습니다.")


def _investigations(grievance: Grievance) -> QuerySet[Pause]:
    return grievance.pauses.filter(kind=Pause.Kind.INVESTIGATION, began_at__gte=grievance.run_at)


def _correct(grievance: Grievance, _found: frozenset[Role], at: datetime) -> str:
    if grievance.received_at and timezone.localdate(grievance.received_at) < FOUR_REASONS_FROM:
        return _("직권 보정은 2026년 5월 6일부터 접수한 사건에 할 수 있습니다(시행령 제6조⑤, 부칙 제2조).")
    return ""


_HINDRANCES: dict[Move, Callable[[Grievance, frozenset[Role], datetime], str]] = {
    Move.OFFER_TRANSFER: _offer_transfer,
    Move.TAKE_BACK: _offered,
    Move.ACCEPT_TRANSFER: _offered,
    Move.DECLINE_TRANSFER: _offered,
    Move.RULE_TRANSFER: _rule_transfer,
    Move.PROPOSE: _propose,
    Move.TAKE_PROPOSAL_BACK: _proposed,
    Move.APPROVE: _proposed,
    Move.SEND_BACK: _proposed,
    Move.GROUP: _group,
    Move.UNGROUP: _ungroup,
    Move.ASK: _ask,
    Move.SUPPLEMENT: _supplement,
    Move.MORE_TIME: _more_time,
    Move.KEEP: _keep,
    Move.RETURN: _return,
    Move.REOPEN: _reopen,
    Move.RATE: _rate,
    Move.EXTEND: _extend,
    Move.ASK_CONSENT: _ask_consent,
    Move.AGREE: _agree,
    Move.DECLINE: _consent,
    Move.INVESTIGATE: _investigate,
    Move.INVESTIGATE_LONGER: _investigate_longer,
    Move.END_INVESTIGATION: _end_investigation,
    Move.CORRECT: _correct,
}
