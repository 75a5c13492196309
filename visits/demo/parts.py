"""What a visit's story is made of: asked, placed, held with its lines, its minutes; and the cases that come of it."""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from companies.models import Company, Seat
from grievances.clock import SEOUL
from grievances.demo.parts import Goes, Story
from grievances.demo.texts import Text, here
from grievances.demo.world import DAY, World
from grievances.moment import as_of, in_silence, now
from visits import actions
from visits.demo.people import People
from visits.demo.programmes import Programmes
from visits.demo.words import MEETING_MINUTES, MINUTES, Spoken
from visits.models import Programme, Promise, Slot, TeamMember, Visit
from visits.workflow import PromiseState

type Step = Generator[datetime, None, Visit]

TOLD_SINCE = timedelta(days=45)
"""What visits did earlier than this was told to nobody by the demo: it would fill its inboxes."""
TAKEN_FIRST, TAKEN_LAST = 24, 20
"""Of the companies with members these are visited by 현장방문 and 혁신허브."""
WRITTEN_AFTER = timedelta(minutes=25)
"""So long after a visit its lines are decided."""


@dataclass(frozen=True)
class Host:
    """Who is visited: a company with members, one of which there is only a contact, an association."""

    company: Company | None = None
    organization: str = ""
    contact_name: str = ""
    contact_email: str = ""


@dataclass(frozen=True)
class Said:
    """One line of a visit. With a text it becomes a case."""

    key: UUID
    number: int
    spoken: Spoken
    text: Text | None = None

    def spoken_at(self, visit: Visit) -> datetime:
        """So many minutes into the visit."""
        assert visit.begins_at is not None
        return visit.begins_at + timedelta(minutes=12 * self.number - visit.begins_at.day % 7)


