"""What was changed in a text, word by word: for reading, not for merging. Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, PUT_IN, LEFT_OUT = "same", "in", "out"
_PIECE = re.compile(r"\n|\S+[^\S\n]*|[^\S\n]+")


@dataclass(frozen=True)
class Piece:
    """Some words that stayed, were put in, or were left out."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One text against another."""

    pieces: Sequence[Piece]

    @property
    def is_none(self) -> bool:
        """Word for word the same."""
        return all(piece.kind == SAME for piece in self.pieces)

    def count(self, kind: str) -> int:
        """In how many places."""
        return sum(piece.kind == kind for piece in self.pieces)

    @property
    def put_in(self) -> int:
        """Places where something was put in."""
        return self.count(PUT_IN)

    @property
    def left_out(self) -> int:
        """Places where something was left out."""
        return self.count(LEFT_OUT)


def between(before: str, after: str) -> Difference:
    """From the one to the other. What was left out stands before what came in its place."""
    old, new = _PIECE.findall(_lines(before)), _PIECE.findall(_lines(after))
    found: list[Piece] = []
    for _tag, begin, end, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[begin:end] == new[start:stop]:
            found.append(Piece(SAME, "".join(old[begin:end])))
            continue
        found += [Piece(LEFT_OUT, "".join(old[begin:end]))] if begin < end else []
        found += [Piece(PUT_IN, "".join(new[start:stop]))] if start < stop else []
    return Difference(found)


def blanks(template: str, text: str) -> list[str]:
    """Places of a template that were to be filled in, and were not: `한 일:` and nothing after it."""
    labels = {line.strip() for line in template.splitlines() if _is_label(line)}
    lines = [line.strip() for line in text.strip().splitlines()]
    beneath = [*lines[1:], ""]
    return [
        line.rstrip(" :：")
        for line, following in zip(lines, beneath, strict=True)
        if line in labels and (not following or following.startswith(tuple(labels)))
    ]


def _is_label(line: str) -> bool:
    return bool(line.strip()) and line.strip()[-1] in ":："


def _lines(text: str) -> str:
    """Browsers send other line ends than people keep."""
    return text.replace("\r\n", "\n").strip()
