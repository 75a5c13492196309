"""조문: which provisions a text cites, however people write them. Pure functions.

「도로법」 제61조제1항, 도로법 §61①, 도로법 61조 1항 are one; 도로법 시행령 is another law, and so is 유료도로법.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
SHORT_NAMES = {
    "산업집적법": "산업집적활성화 및 공장설립에 관한 법률",
    "산집법": "산업집적활성화 및 공장설립에 관한 법률",
    "국토계획법": "국토의 계획 및 이용에 관한 법률",
    "여객자동차법": "여객자동차 운수사업법",
    "외국인고용법": "외국인근로자의 고용 등에 관한 법률",
    "공유재산법": "공유재산 및 물품 관리법",
    "화관법": "화학물질관리법",
}
"""법령 약칭 that officials write for laws companies meet; most are those of the state's own law site (law.go.kr)."""

_PARAGRAPH = rf"(?:제?\s*\d+\s*항|[{CIRCLED}])"
_ARTICLE = re.compile(
    r"(?:제?\s*(?P<number>\d+)\s*조(?:\s*의\s*(?P<branch>\d+))?|§\s*(?P<sign>\d+)(?:\s*의\s*(?P<twig>\d+))?)"
    rf"(?P<paragraphs>(?:\s*(?:,|·|ㆍ|및|와|과|또는)?\s*{_PARAGRAPH})*)"
)
_SAME_LAW = re.compile(r"(?:같은|동)\s*법(?:률)?\s*(?P<decree>시행령|시행규칙)?\W*\Z")
_ONLY_JOINS = re.compile(r"(?:\s|,|·|ㆍ|;|/|및|와|과|또는|그리고|내지|부터|~|-|까지|의|에|따른)*\Z")
_FROM_TO = re.compile(r"\s*(?:부터|~|-|내지)\s*\Z")
_LAW = r"(?<![가-힣A-Za-z0-9]){name}(?!\s*시행령|\s*시행규칙)"


@dataclass(frozen=True)
class Citation:
    """One article of a law, and of it these paragraphs; none named means all of it."""

    law: str
    article: tuple[int, int]
    paragraphs: frozenset[int]


def cites(text: str, provision: str) -> bool:
    """Whether the text rests on the provision: on all of it, on a part of it, or on the whole it is a part of."""
    text, (law, wanted) = _plain(text), _wanted(provision)
    if not law:
        return _squeezed(provision) in _squeezed(text) if provision.strip() else False
    found = [one for one in _citations(text) if _is_of(one.law, law)]
    if not wanted:
        return bool(found) or _names(text, law)
    if not found:
        return _names(text, law)
    return any(_overlap(one, other) for one in found for other in wanted)


def _wanted(provision: str) -> tuple[str, list[Citation]]:
    """The law, and its articles; a law alone stands for all of it. What is no law at all has neither."""
    found = list(_citations(_plain(provision)))
    law = _squeezed(found[0].law if found else _plain(provision))
    return (law, found) if re.search(r"(법|법률|령|규칙|조례|규정|고시|지침|훈령|예규)\Z", law) else ("", [])


def _plain(text: str) -> str:
    """Without quotation marks and what stands in brackets; short names in full."""
    text = re.sub(r"\([^()]*\)", "", re.sub(r"[「」『』\"'“”‘’]", " ", text.replace("（", "(").replace("）", ")")))
    for short, name in SHORT_NAMES.items():
        text = re.sub(rf"(?<![가-힣]){short}(?![가-힣])", name, text)
    return text


def _citations(text: str) -> Iterator[Citation]:
    law, end, before = "", 0, None
    for match in _ARTICLE.finditer(text):
        gap = text[end : match.start()]
        is_range = bool(law and _FROM_TO.fullmatch(gap))
        law = _law_in(gap, law)
        article = (int(match["number"] or match["sign"]), int(match["branch"] or match["twig"] or 0))
        if is_range and before and not before[1] and not article[1]:
            for number in range(before[0] + 1, article[0]):
                yield Citation(law, (number, 0), frozenset())
        yield Citation(law, article, _numbers(match["paragraphs"]))
        end, before = match.end(), article


def _law_in(gap: str, before: str) -> str:
    """Of which law the next article is: named, the same one as before, or the decree that belongs to it."""
    if same := _SAME_LAW.search(gap):
        base = re.sub(r"\s*시행(령|규칙)\s*\Z", "", before)
        return f"{base} {same['decree']}" if same["decree"] else base
    return before if before and _ONLY_JOINS.fullmatch(gap) else re.split(r"[,;·\n:.]", gap.rstrip())[-1].strip()


def _numbers(said: str) -> frozenset[int]:
    plain = {int(number) for number in re.findall(r"(\d+)\s*항", said)}
    return frozenset(plain | {CIRCLED.index(sign) + 1 for sign in said if sign in CIRCLED})


def _is_of(written: str, law: str) -> bool:
    """The words before an article end with the law's name, from its first letter on."""
    return re.search(rf"(?<![가-힣A-Za-z0-9]){_loosely(law)}\s*\Z", written) is not None


def _names(text: str, law: str) -> bool:
    """The law is named without any article of it."""
    return re.search(_LAW.format(name=_loosely(law)), text) is not None


def _loosely(law: str) -> str:
    """Its letters, with or without spaces between them."""
    return r"\s*".join(map(re.escape, law))


def _overlap(one: Citation, other: Citation) -> bool:
    if one.article != other.article:
        return False
    return not one.paragraphs or not other.paragraphs or bool(one.paragraphs & other.paragraphs)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
