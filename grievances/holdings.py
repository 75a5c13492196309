"""What hangs on people here: cases in their charge, and what waits for them alone."""

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils import timezone

from accounts.actions import Refused
from accounts.leaving import Held, Holding
from accounts.models import RoleGrant, User
from accounts.permissions import may_keep_people
from accounts.querysets import UserQuerySet
from accounts.roles import Role
from grievances import actions
from grievances.actions.consulting import day_to_ask_again
from grievances.models import Approval, Consultation, Grievance
from grievances.moment import now
from grievances.workflow import MoveRefused


def held(pk: int, case: Grievance) -> Held:
    """A case as a row of the page."""
    link = reverse("admin:grievances_grievance_change", args=[case.pk])
    return Held(pk, f"{case.receipt_no} {case.title}", link, case.department_id)


def in_words(move: Callable[[], object]) -> None:
    """A move that is refused says so in its own words."""
    try:
        move()
    except MoveRefused as refusal:
        raise Refused(str(refusal)) from None


class CasesInCharge(Holding):
    """맡은 사건."""

    key, label = "cases", "맡은 사건"
    hint = "같은 부서의 담당자입니다. 총괄담당은 다른 부서의 담당자에게도 넘길 수 있습니다."

    def rows(self, person: User, *, seen_by: User | None = None) -> Sequence[Held]:
        """처리 중, the most urgent first."""
        cases = Grievance.objects.in_progress().of_officer(person)
        cases = cases.visible_as_staff(seen_by) if seen_by else cases
        return [held(case.pk, case) for case in cases.order_by("due_at", "pk")]

    def successors(self, person: User, *, by: User) -> UserQuerySet:
        """Whoever can be given cases."""
        headed = None if may_keep_people(by) else _headed(by)
        return User.objects.working_in(headed, at=timezone.now()).exclude(pk=person.pk).order_by("unit", "name", "pk")

    def hand_over(self, row: Held, person: User, successor: User, *, by: User) -> None:
        """The company is told the new name."""
        case = Grievance.objects.get(pk=row.pk)
        in_words(lambda: actions.hand_over(case, successor, by=by, of=person))


class OwnProposals(Holding):
    """결재 올린 것 of cases nobody has: with an officer somebody hears when the head sends it back."""

    key, label = "proposals", "결재를 올린 답변"
    hint = "담당자가 없는 사건입니다. 이어 맡을 사람에게 배정합니다. 결재는 그대로 기다립니다."

    def rows(self, person: User, *, seen_by: User | None = None) -> Sequence[Held]:
        """Those that wait."""
        waiting = Approval.objects.waiting().filter(proposed_by=person, grievance__officer__isnull=True)
        waiting = waiting.visible_to(seen_by) if seen_by else waiting
        return [held(one.pk, one.grievance) for one in waiting.select_related("grievance")]

    def hand_over(self, row: Held, person: User, successor: User, *, by: User) -> None:
        """The successor has the case, and with it what comes of the approval."""
        approval = Approval.objects.select_related("grievance").get(pk=row.pk)
        in_words(lambda: actions.assign(approval.grievance, successor, by=by))


class ToApprove(Holding):
    """결재할 것 of a department that has no other head."""

    key, label = "approvals", "결재할 답변"
    role = Role.HEAD
    hint = "부서장 역할을 가진 사람만 이어서 결재합니다. 먼저 역할을 부여하십시오."

    def rows(self, person: User, *, seen_by: User | None = None) -> Sequence[Held]:
        """Those nobody could decide on any more."""
        heads = RoleGrant.objects.in_force(at=timezone.now()).of(Role.HEAD).filter(person__is_active=True)
        headed = heads.filter(person=person).values("department")
        others = heads.exclude(person=person).values("department")
        waiting = Approval.objects.waiting().filter(grievance__department__in=headed)
        waiting = waiting.exclude(grievance__department__in=others)
        waiting = waiting.visible_to(seen_by) if seen_by else waiting
        return [held(one.pk, one.grievance) for one in waiting.select_related("grievance")]

    def hand_over(self, row: Held, person: User, successor: User, *, by: User) -> None:
        """With another head of the department nothing is left to hand over."""
        if not any(g.role == Role.HEAD and g.department_id == row.department_id for g in successor.grants_in_force):
            raise Refused(f"{successor.name} 님은 그 부서의 부서장이 아닙니다. 먼저 부서장 역할을 부여하십시오.")


class QuestionsToExperts(Holding):
    """답을 기다리는 자문: an expert who leaves answers nothing any more."""

    key, label, role = "questions", "답을 기다리는 자문", Role.EXPERT
    hint = "애로클리너 위원입니다. 물음을 거두고 같은 물음을 새 위원에게 보냅니다."

    def rows(self, person: User, *, seen_by: User | None = None) -> Sequence[Held]:
        """Those asked of them."""
        waiting = Consultation.objects.waiting().filter(expert=person)
        if seen_by is not None:
            waiting = waiting.filter(grievance__in=Grievance.objects.visible_as_staff(seen_by).order_by().values("pk"))
        return [held(one.pk, one.grievance) for one in waiting.select_related("grievance")]

    def successors(self, person: User, *, by: User) -> UserQuerySet:
        """The other experts."""
        return User.objects.holding(Role.EXPERT, at=timezone.now()).exclude(pk=person.pk).order_by("name", "pk")

    def hand_over(self, row: Held, person: User, successor: User, *, by: User) -> None:
        """Taken back and asked anew, in the same words and for the same day while that is still ahead."""
        asked = Consultation.objects.select_related("grievance").get(pk=row.pk)
        because = "" if asked.is_masked else "앞서 물은 위원에게도 밝혔습니다."

        def ask_again() -> None:
            actions.take_question_back(asked, by=by, backing=actions.Backing())
            actions.consult(
                asked.grievance,
                asked.question,
                day_to_ask_again(asked, at=now()),
                expert=successor,
                told=asked.told,
                files=list(asked.files.all()),
                unmasked_because=because,
                by=by,
                backing=actions.Backing(),
            )

        in_words(ask_again)


def _headed(user: User) -> list[int]:
    return [grant.department_id for grant in user.grants_held if grant.role == Role.HEAD and grant.department_id]
