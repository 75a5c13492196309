"""What a story is made of: a filing, and moves so many working hours after one another."""

from collections.abc import Callable, Generator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from grievances import actions
from grievances.actions.handling import SECOND_ASK_DAYS
from grievances.demo.texts import Text, here
from grievances.demo.world import DAY, Filing, World
from grievances.models import CallBack, Grievance
from grievances.moment import now
from grievances.workflow import Limit, Solved

type Story = Generator[datetime, None, None]
type Part = Generator[datetime, None, Grievance]
type Goes = Callable[[Grievance, Text], Part]
type Action = Callable[..., Grievance]


class Parts:
    """What happens in stories, one thing after the other."""

    def __init__(self, world: World) -> None:
        self.world = world

    def story(self, filing: Filing, began: datetime, *parts: Goes, arrived_at: datetime | None = None) -> Story:
        """A case from its filing through its parts, one after the other."""
        yield began
        case = self.world.file(filing, arrived_at)
        for part in parts:
            case = yield from part(case, filing.text)

    def move(self, after: float, who: Callable[[Grievance], User], what: Action, *words: Any, **more: Any) -> Goes:
        """Any move, so many working hours after the one before."""

        def part(case: Grievance, _text: Text) -> Part:
            yield self.world.after(after)
            return what(case, *words, by=who(case), **more)

        return part

    def receive(self, *, after: float = 3, officer: User | None = None, is_assigned: bool = True) -> Goes:
        """접수 and 배정."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.world.after(after)
            taken_by = (officer or next(self.world.officers[text.unit])) if is_assigned else None
            return actions.receive(
                case,
                text.kind,
                self.world.departments[text.unit],
                by=self.world.manager,
                matter=text.matter,
                officer=taken_by,
            )

        return part

    def resolve(self, after: float) -> Goes:
        """완료."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.world.after(after)
            return actions.resolve(case, text.outcome, here(text.answer, case.company), by=officer_of(case))

        return part

    def find_infeasible(self, after: float, look_again_on: date) -> Goes:
        """처리 불가."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.world.after(after)
            answer = text.dossier | {"limit": Limit(text.dossier["limit"])}
            return actions.find_infeasible(case, look_again_on=look_again_on, by=officer_of(case), **answer)

        return part

    def keep(self, after: float, *, report_on: date, target_on: date) -> Goes:
        """장기추진."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.world.after(after)
            interim = here(text.interim, case.company)
            return actions.keep(case, interim, report_on=report_on, target_on=target_on, by=officer_of(case))

        return part

    def ask(self, after: float, days: int) -> Goes:
        """보완요구, to be answered within so many working days."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.world.after(after)
            ten_days = timezone.localdate(now()) + timedelta(days=SECOND_ASK_DAYS)  # over a row of holidays
            reply_on = min(timezone.localdate(self.world.after(days * DAY)), ten_days)
            return actions.ask(case, text.ask, reply_on, by=officer_of(case))

        return part

    def rate(self, solved: Solved, score: int, comment: str = "", *, after: float = 6) -> Goes:
        """만족도, by the member who filed."""

        def part(case: Grievance, _text: Text) -> Part:
            yield self.world.after(after)
            return actions.rate(case.answers.standing_of(case).get(), solved, score, comment, by=filer_of(case))

        return part

    def call_back(self, heard: str, *, after: float = 5) -> Goes:
        """다시 전화, by 총괄담당."""

        def part(case: Grievance, _text: Text) -> Part:
            yield self.world.after(after)
            actions.call_back(
                CallBack.objects.open().get(rating__answer__grievance=case), heard, by=self.world.manager
            )
            return case

        return part

    def until(self, at: datetime) -> Goes:
        """Nothing, until this moment."""

        def part(case: Grievance, _text: Text) -> Part:
            yield at
            return case

        return part

    def by_manager(self, after: float, what: Action, *words: Any, **more: Any) -> Goes:
        """A move of 총괄담당."""
        return self.move(after, lambda _case: self.world.manager, what, *words, **more)

    def again(self, after: float) -> Goes:
        """재검토, by the company."""
        return self.move(after, filer_of, actions.reopen, "고친 곳 옆이 다시 같은 모습입니다. 한 번 더 봐 주십시오.")

    def unanswered(self) -> list[Goes]:
        """보완요구 twice, and no answer."""
        return [self.ask(4, days=4), self.ask(6 * DAY, days=4)]

    def returned(self) -> Goes:
        """반려."""
        words = "두 번 요청한 자료가 오지 않아 살필 수 없습니다(시행령 제25조). 자료가 준비되면 다시 신청해 주십시오."
        return self.move(7 * DAY, officer_of, actions.return_, words)

    def forward(self, after: float) -> Goes:
        """이송."""
        reason = "거래 조건을 조정하는 일은 그 기관의 몫입니다. 받은 것을 전화로 확인했습니다."
        return self.by_manager(after, actions.forward, "예시지방조정위원회", "조정과 031-000-0980", reason)

    def forward_result(self, after: float) -> Goes:
        """이송 결과."""
        return self.by_manager(after, actions.record_forward_result, "조정이 이루어져 거래처가 자료를 돌려주었습니다.")

    def filed(self, filing: Filing, began: datetime) -> Part:
        """신청 alone, for a story of several cases."""
        yield began
        return self.world.file(filing)


def officer_of(case: Grievance) -> User:
    """담당자."""
    assert case.officer is not None
    return case.officer


def filer_of(case: Grievance) -> User:
    """The member who filed."""
    assert case.filer is not None
    return case.filer
