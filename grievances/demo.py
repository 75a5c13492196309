"""The demo world, part three: what companies asked, what the city answered, and what they think of it.

Every case is a story: a generator that says when it goes on, and goes on by the same actions as everybody's. They are
played in the order of their moments, so that receipt numbers, histories and inboxes follow time.
"""

import random
import tomllib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.demo import NotHere
from accounts.models import Department, User
from accounts.roles import Role
from companies.demo import OWN_COMPANY
from companies.models import Company, Seat
from grievances import actions, clock, rulebook
from grievances.actions.handling import SECOND_ASK_DAYS
from grievances.clock import SEOUL, Calendar, LegalKind, Period, Unit
from grievances.models import AnswerTemplate, CallBack, Category, Grievance
from grievances.moment import as_of, now
from grievances.workflow import Channel, Limit, Outcome, Solved
from notifications.demo import already_told

TEXTS = Path(__file__).parent / "demo_files" / "texts.toml"

# 안산 기업SOS 이동시장실 as the city published it: every Thursday, two companies; 177 cases in the end
# = 91 완료 + 62 처리 중 + 24 처리 불가.
PROGRAMME = (date(2010, 9, 1), date(2011, 12, 31))
VISITED, VOICED = 63, 177
ENDED = {"answered": 91, "kept": 62, "infeasible": 24}
THURSDAY = 3
ANSWERED_LAST_YEAR = 60
ARRIVALS = (
    Channel.ONLINE,
    Channel.PHONE,
    Channel.ONLINE,
    Channel.WALK_IN,
    Channel.SURVEY,
    Channel.LETTER,
    Channel.MEETING,
)

DEPARTMENT_OF = {
    "자금·금융": "기업지원과",
    "인력·교육": "일자리정책과",
    "판로·마케팅": "기업지원과",
    "수출·통상(FTA)": "투자유치과",
    "기술·인증·R&D": "기업지원과",
    "입지·공장설립·인허가": "건축허가과",
    "기반시설": "도로과",
    "교통·버스": "대중교통과",
    "환경·안전": "환경정책과",
    "규제·제도개선": "규제개혁팀",
    "세무·회계": "세정과",
    "노무·고용": "노사협력과",
    "법률·계약(납품단가)": "법무담당관",
    "기타": "기업민원과",
}
PRAISE = ("빨리 나와 주셔서 고맙습니다.", "말한 그대로 되었습니다.", "", "", "담당자가 친절했습니다.")
DOUBTS = ("반은 되었고 반은 기다립니다.", "나머지도 언제 되는지 알려 주시면 좋겠습니다.", "")
BLAME = ("전과 달라진 것이 없습니다.", "답은 빨랐지만 현장은 그대로입니다.")
HEARD = "전화로 사과하고 들음. 담당부서가 이번 주에 다시 나가기로 함."
STILL_SHUT = "보고회에서 다시 살폈습니다. 걸림돌은 그대로입니다. 바꿀 수 있는 곳에 다시 건의했습니다."
STILL_GOING = "보고회에서 다시 살폈습니다. 올해 몫을 마쳤고 남은 것을 이어 갑니다."
TWICE_ANSWERED = "같은 내용에 두 번 답해 드렸고 달라진 것이 없어 마칩니다(법 제23조)."
PORTAL_IS_OLD = timedelta(days=400)
"""What happened before the portal opened was told to nobody by it."""
DAY = clock.HOURS_A_DAY
"""A working day in working hours."""

type Story = Generator[datetime, None, None]
type Part = Generator[datetime, None, Grievance]
type Goes = Callable[[Grievance, Text], Part]
type Action = Callable[..., Grievance]


