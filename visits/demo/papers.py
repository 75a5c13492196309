"""Visits of which the portal learned from papers: their rows as they would stand had each move been made here.

Of history, and of programmes that ran for months before anybody looks at the demo. Nobody is told of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.models import User
from grievances.actions import Origin
from grievances.demo.parts import Goes, Story
from grievances.demo.world import Filing
from grievances.workflow import Channel
from visits.demo.parts import WRITTEN_AFTER, Host, Said, Visits
from visits.models import Programme, Promise, RosterEntry, Slot, TeamMember, Visit, VisitCounter, VisitEntry
from visits.workflow import Move, PromiseState, Status


class Done(NamedTuple):
    """One move, so long after the visit ended."""

    move: Move
    before: str
    status: Status
    after: timedelta


LIFE = (
    Done(Move.REQUEST, "", Status.REQUESTED, timedelta(days=-27)),
    Done(Move.SCHEDULE, Status.REQUESTED, Status.SCHEDULED, timedelta(days=-21)),
    Done(Move.LOG, Status.SCHEDULED, Status.HELD, WRITTEN_AFTER),
    Done(Move.SEND_MINUTES, Status.HELD, Status.HELD, timedelta(hours=1, minutes=20)),
    Done(Move.CONFIRM, Status.HELD, Status.HELD, timedelta(days=1)),
    Done(Move.CLOSE, Status.HELD, Status.CLOSED, timedelta(days=1, hours=1)),
)


@dataclass(frozen=True)
class Paper:
    """What was written of one visit."""

    programme: Programme
    host: Host
    slot: Slot
    topics: str
    minutes: str
    lines: Sequence[Said]
    by: User
    owner: User | None = None
    people: Sequence[TeamMember] = ()
    score: int = 5
    comment: str = ""

    def at(self, move: Move) -> datetime:
        """When it was done."""
        ended_at: datetime = self.slot.during.upper
        return ended_at + next(done.after for done in LIFE if done.move == move)


def enter(papers: Sequence[Paper]) -> list[Visit]:
    """Each kind of row in one statement. A line that became a case comes with its case."""
    both = list(zip(papers, Visit.objects.bulk_create(map(_visit, papers)), strict=True))
    VisitEntry.objects.bulk_create(_entry(paper, visit, done) for paper, visit in both for done in LIFE)
    RosterEntry.objects.bulk_create(
        RosterEntry(visit=visit, person=one.person, part=one.part, body=one.body, during=visit.during, came=True)
        for paper, visit in both
        for one in paper.people
    )
    Promise.objects.bulk_create(
        line(visit, said, by=paper.by) for paper, visit in both for said in paper.lines if said.text is None
    )
    return [visit for _paper, visit in both]


def case(visits: Visits, paper: Paper, said: Said, *parts: Goes) -> Story:
    """A line that became a case: filed as it was spoken, linked both ways, and what became of it since."""
    world, text, company = visits.world, said.text, paper.host.company
    assert text is not None
    assert company is not None
    yield paper.at(Move.LOG) + timedelta(minutes=said.number)
    visit = Visit.objects.select_related("company").get(slot=paper.slot)
    origin = Origin(f"방문 {visit.visit_no}의 약속 {said.number}", visit.get_absolute_url())
    email = paper.host.contact_email or f"factory{company.pk}@demo.example"
    filing = Filing(text, company, visits.member_then(company), Channel.VISIT, email=email, origin=origin)
    promise = line(visit, said, by=world.manager)
    promise.grievance = filed = world.file(filing, promise.spoken_at)
    promise.department = world.departments[text.unit]
    promise.save(force_insert=True)
    for part in parts:
        filed = yield from part(filed, text)


def line(visit: Visit, said: Said, *, by: User) -> Promise:
    """One line with its end, not saved yet."""
    return Promise(
        visit=visit,
        number=said.number,
        company=visit.company,
        said=said.spoken.words,
        state=said.spoken.state,
        reason="" if said.spoken.state == PromiseState.GRIEVANCE else said.spoken.reason,
        spoken_at=said.spoken_at(visit),
        written_by=by,
        decided_at=visit.held_at,
        decided_by=by,
    )


def _visit(paper: Paper) -> Visit:
    host, asked_at = paper.host, paper.at(Move.REQUEST)
    return Visit(
        visit_no=_next_no(asked_at.year),
        programme=paper.programme,
        status=Status.CLOSED,
        company=host.company,
        organization=host.organization,
        contact_name=host.contact_name,
        contact_email=host.contact_email,
        requested_by=paper.by,
        requested_at=asked_at,
        topics=paper.topics,
        place=host.company.address if host.company else f"{host.organization} 회의실",
        slot=paper.slot,
        during=paper.slot.during,
        calendar_sequence=1,
        met="사무국장, 회원사 대표들" if host.organization else "대표, 공장장",
        minutes=paper.minutes,
        checked=paper.programme.checks,
        held_at=paper.at(Move.LOG),
        minutes_version=1,
        minutes_sent_at=paper.at(Move.SEND_MINUTES),
        confirmed_at=paper.at(Move.CONFIRM),
        confirmed_by=_confirmed_by(paper),
        closed_at=paper.at(Move.CLOSE),
        score=paper.score,
        comment=paper.comment,
    )


def _confirmed_by(paper: Paper) -> str:
    return paper.owner.name if paper.owner else paper.host.contact_name


def _entry(paper: Paper, visit: Visit, done: Done) -> VisitEntry:
    is_of_host = done.move == Move.CONFIRM
    by = paper.owner if is_of_host else paper.by
    return VisitEntry(
        visit=visit,
        move=done.move,
        from_status=done.before,
        to_status=done.status,
        side=VisitEntry.Side.COMPANY if is_of_host else VisitEntry.Side.CITY,
        by=by,
        by_name=by.name if by else paper.host.contact_name,
        unit=by.unit if by else "",
        at=paper.at(done.move),
    )


def _next_no(year: int) -> str:
    counter, _is_new = VisitCounter.objects.get_or_create(year=year, defaults={"last": 0})
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"V{year}-{counter.last:05d}"
