"""산업단지 and 업종 as the registry names them: found whatever their spelling, and made where they are new."""

from collections.abc import Iterable
from functools import lru_cache

from companies import normalising
from companies.models import IndustrialComplex, Industry
from companies.registry.cleaning import CleanLine


@lru_cache(4096)
def complex_key(name: str) -> str:
    """The key of a complex, as long as its column."""
    return normalising.place_key(name)[:80]


@lru_cache(4096)
def industry_key(name: str) -> str:
    """The key of an industry, as long as its column."""
    return normalising.place_key(name)[:120]


class Complexes:
    """산업단지 by their names; there are few, so all of them are at hand."""

    def __init__(self) -> None:
        self._by_key: dict[str, IndustrialComplex] = {}
        self._learn(IndustrialComplex.objects.all())

    def find(self, name: str) -> IndustrialComplex | None:
        """The one of this name, however it is spelled."""
        return self._by_key.get(complex_key(name))

    def make(self, names: Iterable[str]) -> None:
        """Make those that are not there yet."""
        missing = {complex_key(name): name for name in names if name and self.find(name) is None}
        rows = [IndustrialComplex(name=name, name_key=key) for key, name in missing.items()]
        IndustrialComplex.objects.bulk_create(rows, ignore_conflicts=True)
        self._learn(IndustrialComplex.objects.filter(name_key__in=missing) if missing else ())

    def _learn(self, rows: Iterable[IndustrialComplex]) -> None:
        self._by_key |= {row.name_key: row for row in rows}


class Industries:
    """업종 by their codes and names; there are few, so all of them are at hand."""

    def __init__(self) -> None:
        self._by_key: dict[str, Industry] = {}
        self._by_code: dict[str, Industry] = {}
        self._learn(Industry.objects.all())

    def find(self, name: str, code: str) -> Industry | None:
        """The one of this code, else of this name, however it is spelled."""
        return self._by_code.get(code) or self._by_key.get(industry_key(name))

    def make(self, lines: Iterable[CleanLine]) -> None:
        """Make those that are not there yet."""
        missing: dict[str, Industry] = {}
        for line in lines:
            name, code = line.factory.industry_name, line.industry_code
            if name and self.find(name, code) is None:
                key = industry_key(name)
                missing.setdefault(key, Industry(name=name[:120], name_key=key, code=code))
        Industry.objects.bulk_create(missing.values(), ignore_conflicts=True)
        self._learn(Industry.objects.filter(name_key__in=missing) if missing else ())

    def _learn(self, rows: Iterable[Industry]) -> None:
        for row in rows:
            self._by_key[row.name_key] = row
            if row.code:
                self._by_code[row.code] = row