@dataclass(frozen=True)
class Text:
    """What one company asks, and what it may be answered."""

    category: str
    kind: LegalKind
    title: str
    body: str
    hoped_for: str
    outcome: Outcome
    answer: str
    department: str = ""
    interim: str = ""
    ask: str = "무엇이 언제부터 그런지 알 수 있는 사진과 서류를 보내 주십시오."
    dossier: dict[str, Any] = field(default_factory=dict)
    extras: list[list[str]] = field(default_factory=list)
    is_recent: bool = False

    @property
    def unit(self) -> str:
        """담당부서."""
        return self.department or DEPARTMENT_OF[self.category]

    def can(self, end: str) -> bool:
        """Whether it has words for this end."""
        return bool({"answered": self.answer, "kept": self.interim, "infeasible": self.dossier}[end])


@dataclass(frozen=True)
class Filing:
    """Who asks what, and by which way. Without a member somebody of the city files."""

    text: Text
    company: Company
    member: User | None = None
    channel: Channel = Channel.ONLINE
    is_private: bool = False
    email: str = ""


def load() -> None:
    """Make the world once; what is there stays as it is."""
    if settings.IN_PRODUCTION:
        raise NotHere("시연 자료는 실제 운영 환경에 넣을 수 없습니다.")
    if Grievance.objects.exists():
        return
    with already_told(), rulebook.kept():
        texts = tomllib.loads(TEXTS.read_text())
        _set_up(texts["template"])
        world = World([_text(words) for words in texts["text"]], timezone.now())
        _play([*world.programme(), *world.own(), *world.today(), *world.last_year()], until=world.now)
        actions.remind()


def _set_up(templates: Iterable[dict[str, str]]) -> None:
    """기본 담당부서 and 답변 서식."""
    departments = {department.name: department for department in Department.objects.all()}
    categories = {category.name: category for category in Category.objects.all()}
    for name, unit in DEPARTMENT_OF.items():
        categories[name].department = departments[unit]
    Category.objects.bulk_update(categories.values(), ["department"])
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(**words | {"category": categories.get(words.get("category", ""))}) for words in templates
    )


def _text(words: dict[str, Any]) -> Text:
    return Text(**words | {"kind": LegalKind(words["kind"]), "outcome": Outcome(words["outcome"])})


def _play(stories: Iterable[Story], *, until: datetime) -> None:
    """What happened until now, in the order in which it happened; the rest of a story has not happened yet."""
    opened = until - PORTAL_IS_OLD
    ahead = [(next(story), number, story) for number, story in enumerate(stories)]
    heapify(ahead)
    while ahead and ahead[0][0] <= until:
        at, number, story = heappop(ahead)
        with as_of(at, in_silence=at < opened):
            following = next(story, None)
        if following is not None:
            heappush(ahead, (following, number, story))


