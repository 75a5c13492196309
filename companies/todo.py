"""What needs a member now, as sentences: the first thing they read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from companies.models import Company, JoinRequest, Seat
from companies.states import Approval


@dataclass(frozen=True)
class Todo:
    """One thing, and where on the page it is done."""

    title: str
    text: str
    place: str
    label: str


def todo_of(company: Company, seats: Sequence[Seat], asked: Sequence[JoinRequest]) -> list[Todo]:
    """The company's open ends, the most pressing first."""
    found = [
        Todo(
            _("%s 님이 가입을 요청했습니다") % request.person.name,
            _("우리 회사 분이 맞는지 보고 결정해 주십시오."),
            "asked",
            _("요청 보기"),
        )
        for request in asked
    ]
    if company.approval == Approval.APPROVED and len(seats) == 1:
        found.append(
            Todo(
                _("동료를 초대해 주십시오"),
                _("지금은 혼자이십니다. 자리를 비우시면 시의 답변을 받을 분이 없습니다."),
                "invite",
                _("초대하기"),
            )
        )
    return found
