"""The file of the lines that stay out: as they came, each with its reason, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable
from typing import TextIO

from companies.registry.headers import Column, column_of
from companies.registry.reading import Line
from companies.tables import BOM, harmless


class Rejects:
    """A CSV file in UTF-8 with the file's own columns and 사유; put right, it can be brought in again."""

    def __init__(self, file: TextIO, names: Iterable[str]) -> None:
        names = tuple(names)
        self._places = [place for place, name in enumerate(names) if column_of(name) is not Column.REASON]
        self._writer = csv.writer(file)
        file.write(BOM)
        self._writer.writerow([*(harmless(names[place]) for place in self._places), Column.REASON.value])

    def add(self, line: Line, reason: str) -> None:
        """One line that stays out."""
        cells = [harmless(line.cells[place]) for place in self._places]
        self._writer.writerow([*cells, harmless(f"{line.number}번째 줄: {reason}")])
