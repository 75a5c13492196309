"""Who hears of what: one company with three people, and those of the city."""

from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.roles import Role
from grievances import actions
from grievances.clock import LegalKind
from grievances.models import Grievance
from notifications.models import Message
from tests import make

SEOUL = ZoneInfo("Asia/Seoul")


def seoul(day: int, hour: int = 0, minute: int = 0, second: int = 0, *, month: int = 11) -> datetime:
    """Of the year 2026, in which 23 November is a Monday."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=SEOUL)


class People:
    """The company's three, and those of the city."""

    def __init__(self) -> None:
        company = make.company()
        self.owner = make.owner(company)
        self.filer, self.colleague = make.member(company, "김신청"), make.member(company)
        self.officer, self.head = make.official(Role.OFFICER, name="이담당"), make.official(Role.HEAD)
        self.manager, self.examiner = make.official(Role.MANAGER), make.official(Role.EXAMINER)
        self.names = {person.pk: name for name, person in vars(self).items()}
        make.official(Role.OFFICER, of=make.department("세정과"))
        make.owner(make.company("다른 회사"))

    def case(self, **content) -> Grievance:
        return actions.receive(
            make.filed(self.filer, **content),
            LegalKind.GRIEVANCE,
            make.department(),
            by=self.manager,
            officer=self.officer,
        )

    def told(self) -> dict[str, str]:
        """Run the reminders; who is told what by it."""
        last = Message.objects.order_by("pk").last()
        actions.remind()
        new = Message.objects.filter(pk__gt=last.pk if last else 0)
        assert new.count() == len({message.person_id for message in new})  # one mail a person and run
        return {self.names[message.person_id]: message.subject.removeprefix("[기업SOS] ") for message in new}