class Visits:
    """Steps of visits, one after the other, each at its moment."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = People()
        self.programmes = Programmes(world)
        seats = Seat.objects.active().owners().select_related("person").order_by("pk")
        self._owners = {seat.company_id: seat for seat in seats}
        self.members = [
            company for company in world.companies if company.pk in self._owners and company.pk != world.own_company.pk
        ]
        without = (company for company in reversed(world.companies) if company.pk not in world.with_members)
        self._others, self._alone = iter(self.members[TAKEN_FIRST:-TAKEN_LAST]), iter(without)
        self._number = 0

    # --- Hosts and lines ----------------------------------------------------------------------------------------

    def other(self) -> Host:
        """The next company with members that no programme looks after."""
        return Host(next(self._others))

    def alone(self) -> Host:
        """The next company of which there is only somebody to call."""
        company = next(self._alone)
        return Host(company, "", "시연 공장장", f"factory{company.pk}@demo.example")

    def owner(self, company: Company) -> User:
        """대표 계정 of a company that has members."""
        return self._owners[company.pk].person

    def asker(self, host: Host) -> User:
        """The owner, if there was one by then; else 총괄담당, after a telephone call."""
        return (self.member_then(host.company) if host.company else None) or self.world.manager

    def member_then(self, company: Company) -> User | None:
        """대표 계정, if there was one at this moment of the story."""
        seat = self._owners.get(company.pk)
        return seat.person if seat and seat.joined_at < now() else None

    def lines(self, host: Host, *spoken: Spoken | Text) -> list[Said]:
        """One after the other; a text is put into the words of the company's place."""
        return [self._said(one, number, host) for number, one in enumerate(spoken, 1)]

    def _said(self, spoken: Spoken | Text, number: int, host: Host) -> Said:
        key = UUID(int=self.world.chance.getrandbits(128), version=4)
        if isinstance(spoken, Spoken):
            return Said(key, number, spoken)
        assert host.company is not None
        return Said(key, number, Spoken(here(spoken.body, host.company), PromiseState.GRIEVANCE), spoken)

    # --- Steps --------------------------------------------------------------------------------------------------

    def asked(self, programme: Programme, host: Host, topics: str, wishes: str = "", *, at: datetime) -> Step:
        """방문 신청."""
        yield at
        by, key = self.asker(host), UUID(int=self.world.chance.getrandbits(128), version=4)
        asked = {"topics": topics, "wishes": wishes}
        contact = {"contact_name": host.contact_name, "contact_email": host.contact_email}
        if host.company is None:
            place = f"{host.organization} 회의실"
            return self._do(
                actions.request_meeting, programme, host.organization, by=by, key=key, place=place, **asked, **contact
            )
        return self._do(actions.request, programme, host.company, by=by, key=key, **asked, **contact)

    def offered(self, visit: Visit, slot: Slot, *, at: datetime, going: Sequence[actions.Going] = ()) -> Step:
        """일정 제안, and who would go along."""
        yield at
        visit = self._do(actions.offer, visit, slot, by=self.world.manager)
        return self._do(actions.set_roster, visit, going, by=self.world.manager) if going else visit

    def accepted(self, visit: Visit, *, at: datetime) -> Step:
        """일정 수락."""
        yield at
        return self._do(actions.accept, visit, **self.by_host(visit))

    def arranged(self, host: Host, slot: Slot, topics: str, *more: TeamMember, days: int = 14) -> Step:
        """Asked for, offered so many days before, accepted; with a roster."""
        begins_at, mayor = slot.during.lower, self.people.mayor
        asked_at = self.working(begins_at - timedelta(days=days + 9), time(10, 12))
        offered_at = self.working(begins_at - timedelta(days=days), time(11, 4))
        visit = yield from self.asked(slot.programme, host, topics, at=asked_at)
        visit = yield from self.offered(visit, slot, at=offered_at, going=self.people.turn(mayor, *more))
        return (yield from self.accepted(visit, at=offered_at + timedelta(hours=27)))

    def working(self, about: datetime, at: time) -> datetime:
        """That time of that day, or of the working day before it."""
        day = timezone.localdate(about)
        while self.world.calendar.is_day_off(day):
            day -= timedelta(days=1)
        return datetime.combine(day, at, SEOUL)

    def scheduled(self, visit: Visit, slot: Slot, *, at: datetime, going: Sequence[actions.Going] = ()) -> Step:
        """일정 확정, by telephone."""
        yield at
        visit = self._do(actions.schedule, visit, slot, by=self.world.manager, note="전화로 정했습니다.")
        return self._do(actions.set_roster, visit, going, by=self.world.manager) if going else visit

    def held(self, visit: Visit, lines: Iterable[Said], *, by: User | None = None) -> Step:
        """방문 기록, a little after the end: who came, what was said, how each line ended."""
        assert visit.ends_at is not None
        yield visit.ends_at + WRITTEN_AFTER
        by = by or self.world.manager
        came, self._number = list(visit.roster.values_list("pk", flat=True)), self._number + 1
        minutes = MEETING_MINUTES if visit.is_meeting else MINUTES[self._number % len(MINUTES)]
        met, checked = "사무국장, 회원사 대표들" if visit.is_meeting else "대표, 공장장", visit.programme.checks
        self._do(actions.keep_notes, visit, by=by, minutes=minutes, met=met, checked=checked, came=came)
        for said in lines:
            self._written(visit, said, by=by)
        return self._do(actions.hold, visit, by=by)

    def _written(self, visit: Visit, said: Said, *, by: User) -> None:
        typed = actions.Line(said.key, said.spoken.words, said.spoken_at(visit))
        line = self._do(actions.keep_line, visit, typed, by=by)
        ending = actions.Ending(said.spoken.state, reason=said.spoken.reason)
        if said.text and visit.company:
            title, category = here(said.text.title, visit.company), self.world.categories[said.text.category]
            department = self.world.departments[said.text.unit]
            ending = actions.Ending(said.spoken.state, title=title, category=category, department=department)
        self._do(actions.decide, line, ending, by=by)

    def sent(self, visit: Visit, *, after: float = DAY, by: User | None = None) -> Step:
        """회의록 보내기."""
        yield self.world.after(after)
        return self._do(actions.send_minutes, visit, by=by or self.world.manager)

    def confirmed(self, visit: Visit, *, after: float = DAY, score: int = 5, comment: str = "") -> Step:
        """회의록 확인."""
        yield self.world.after(after)
        return self._do(actions.confirm, visit, score=score, comment=comment, **self.by_host(visit))

    def closed(self, visit: Visit, *, after: float = DAY) -> Step:
        """정리 끝내기."""
        yield self.world.after(after)
        return self._do(actions.close, visit, by=self.world.manager)

    def settled(self, visit: Visit, *, score: int = 5, comment: str = "") -> Step:
        """회의록 sent, confirmed, and all is settled."""
        visit = yield from self.sent(visit)
        visit = yield from self.confirmed(visit, score=score, comment=comment)
        return (yield from self.closed(visit))

    # --- Cases --------------------------------------------------------------------------------------------------

    def case(self, said: Said, slot: Slot, *parts: Goes) -> Story:
        """What became of a line, from the moment it was a case."""
        assert said.text is not None
        yield slot.during.upper + WRITTEN_AFTER + timedelta(minutes=1)
        promise = Promise.objects.select_related("grievance", "grievance__company").get(key=said.key)
        case = promise.grievance
        assert case is not None
        for part in parts:
            case = yield from part(case, said.text)

    def by_host(self, visit: Visit) -> dict[str, Any]:
        """Signed in, or by the link in a mail."""
        if visit.company_seats and visit.requested_by_id != self.world.manager.pk:
            return {"by": visit.requested_by}
        people = [seat.person.name for seat in visit.company_seats]
        return {"by": None, "guest": visit.contact_name or people[0]}

    def _do[Result](self, move: Callable[..., Result], *words: object, **more: object) -> Result:
        """A move; what lies long back tells nobody."""
        is_old = now() < self.world.now - TOLD_SINCE
        with as_of(now(), in_silence=in_silence() or is_old):
            return move(*words, **more)
