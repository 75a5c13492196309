"""조문: which provisions a text cites, however people write them. Pure functions.

「도로법」 제61조제1항, 도로법 §61①, 도로법 61조 1항 are one; 도로법 시행령 is another law, and so is 유료도로법.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST = 3
"""So many brackets within brackets people write."""
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

_PARAGRAPH = rf"(?:제?\s*(?<!\d)\d{{1,3}}\s*항|[{CIRCLED}])"
_ARTICLE = re.compile(
    r"(?:제?\s*(?<!\d)(?P<number>\d{1,4})\s*조(?:\s*의\s*(?P<branch>\d{1,4})(?!\d))?"
    r"|§\s*(?P<sign>\d{1,4})(?!\d)(?:\s*의\s*(?P<twig>\d{1,4})(?!\d))?)"
    rf"(?P<paragraphs>(?:\s*(?:,|·|및|와|과|또는)?\s*{_PARAGRAPH})*)"
)
_FROM_TO = re.compile(r"\s*(?:부터|~|-|내지)\s*\Z")
_LAW = r"(?<![가-힣A-Za-z0-9]){name}(?!\s*시행령|\s*시행규칙)"

_DECREE = re.compile(r"(?P<before>.*?)(?P<decree>시행령|시행규칙)\W*\Z", re.DOTALL)
_SAME_LAW = re.compile(r"(?:(?<![가-힣])(?:같은|동|이|그)\s*법(?:률)?|\A\W*(?:(?:및|와|과|또는)\s+)?법)\W*\Z")
_RIGHT_BEFORE = re.compile(
    r"(?:법|법률|령|규칙|조례|규정|고시|지침|훈령|예규|세칙|요령|기준|공고|내규|규약|정관|약관|협정|협약서?|계약서?)\s*\Z"
)
"""What has articles of its own, be it no law."""
_ON_THE_WAY = re.compile(
    r"(?:(?<![가-힣])(?P<same>(?:같은|동|이|그)\s*법(?:률)?)|(?P<name>법률?|시행령|시행규칙|조례))"
    r"(?=(?:에[는도서]?|의|[은는이가을를과와도상])?(?:[^가-힣]|\Z))"
)
_NO_LAW = re.compile(r"(?:(?<![소국])방법|(?<![가-힣])(?:불|위|적|편|합|입|해|수|공|기|탈|준)?법)\Z")
_CITES_A_LAW = re.compile(r"(?:법|법률|령|규칙|조례)[\s」』\"'”’]*(?:제?\s*\d+\s*조|§)")
_DOTS = str.maketrans("（）［］ㆍ・･•∙‧", "()[]······")
_OPENS, _CLOSES = "⟨", "⟩"
"""Around what stood in brackets and cites a law itself."""


@dataclass(frozen=True)
class Citation:
    """One article of a law, and of it these paragraphs; none named means all of it. `until`: a row of articles."""

    law: str
    article: tuple[int, int]
    paragraphs: frozenset[int]
    until: int = 0


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
    """Without quotation marks and what stands in brackets, unless it cites a law; short names in full."""
    text = re.sub(f"[{_OPENS}{_CLOSES}]", " ", text.translate(_DOTS))
    text = re.sub(r"\s+", lambda match: "\n" if "\n" in match[0] else " ", text)
    for _depth in range(DEEPEST):
        text = re.sub(r"\(([^()]*)\)", lambda match: _kept(match[1]), text)
    text = re.sub(r"[「」『』\"'“”‘’]", " ", text)
    for short, name in SHORT_NAMES.items():
        text = re.sub(rf"(?<![가-힣]){short}(?=시행령|시행규칙|[에의상은는을과와이도]|[^가-힣]|\Z)", name, text)
    return text


def _kept(said: str) -> str:
    """제61조(도로의 점용 허가) is only the heading of the article; (「건축법」 제44조) is the reason."""
    return f"{_OPENS}{said}{_CLOSES}" if _CITES_A_LAW.search(said) else ""


def _citations(text: str) -> Iterator[Citation]:
    law, end, before = "", 0, None
    outside: list[str] = []
    for match in _ARTICLE.finditer(text):
        gap = text[end : match.start()]
        is_range = bool(law and _FROM_TO.fullmatch(gap))
        law = _law_after(gap, law, outside)
        article = (int(match["number"] or match["sign"]), int(match["branch"] or match["twig"] or 0))
        if is_range and before and not before[1] and not article[1] and before[0] + 1 < article[0]:
            yield Citation(law, (before[0] + 1, 0), frozenset(), until=article[0] - 1)
        yield Citation(law, article, _numbers(match["paragraphs"]))
        end, before = match.end(), article


def _law_after(gap: str, law: str, outside: list[str]) -> str:
    """The law of the next article. After a bracket the text goes on with the law it had before: `outside`."""
    for piece in re.split(f"([{_OPENS}{_CLOSES}])", gap):
        if piece == _OPENS:
            outside.append(law)
        elif piece == _CLOSES:
            law = outside.pop() if outside else law
        else:
            law = _law_in(piece, law)
    return law


def _law_in(gap: str, before: str) -> str:
    """Of which law the next article is: of one that is named, of the same as before, or of the decree to it."""
    if (decree := _DECREE.match(gap)) and not _RIGHT_BEFORE.search(decree["before"]):
        law = _base(_law_in(decree["before"], before))
        return f"{law} {decree['decree']}".strip()
    if decree and before and _SAME_LAW.search(decree["before"]):
        return f"{_base(before)} {decree['decree']}"
    if before and _SAME_LAW.search(gap):
        return _base(before)
    if _RIGHT_BEFORE.search(gap):
        return _last_part(gap)
    named = [one for one in _ON_THE_WAY.finditer(gap) if one["same"] or not _NO_LAW.search(gap[: one.end()])]
    if named:
        return _base(before) if named[-1]["same"] else _last_part(gap[: named[-1].end()])
    return before or _last_part(gap)


def _base(law: str) -> str:
    return re.sub(r"\s*시행(령|규칙)\s*\Z", "", law)


def _last_part(said: str) -> str:
    """The name may have a dot in it: 대·중소기업 상생협력 촉진에 관한 법률."""
    return re.split(r"[,;\n:.]|(?<![가-힣])·|·(?![가-힣])", said.rstrip())[-1].strip()


def _numbers(said: str) -> frozenset[int]:
    plain = {int(number) for number in re.findall(r"(?<!\d)(\d{1,3})\s*항", said)}
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
    if one.until or other.until:
        (since, branch), (from_, twig) = one.article, other.article
        return not branch and not twig and since <= (other.until or from_) and from_ <= (one.until or since)
    if one.article != other.article:
        return False
    return not one.paragraphs or not other.paragraphs or bool(one.paragraphs & other.paragraphs)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
