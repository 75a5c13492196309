"""Bars of public figures: parts of a whole, as the templates draw them in percent."""

from collections.abc import Iterable
from dataclasses import dataclass

FITS = 4.5
"""A part that takes so many percent has room for its number."""


@dataclass(frozen=True)
class Piece:
    """One part: what it is, how many, and where it lies."""

    name: str
    cases: int
    begin: float
    width: float

    @property
    def x(self) -> str:
        """Its left end."""
        return f"{self.begin:.2f}%"

    @property
    def wide(self) -> str:
        """How wide it is."""
        return f"{self.width:.2f}%"

    @property
    def middle(self) -> str:
        """Where its number stands."""
        return f"{self.begin + self.width / 2:.2f}%"

    @property
    def end(self) -> str:
        """Its right end."""
        return f"{self.begin + self.width:.2f}%"

    @property
    def fits(self) -> bool:
        """Whether its number has room."""
        return self.width >= FITS


def bar(parts: Iterable[tuple[str, int]], *, of: int) -> list[Piece]:
    """The parts from left to right, to the scale of `of`; those of nothing are left out."""
    pieces: list[Piece] = []
    for name, cases in parts:
        if cases:
            begin = pieces[-1].begin + pieces[-1].width if pieces else 0.0
            pieces.append(Piece(name, cases, begin, 100 * cases / of))
    return pieces
