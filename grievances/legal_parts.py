"""답변이 갖출 것: what the statutes ask of an answer, part by part, and whether it is there. Pure functions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from grievances import differences, wording
from grievances.models import Grievance
from grievances.workflow import Limit, Move, Outcome

_ARTICLE = re.compile(r"제\s*\d+\s*조")
_WITHIN = re.compile(r"\d+\s*(일|개월|달|년)")
_WAYS = re.compile(r"행정심판|행정소송|이의\s*신청|고충\s*민원|재검토|심사\s*청구|국민권익위|옴부즈만")


@dataclass(frozen=True)
class Part:
    """One thing an answer has to say: who demands it, whether it is there, and what stands there or is to be done."""

    name: str
    article: str
    is_there: bool
    says: str = ""


def parts(move: Move, said: Mapping[str, Any], case: Grievance, *, template: str = "", at: datetime) -> list[Part]:
    """What the company would get, held against the statutes; what is missing comes first."""
    found = [*_OF_MOVE[move](said, case, at), *_whoever_speaks(case)]
    if template:
        left = differences.blanks(template, str(said["answer"]))
        found.append(Part("서식의 빈자리", "", not left, f"채우지 않음: {', '.join(left)}" if left else "모두 채움"))
    return sorted(found, key=lambda part: part.is_there)


def missing(found: list[Part]) -> int:
    """How many are not there."""
    return sum(not part.is_there for part in found)


def _resolved(said: Mapping[str, Any], case: Grievance, _at: datetime) -> Iterator[Part]:
    outcome = Outcome(said["outcome"])
    yield Part("처리 결과", "법 제27조제1항", is_there=True, says=str(outcome.label))
    if outcome == Outcome.PARTLY_SOLVED:
        is_there = bool(_WAYS.search(said["answer"]))
        words = "적혀 있음" if is_there else "이루지 못한 것의 까닭과, 이의신청이나 재검토 같은 길을 적으십시오"
        yield Part("까닭과 구제 방법", "법 제27조제3항", is_there, words)
    yield Part("재검토를 요청할 수 있는 기간", "", is_there=True, says="답변 메일에 90일이 함께 적힙니다")


def _infeasible(said: Mapping[str, Any], case: Grievance, at: datetime) -> Iterator[Part]:
    yield Part("처리 결과", "법 제27조제1항", is_there=True, says=f"처리 불가 · {Limit(said['limit']).label}")
    yield Part("거부하는 까닭", "법 제27조제3항", bool(str(said["tried"]).strip()), "해 본 것과 걸림돌")
    needs_article = said["limit"] == Limit.LAW
    has_article = bool(_ARTICLE.search(said["provision"]))
    words = "몇 조인지 적으십시오" if needs_article and not has_article else "적혀 있음"
    yield Part("근거 조문이나 제도", "법 제27조제3항", has_article or not needs_article, words)
    names_a_way, names_days = _WAYS.search(said["remedies"]), _WITHIN.search(said["remedies"])
    words = "적혀 있음" if names_a_way else "행정심판, 이의신청, 고충민원 가운데 쓸 수 있는 길을 적으십시오"
    yield Part("구제 방법", "법 제27조제3항", bool(names_a_way), words)
    words = "적혀 있음" if names_days else "며칠 안에 해야 하는지 적으십시오"
    yield Part("구제 방법의 기한", "법 제27조제3항", bool(names_days), words)
    yield _day_ahead("다시 볼 날", said["look_again_on"], at)


def _kept(said: Mapping[str, Any], case: Grievance, at: datetime) -> Iterator[Part]:
    yield Part("지금까지의 진행 상황", "영 제23조", bool(str(said["answer"]).strip()), "중간답변")
    yield _day_ahead("목표일", said["target_on"], at)
    yield _day_ahead("다음 보고일", said["report_on"], at)


def _day_ahead(name: str, day: Any, at: datetime) -> Part:
    today, words = timezone.localdate(at), wording.day_words(day)
    if day == today:
        return Part(name, "", is_there=False, says=f"{words}은 오늘입니다. 내일 이후로 적으십시오")
    return Part(name, "", day > today, words if day > today else f"{words}은 지났습니다")


def _whoever_speaks(case: Grievance) -> Iterator[Part]:
    """담당자의 소속·성명 및 연락처 (시행령 제31조)."""
    unit, name = wording.unit_of(case), wording.officer_words(case)
    yield Part("담당 부서", "영 제31조", is_there=True, says=unit)
    yield Part("담당자 이름", "영 제31조", bool(name), name or "담당자를 배정하십시오")
    own = (case.officer and case.officer.phone) or (case.department and case.department.phone)
    yield Part("연락처", "영 제31조", bool(own), own or "담당자와 부서의 전화가 없습니다")


_OF_MOVE = {Move.RESOLVE: _resolved, Move.FIND_INFEASIBLE: _infeasible, Move.KEEP: _kept}