class World:
    """Who is there, and what becomes of what they ask."""

    def __init__(self, texts: list[Text], at: datetime) -> None:
        self.now, self.today_on = at, timezone.localdate(at)
        self.calendar = rulebook.standing().calendar
        self.chance = random.Random(20100902)  # noqa: S311 — an invented world, not a secret
        self.texts = texts
        self.categories = {category.name: category for category in Category.objects.all()}
        self.departments = {department.name: department for department in Department.objects.all()}
        self.manager = User.objects.get(email="manager@demo.example")
        self.officer = User.objects.get(email="officer@demo.example")
        self.officers = {name: cycle(people) for name, people in self._officers().items()}
        self.companies = list(
            Company.objects.filter(registration_no__startswith="999")
            .approved()
            .select_related("industry")
            .order_by("pk")
        )
        self.own_company = next(company for company in self.companies if company.name == OWN_COMPANY)
        self.with_members = set(Seat.objects.values_list("company", flat=True))
        self.seats = list(
            Seat.objects.active()
            .filter(company__in=self.companies)
            .exclude(company=self.own_company)
            .select_related("company", "person")
        )
        self.turns = {end: self._turns(end) for end in ENDED}

    def _officers(self) -> dict[str, list[User]]:
        people: dict[str, list[User]] = {}
        for person in User.objects.holding(Role.OFFICER, at=self.now).order_by("pk"):
            for department in person.departments:
                people.setdefault(department.name, []).append(person)
        return people

    def _turns(self, end: str) -> Iterator[Text]:
        """Texts in a shuffled round, so that neighbours differ."""
        fitting = [text for text in self.texts if text.can(end)]
        self.chance.shuffle(fitting)
        return cycle(fitting)

    def about(self, words: str) -> Text:
        """The text whose title has these words."""
        return next(text for text in self.texts if words in text.title)

    # --- Time ---------------------------------------------------------------------------------------------------

    def ago(self, hours: float) -> datetime:
        """So many working hours before now."""
        left, on = timedelta(hours=hours), self.today_on
        while True:
            for begin, closes in reversed(self.calendar.working_spans(on)):
                end = min(closes, self.now)
                if end - begin >= left:
                    return end - left
                left -= max(end - begin, timedelta())
            on -= timedelta(days=1)

    def after(self, hours: float) -> datetime:
        """So many working hours after this moment of the story, and some minutes."""
        there = clock.due(Period(int(hours), Unit.HOURS), now(), self.calendar)
        return there + timedelta(minutes=self.chance.randrange(2, 25))

    def on(self, days: int) -> date:
        """So many days from today."""
        return self.today_on + timedelta(days=days)

    # --- Parts of stories ---------------------------------------------------------------------------------------

    def file(self, filing: Filing, at: datetime | None = None) -> Grievance:
        """신청, by the member, or by the city for what arrived otherwise."""
        text, company = filing.text, filing.company
        content: dict[str, Any] = {
            "key": UUID(int=self.chance.getrandbits(128), version=4),
            "category": self.categories[text.category],
            "title": _here(text.title, company),
            "body": _here(text.body, company),
            "hoped_for": text.hoped_for,
            "place": company.address,
            "extras": [actions.Extra(label, _here(value, company)) for label, value in text.extras],
        }
        if filing.channel == Channel.ONLINE:
            assert filing.member is not None
            return actions.file(company, by=filing.member, is_private=filing.is_private, **content)
        if filing.member is None:
            content |= {"contact_name": "시연 공장장", "contact_phone": company.phone, "contact_email": filing.email}
        arrived_at = at or now() - timedelta(minutes=20)
        return actions.file_on_behalf(
            company, by=self.manager, channel=filing.channel, arrived_at=arrived_at, filer=filing.member, **content
        )

    def around(self, days: float) -> datetime:
        """So many working days ago, at some time of that day."""
        return self.ago(days * DAY - (self.chance.random() * 3 if days >= 2 else 0))

    def story(self, filing: Filing, began: datetime, *parts: Goes, arrived_at: datetime | None = None) -> Story:
        """A case from its filing through its parts, one after the other."""
        yield began
        case = self.file(filing, arrived_at)
        for part in parts:
            case = yield from part(case, filing.text)

    def move(self, after: float, who: Callable[[Grievance], User], what: Action, *words: Any, **more: Any) -> Goes:
        """Any move, so many working hours after the one before."""

        def part(case: Grievance, _text: Text) -> Part:
            yield self.after(after)
            return what(case, *words, by=who(case), **more)

        return part

    def receive(self, *, after: float = 3, officer: User | None = None, is_assigned: bool = True) -> Goes:
        """접수 and 배정."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.after(after)
            taken_by = (officer or next(self.officers[text.unit])) if is_assigned else None
            return actions.receive(case, text.kind, self.departments[text.unit], by=self.manager, officer=taken_by)

        return part

    def resolve(self, after: float) -> Goes:
        """완료."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.after(after)
            return actions.resolve(case, text.outcome, _here(text.answer, case.company), by=_officer(case))

        return part

    def find_infeasible(self, after: float, look_again_on: date) -> Goes:
        """처리 불가."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.after(after)
            answer = text.dossier | {"limit": Limit(text.dossier["limit"])}
            return actions.find_infeasible(case, look_again_on=look_again_on, by=_officer(case), **answer)

        return part

    def keep(self, after: float, *, report_on: date, target_on: date) -> Goes:
        """장기추진."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.after(after)
            interim = _here(text.interim, case.company)
            return actions.keep(case, interim, report_on=report_on, target_on=target_on, by=_officer(case))

        return part

    def ask(self, after: float, days: int) -> Goes:
        """보완요구, to be answered within so many working days."""

        def part(case: Grievance, text: Text) -> Part:
            yield self.after(after)
            ten_days = timezone.localdate(now()) + timedelta(days=SECOND_ASK_DAYS)  # over a row of holidays
            reply_on = min(timezone.localdate(self.after(days * DAY)), ten_days)
            return actions.ask(case, text.ask, reply_on, by=_officer(case))

        return part

    def rate(self, solved: Solved, score: int, comment: str = "", *, after: float = 6) -> Goes:
        """만족도, by the member who filed."""

        def part(case: Grievance, _text: Text) -> Part:
            yield self.after(after)
            return actions.rate(case.answers.standing_of(case).get(), solved, score, comment, by=_filer(case))

        return part

    def call_back(self, heard: str, *, after: float = 5) -> Goes:
        """다시 전화, by 총괄담당."""

        def part(case: Grievance, _text: Text) -> Part:
            yield self.after(after)
            actions.call_back(CallBack.objects.open().get(rating__answer__grievance=case), heard, by=self.manager)
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
        return self.move(after, lambda _case: self.manager, what, *words, **more)

    # --- The programme ------------------------------------------------------------------------------------------

    def programme(self) -> Iterator[Story]:
        """이동시장실: what was voiced on Thursdays in 2010 and 2011, and looked at again ever since."""
        hosts = [company for company in self.companies if company.pk not in self.with_members][:VISITED]
        thursdays = _thursdays(*PROGRAMME, self.calendar)
        ends = [end for end, count in ENDED.items() for _ in range(count)]
        self.chance.shuffle(ends)
        for number, end in enumerate(ends):
            visit = number * VISITED // VOICED
            on = thursdays[visit // 2 * len(thursdays) // (VISITED // 2 + 1)]
            arrived_at = datetime.combine(on, time(14 if visit % 2 else 10, number * 7 % 50), SEOUL)
            began = datetime.combine(on, time(16, number % 60), SEOUL)
            filing = Filing(
                next(text for text in self.turns[end] if not text.is_recent),
                hosts[visit],
                channel=Channel.VISIT,
                email=f"visit{visit + 1:02}@demo.example",
            )
            yield self.story(filing, began, self.receive(), *self._ended(end, on), arrived_at=arrived_at)

    def _ended(self, end: str, on: date) -> list[Goes]:
        """What is not done is looked at again twice a year; the last time was lately."""
        took = self.chance.randrange(1, 6) * DAY
        if end == "answered":
            return [self.resolve(took)]
        next_on, half_a_year = self.on(self.chance.randrange(60, 130)), on + timedelta(days=180)
        review = self.until(self.ago(self.chance.randrange(38 * DAY, 46 * DAY)))
        if end == "infeasible":
            again = self.move(0, _officer, actions.look_again, STILL_SHUT, next_on)
            return [self.find_infeasible(took, half_a_year), review, again]
        target_on = next_on + timedelta(days=self.chance.randrange(60, 500))
        again = self.move(0, _officer, actions.keep, STILL_GOING, report_on=next_on, target_on=target_on)
        return [self.keep(took, report_on=half_a_year, target_on=on + timedelta(days=720)), review, again]

    # --- The company of the demo's accounts -----------------------------------------------------------------------

    def own(self) -> Iterator[Story]:
        """예시정밀㈜, where owner@ and staff@ belong: a case in every state, on the roads those of officer@."""
        people = {seat.person.email: seat.person for seat in self.own_company.seats.active().select_related("person")}
        staff, owner = people["staff@demo.example"], people["owner@demo.example"]

        def story(words: str, days: float, *parts: Goes, by: User = staff, **how: Any) -> Story:
            return self.story(Filing(self.about(words), self.own_company, by, **how), self.around(days), *parts)

        mine, theirs = self.receive(officer=self.officer), self.receive()
        yield story("소방차가", 0.2)
        yield story("임금을 주기", 0.7, is_private=True)
        yield story("진입도로가", 3, mine, self.move(2, _officer, actions.message, "내일 오전에 현장에 나가겠습니다."))
        yield story("가로등이", 4, mine, self.ask(DAY, days=9))
        yield story("낮추려면", 4, mine, self.resolve(2 * DAY))
        again = "반사경이 담장에 다시 가려 오는 차가 보이지 않습니다."
        yield story("반사경이", 20, mine, self.resolve(3 * DAY), self.move(13 * DAY, _filer, actions.reopen, again))
        yield story("화물차", 30, mine, self.keep(3 * DAY, report_on=self.on(3), target_on=self.on(240)))
        yield story("우수관이", 60, theirs, self.resolve(4 * DAY), self.rate(Solved.YES, 5, PRAISE[0]))
        yield story("처리 비용", 9, theirs, self.resolve(6 * DAY), self.rate(Solved.NO, 2, BLAME[0]))
        shut = self.find_infeasible(5 * DAY, self.on(-1))
        yield story("두 부서의", 110, theirs, shut, self.rate(Solved.NO, 3), self.call_back(HEARD), by=owner)
        yield story("쓰레기가", 45, theirs, self.move(DAY, _filer, actions.withdraw, "저희가 치웠습니다."))
        yield story("도면을", 75, theirs, self.forward(0), self.forward_result(12 * DAY), by=owner)
        yield story("전력이", 2, theirs, by=owner, channel=Channel.PHONE)
        yield story("수압이", 10, theirs)
        yield story("시험 장비가", 40, theirs, *self.unanswered(), self.returned())
        yield story("설계 프로그램", 90, theirs, self.resolve(5 * DAY), self.rate(Solved.PARTLY, 4, DOUBTS[0]))

    # --- The officials' desks now ---------------------------------------------------------------------------------

    def today(self) -> Iterator[Story]:
        """What waits, runs, stands still or is over its time."""
        mine, theirs = self.receive(officer=self.officer), self.receive()
        roads = cycle([text for text in self.texts if text.unit == "도로과"])

        def road(days: float, *parts: Goes, end: str = "answered") -> Story:
            text = next(text for text in roads if text.can(end))
            return self.story(self.filing(text, days), self.around(days), mine, *parts)

        def other(days: float, *parts: Goes, end: str = "answered", channel: Channel = Channel.ONLINE) -> Story:
            return self.story(self.filing(next(self.turns[end]), days, channel), self.around(days), *parts)

        # 접수 대기, up to and past the 8 working hours.
        for days, channel in zip((0.05, 0.3, 0.55, 0.85, 0.95, 1.2, 1.9), cycle(ARRIVALS), strict=False):
            yield other(days, channel=channel)
        # 처리 중, from just received to days past 처리기한.
        for days in (1.4, 3.1, 4.3, 5.9, 6.3, 6.8, 8.4, 10.5):
            yield road(days)
        for days, channel in zip((1.5, 2.1, 3.3, 4.5, 5.7, 6.1, 6.7), cycle(ARRIVALS), strict=False):
            yield other(days, self.receive(is_assigned=days not in {2.1, 4.5, 6.1}), channel=channel)
        # The head gives one to officer@.
        head = User.objects.get(email="head@demo.example")
        given = self.move(
            4, lambda _case: head, actions.assign, self.officer, note="비슷한 일을 맡으셨으니 이어서 봐 주십시오."
        )
        yield self.story(self.filing(next(roads), 2.5), self.around(2.5), self.receive(is_assigned=False), given)
        for days in (9.3, 11.6, 19):
            yield other(days, theirs, self.move(2, _officer, actions.note, "현장에 전화함. 날을 다시 잡기로 함."))
        # 보완을 기다림: in time, with more time, too late, twice too late; and what came back.
        yield road(4, self.ask(4, days=7))
        yield other(3, theirs, self.ask(4, days=8))
        late = self.move(3 * DAY, _filer, actions.ask_for_more_time, self.on(20), "서류를 떼는 데 시간이 더 듭니다.")
        yield other(6, theirs, self.ask(4, days=6), late)
        yield road(12, self.ask(4, days=5))
        yield other(24, theirs, *self.unanswered())
        yield road(
            7,
            self.ask(4, days=5),
            self.move(2 * DAY, _filer, actions.supplement, "정문 왼쪽 전봇대 앞입니다."),
        )
        # 장기추진: the report is near, today, over; or far away.
        for days, in_days in ((25, 2), (60, 0), (95, -4)):
            yield road(days, self.keep(3 * DAY, report_on=self.on(in_days), target_on=self.on(120)), end="kept")
        for days, in_days in ((33, 25), (70, 60), (120, 5)):
            yield other(
                days, theirs, self.keep(4 * DAY, report_on=self.on(in_days), target_on=self.on(300)), end="kept"
            )
        # 처리 불가 whose day to look again has come.
        for days, in_days in ((90, 0), (130, -6)):
            yield road(days, self.find_infeasible(4 * DAY, self.on(in_days)), end="infeasible")
            yield other(days + 5, theirs, self.find_infeasible(5 * DAY, self.on(in_days)), end="infeasible")
        # 재검토, by the company, by 총괄담당, and one that has a second answer already.
        yield road(
            25, self.resolve(4 * DAY), self.rate(Solved.NO, 2, BLAME[1]), self.call_back(HEARD), self.again(15 * DAY)
        )
        yield other(
            40,
            theirs,
            self.resolve(4 * DAY),
            self.by_manager(32 * DAY, actions.reopen, "같은 불편이 또 들어왔습니다."),
        )
        yield other(
            70, theirs, self.resolve(4 * DAY), self.again(9 * DAY), self.resolve(5 * DAY), self.rate(Solved.YES, 4)
        )
        # 이송 without its result yet, 반복, 중복, 직권 보정, 신청 내용 변경.
        yield other(3, theirs, self.forward(2))
        yield self.repeated()
        yield self.duplicated()
        slip = {"consent": "신청하신 분이 전화로 동의", "reason": "장소의 번지가 잘못 적혔습니다."}
        yield road(5, self.by_manager(3, actions.correct, place="한빛시 시연구 산단로 101", **slip))
        yield road(2, self.move(2, _filer, actions.amend, hoped_for="이번 주 안에 먼저 막아만 주셔도 좋습니다."))
        # Who has nobody to be told by mail: somebody telephones.
        company = next(company for company in reversed(self.companies) if company.pk not in self.with_members)
        filing = Filing(self.about("천막 창고"), company, channel=Channel.WALK_IN)
        yield self.story(filing, self.ago(2.5 * DAY), theirs)

    def again(self, after: float) -> Goes:
        """재검토, by the company."""
        return self.move(after, _filer, actions.reopen, "고친 곳 옆이 다시 같은 모습입니다. 한 번 더 봐 주십시오.")

    def unanswered(self) -> list[Goes]:
        """보완요구 twice, and no answer."""
        return [self.ask(4, days=4), self.ask(6 * DAY, days=4)]

    def returned(self) -> Goes:
        """반려."""
        words = "두 번 요청한 자료가 오지 않아 살필 수 없습니다(시행령 제25조). 자료가 준비되면 다시 신청해 주십시오."
        return self.move(7 * DAY, _officer, actions.return_, words)

    def forward(self, after: float) -> Goes:
        """이송."""
        reason = "거래 조건을 조정하는 일은 그 기관의 몫입니다. 받은 것을 전화로 확인했습니다."
        return self.by_manager(after, actions.forward, "예시지방조정위원회", "조정과 031-000-0980", reason)

    def forward_result(self, after: float) -> Goes:
        """이송 결과."""
        return self.by_manager(after, actions.record_forward_result, "조정이 이루어져 거래처가 자료를 돌려주었습니다.")

    def repeated(self) -> Story:
        """반복종결: the same for the third time, after two answers."""
        filing, days = self.filing(self.about("좌회전"), 60), (60, 35, 5)
        earlier: list[Grievance] = []
        for at in days[:2]:
            case = yield from self._filed(filing, self.ago(at * DAY))
            for part in (self.receive(), self.resolve(4 * DAY)):
                case = yield from part(case, filing.text)
            earlier.append(case)
        case = yield from self._filed(filing, self.ago(days[2] * DAY))
        yield from self.by_manager(5, actions.close_repeat, earlier, TWICE_ANSWERED)(case, filing.text)

    def duplicated(self) -> Story:
        """중복: two colleagues filed the same."""
        filing = self.filing(self.about("셔틀버스"), 4)
        first = yield from self._filed(filing, self.ago(4 * DAY))
        first = yield from self.receive()(first, filing.text)
        second = yield from self._filed(filing, self.ago(3 * DAY))
        words = "먼저 내신 신청과 같아 하나로 모아 처리합니다."
        yield from self.by_manager(3, actions.close_repeat, [first], words, as_duplicate=True)(second, filing.text)

    def _filed(self, filing: Filing, began: datetime) -> Part:
        yield began
        return self.file(filing)

    # --- The year behind us ---------------------------------------------------------------------------------------

    def last_year(self) -> Iterator[Story]:
        """What was answered in the last twelve months, and what the companies said of it."""
        for number in range(ANSWERED_LAST_YEAR):
            days = 12 + 3.1 * number + self.chance.random() * 2
            end = "infeasible" if number % 9 == 4 else "answered"
            channel = ARRIVALS[number % len(ARRIVALS)] if number % 3 == 0 else Channel.ONLINE
            filing = self.filing(next(self.turns[end]), days, channel)
            took = self.chance.choice((1, 2, 3, 3, 4, 4, 5, 5, 6)) * DAY - 3
            answer = self.resolve(took) if end == "answered" else self.find_infeasible(took, self.on(30 + number * 2))
            rated = self._rated(number) if filing.member else []
            yield self.story(filing, self.around(days), self.receive(after=1 + number % 7), answer, *rated)

    def _rated(self, number: int) -> list[Goes]:
        after = self.chance.randrange(3, 4 * DAY)
        match number % 10:
            case 1 | 6:
                return [self.rate(Solved.PARTLY, 3, self.chance.choice(DOUBTS), after=after)]
            case 7:
                return [self.rate(Solved.NO, 2, self.chance.choice(BLAME), after=after), self.call_back(HEARD)]
            case 3:
                return []
        return [self.rate(Solved.YES, self.chance.choice((4, 5, 5)), self.chance.choice(PRAISE), after=after)]

    def filing(self, text: Text, days: float, channel: Channel = Channel.ONLINE) -> Filing:
        """By somebody who was a member by then."""
        began = self.ago(days * DAY)
        seat = self.chance.choice([seat for seat in self.seats if seat.joined_at < began])
        return Filing(text, seat.company, seat.person, channel)


def _here(words: str, company: Company) -> str:
    """The words with the company's road: 한빛시 시연구 산단로 12."""
    return words.format(road=company.address.split()[-2])


def _officer(case: Grievance) -> User:
    assert case.officer is not None
    return case.officer


def _filer(case: Grievance) -> User:
    assert case.filer is not None
    return case.filer


def _thursdays(first: date, last: date, calendar: Calendar) -> list[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days))
    return [day for day in days if day.weekday() == THURSDAY and not calendar.is_day_off(day)]
