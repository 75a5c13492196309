"""What leaves the portal as a file, row by row."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from visits import reports
from visits.models import Programme, Promise
from visits.reports import OF_CASES, PUBLISHED, Period

LEDGER = [
    *("방문번호", "방문한 날", "프로그램", "찾아간 곳", "번호", "말씀하신 것", "말한 기업"),
    *("어떻게 끝났는지", "설명·까닭", "접수번호", "처리상태", "맡은 부서", "걸린 날"),
]


def ledger(promises: Iterable[Promise]) -> Iterator[list[str]]:
    """약속 대장."""
    yield LEDGER
    for promise in promises:
        visit, case = promise.visit, promise.grievance
        yield [
            visit.visit_no,
            f"{visit.on or ''}",
            visit.programme.name,
            visit.host,
            str(promise.number),
            promise.said,
            promise.company.name if promise.company else "",
            str(promise.get_state_display()),
            promise.reason,
            case.receipt_no if case else "",
            str(case.get_status_display()) if case else "",
            unit_of(promise),
            taken(promise),
        ]


def unit_of(promise: Promise) -> str:
    """Who holds it: of a grievance the department that has it now."""
    case = promise.grievance
    return str((case.department if case else None) or promise.department or "")


def taken(promise: Promise) -> str:
    """45일째 while it is open, 12일 걸림 when it is not. `for_ledger` brings what it is reckoned from."""
    age: timedelta = getattr(promise, "age")  # noqa: B009 – the query brings it
    days, is_over = age.days, getattr(promise, "ended_at") is not None  # noqa: B009
    if is_over:
        return f"{days}일 걸림" if days else "그날 끝남"
    return f"{days}일째" if days else "오늘"


REPORT = ["구분", "이름", "항목", "수"]


def report(programme: Programme, period: Period, *, on: date) -> Iterator[list[str]]:
    """추진 실적, a figure a line, so that a spreadsheet can turn it any way."""
    figures = reports.figures(programme, period)
    yield REPORT
    yield ["기간", programme.name, "첫날", f"{period.first}"]
    yield ["기간", programme.name, "마지막 날", f"{period.last}"]
    for name, count in figures.as_published().items():
        yield ["추진 실적", programme.name, PUBLISHED[name][0], str(count)]
    yield ["추진 실적", programme.name, "찾아간 기업(서로 다른 기업)", str(figures.firms)]
    if figures.score is not None:
        yield ["만족도", programme.name, "평균(5점)", f"{figures.score:.1f}"]
        yield ["만족도", programme.name, "답한 방문", str(figures.answers)]
    for state, count in figures.promises.items():
        yield ["약속", programme.name, str(state.label), str(count)]
    for field, cases in figures.fields.items():
        for name in OF_CASES:
            yield ["분야별 기업애로", field, PUBLISHED[name][0], str(getattr(cases, name))]
    for host in reports.hosts(programme, period):
        counts = (("방문", host.visits), ("약속", host.promises), ("기업애로", host.cases))
        yield from (["기업별", host.name, item, str(count)] for item, count in counts)
    for care in reports.cadence(programme, period, on=on):
        for month in care.months:
            yield ["달마다 방문", care.company.name, f"{month.on:%Y-%m} 다녀온 횟수", str(month.made)]
            yield ["달마다 방문", care.company.name, f"{month.on:%Y-%m} 빠뜨린 횟수", str(month.missing)]
