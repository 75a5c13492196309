"""공장등록현황 가져오기: what the lines of a file change, and, unless it is only asked, changing it.

The caller owns the transaction. Nothing here looks at more than a batch of lines at a time; what has to be known of
the whole run are a few numbers a line.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import batched
from pathlib import Path
from typing import Any, TextIO

from accounts.models import User
from companies import normalising
from companies.models import Company, CompanyEvent, FactoryRecord, RegistryImport
from companies.registry.cleaning import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    Cleaner,
    CleanLine,
    Factory,
    Rejected,
    row_key,
)
from companies.registry.matching import Known
from companies.registry.places import Complexes, Industries, complex_key, industry_key
from companies.registry.reading import Line, open_table
from companies.registry.rejects import Rejects
from companies.states import Approval, Source

BATCH = 500
SHOWN = 30
"""So many changes and rejects of a run are shown on its page; the file of rejects holds all."""

FIELDS = tuple(f.name for f in fields(Factory))
KEYS = {
    "name": ("name_key", normalising.name_key, LONGEST_NAME),
    "address": ("address_key", normalising.address_key, LONGEST_ADDRESS),
    "lot_address": ("lot_address_key", normalising.address_key, LONGEST_ADDRESS),
}
"""Fields of a company that are found by a key."""
NEVER_CLEARED = frozenset({"address", "lot_address"})
"""A file with one address column leaves the other address as it is."""
OF_COMPANY = ("address", "lot_address", "phone", "employees", "products")
"""Fields that a company takes over from its record as they are."""
LABELS = {field.name: str(field.verbose_name) for field in FactoryRecord._meta.fields if field.name in FIELDS}
COMPANY_LABELS = {field.name: str(field.verbose_name) for field in Company._meta.fields}

type Progress = Callable[[int, int], None]


@dataclass
class Tally:
    """What became of the lines. Every line counts once; the companies that are new are counted beside it."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass
class Outcome:
    """The tally, and what a person wants to see of the run."""

    tally: Tally = field(default_factory=Tally)
    kind: str = ""
    columns: list[str] = field(default_factory=list)
    kept_only: list[str] = field(default_factory=list)
    new_companies: int = 0
    corrected_companies: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)

    @property
    def findings(self) -> dict[str, Any]:
        """All but the tally, for the row of the run."""
        return {name: value for name, value in asdict(self).items() if name != "tally"}


def bring_in(path: Path, *, run: RegistryImport | None, rejects: TextIO, tell: Progress) -> Outcome:
    """Bring in what the file says; without a run only find out what that would change.

    Unreadable if it is no registry file. The lines that stay out are written to `rejects`, each with its reason.
    """
    table = open_table(path)
    cleaner = Cleaner(table.header)
    outcome = Outcome(kind=table.kind, columns=list(table.header.names), kept_only=list(cleaner.kept_only))
    stay_out = Rejects(rejects, table.header.names)
    with _Spool(table.lines(), cleaner) as spool:
        importer = _Importer(cleaner, spool.is_alone, run, outcome)
        tell(0, spool.rows)
        for batch in batched(spool, BATCH):
            importer.take(_clean(batch, cleaner, stay_out, outcome))
            outcome.tally.rows += len(batch)
            tell(outcome.tally.rows, spool.rows)
    return outcome


def _clean(lines: Iterable[Line], cleaner: Cleaner, stay_out: Rejects, outcome: Outcome) -> list[CleanLine]:
    clean = []
    for line in lines:
        try:
            clean.append(cleaner.clean(line))
        except Rejected as refusal:
            stay_out.add(line, str(refusal))
            outcome.tally.rejected += 1
            if len(outcome.rejects) < SHOWN:
                shown = " · ".join(filter(None, (cell.strip() for cell in line.cells)))[:120]
                outcome.rejects.append({"line": line.number, "shown": shown, "reason": str(refusal)})
    return clean


class _Spool:
    """The lines on disk. The first reading counts them and notes which 공장관리번호 has one line only."""

    def __init__(self, lines: Iterator[Line], cleaner: Cleaner) -> None:
        self.rows = 0
        self._once: set[str] = set()
        self._often: set[str] = set()
        self._file = tempfile.TemporaryFile("w+")  # noqa: SIM115 – closed by __exit__
        for line in lines:
            self._file.write(json.dumps((line.number, line.cells, line.fault)) + "\n")
            self.rows += 1
            if factory_no := cleaner.factory_no(line):
                (self._often if factory_no in self._once else self._once).add(factory_no)

    def __enter__(self) -> "_Spool":
        return self

    def __exit__(self, *args: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Line]:
        self._file.seek(0)
        for number, cells, fault in map(json.loads, self._file):
            yield Line(number, tuple(cells), fault)

    def is_alone(self, factory_no: str) -> bool:
        """Whether the factory has one line only in this file."""
        return factory_no in self._once and factory_no not in self._often


@dataclass(frozen=True)
class _Word:
    """What a line says to its company, and what its record said before."""

    line: CleanLine
    before: Factory | None


class _Importer:
    """Compares batches of lines with what is known, and writes what is new."""

    def __init__(
        self, cleaner: Cleaner, is_alone: Callable[[str], bool], run: RegistryImport | None, outcome: Outcome
    ) -> None:
        self._cleaner = cleaner
        self._is_alone = is_alone
        self._run = run
        self._outcome = outcome
        self._complexes = Complexes()
        self._industries = Industries()
        self._contents: dict[int, list[int]] = defaultdict(list)
        """The different lines of this run about one factory and industry, as digests by the digest of its identity."""
        self._made_up: dict[int, bool] = {}
        """When nothing is written: under which keys this run would have made a company, and whether with a number."""

    def take(self, lines: list[CleanLine]) -> None:
        """Compare a batch and, if there is a run, write it."""
        keyed = list(self._without_repeats(lines))
        if self._run is not None:
            self._complexes.make(line.factory.complex_name for line, _ in keyed)
            self._industries.make(line for line, _ in keyed)
        known = Known(keyed, self._is_alone)
        batch = _Batch()
        for line, key in keyed:
            self._compare(line, key, known, batch)
        if self._run is not None:
            self._write(batch, self._run)

    def _without_repeats(self, lines: list[CleanLine]) -> Iterator[tuple[CleanLine, str]]:
        """Each line with the key of its record; a line that the file has had already is counted and left out."""
        for line in lines:
            seen = self._contents[hash(line.identity)]
            if line.content in seen:
                self._outcome.tally.unchanged += 1
                continue
            seen.append(line.content)
            yield line, row_key(line.identity, len(seen))

    def _compare(self, line: CleanLine, key: str, known: Known, batch: "_Batch") -> None:
        record = known.record(key, line)
        company = known.company(line, record)
        if company is None:
            company = self._new_company(line, known, batch)
        elif company.pk is None and self._run is None:
            self._make_up(line)
        if record is None:
            self._outcome.tally.created += 1
            self._show(line, "created", {})
            batch.new_records.append(self._filled(FactoryRecord(row_key=key), line, line.factory, company))
            known.note(company, line)
            batch.say(company, _Word(line, None))
            return
        before = said_by(record)
        after = self._completed(line.factory, before)
        changed = {name for name in FIELDS if getattr(before, name) != getattr(after, name)}
        kept_alike = all(record.raw.get(name, "") == line.raw.get(name, "") for name in self._cleaner.kept_only)
        if not changed and kept_alike and record.company_id == company.pk:
            self._outcome.tally.unchanged += 1
            return
        self._outcome.tally.updated += 1
        shown = {LABELS[name]: (getattr(before, name), getattr(after, name)) for name in FIELDS if name in changed}
        self._show(line, "updated", shown)
        record.row_key = key
        batch.changed_records.append(self._filled(record, line, after, company))
        known.note(company, line)
        batch.say(company, _Word(line, before))

    def _completed(self, said: Factory, before: Factory) -> Factory:
        """What the line says; where its file says nothing, what was known."""
        silent = {
            name: getattr(before, name)
            for name in FIELDS
            if name not in self._cleaner.fields or (name in NEVER_CLEARED and not getattr(said, name))
        }
        return replace(said, **silent)

    def _filled(self, record: FactoryRecord, line: CleanLine, said: Factory, company: Company) -> FactoryRecord:
        for name in FIELDS:
            setattr(record, name, getattr(said, name))
        of_this_file = set(self._outcome.columns)
        record.raw = {name: cell for name, cell in record.raw.items() if name not in of_this_file} | line.raw
        record.company = company
        record.brought_by = self._run
        return record

    def _new_company(self, line: CleanLine, known: Known, batch: "_Batch") -> Company:
        said = line.factory
        company = Company(
            registration_no=said.registration_no or None,
            name=said.name,
            name_key=line.name_key,
            source=Source.REGISTRY,
            approval=Approval.APPROVED,
        )
        if self._run is not None or not self._is_made_up(line):
            self._outcome.new_companies += 1
        if self._run is None:
            self._make_up(line)
        batch.new_companies.append(company)
        known.add(company, line)
        return company

    def _is_made_up(self, line: CleanLine) -> bool:
        """Whether this run, had it written, would find a company here that an earlier batch made."""
        surely, by_place = _hashes(line)
        number = bool(line.factory.registration_no)
        return any(key in self._made_up for key in surely) or any(
            key in self._made_up and not (number and self._made_up[key]) for key in by_place
        )

    def _make_up(self, line: CleanLine) -> None:
        surely, by_place = _hashes(line)
        for key in (*surely, *by_place):
            self._made_up[key] = self._made_up.get(key, False) or bool(line.factory.registration_no)

    def _show(self, line: CleanLine, what: str, shown: dict[str, tuple[Any, Any]]) -> None:
        if sum(change["what"] == what for change in self._outcome.changes) < SHOWN:
            self._outcome.changes.append(
                {"line": line.number, "name": line.factory.name, "what": what, "fields": list(_flat(shown))}
            )

    # --- Writing --------------------------------------------------------------------------------------------------

    def _write(self, batch: "_Batch", run: RegistryImport) -> None:
        for company in batch.new_companies:
            for word in batch.words.pop(id(company)):
                self._follow(company, word)
        Company.objects.bulk_create(batch.new_companies)
        self._bring_up_to_date(batch, run.uploaded_by)
        for record in (*batch.new_records, *batch.changed_records):
            record.company = record.company  # its key, now that it has one
        FactoryRecord.objects.bulk_create(batch.new_records)
        if batch.changed_records:
            FactoryRecord.objects.bulk_create(
                batch.changed_records,
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=["row_key", "company", "raw", "brought_by", *FIELDS],
            )

    def _bring_up_to_date(self, batch: "_Batch", by: User | None) -> None:
        """Companies that were there before, locked and read anew: their people may just be correcting them."""
        words = {company.pk: batch.words[id(company)] for company in batch.companies if id(company) in batch.words}
        changed, events = [], []
        rows = Company.objects.filter(pk__in=words).select_related("industry", "industrial_complex").order_by("pk")
        for company in rows.select_for_update(of=("self",), no_key=True) if words else ():
            names = dict.fromkeys(name for word in words[company.pk] for name in self._follow(company, word))
            if names:
                note = f"공장등록현황에서: {', '.join(COMPANY_LABELS[name] for name in names)}"
                events.append(CompanyEvent(company=company, what=CompanyEvent.What.CORRECTED, by=by, note=note))
                changed.append(company)
        self._outcome.corrected_companies += len(changed)
        CompanyEvent.objects.bulk_create(events)
        if changed:
            Company.objects.bulk_create(
                changed,
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=[
                    "registration_no", "name", "name_key", "address_key", "lot_address_key",
                    "industrial_complex", "industry", *OF_COMPANY,
                ],
            )  # fmt: skip

    def _follow(self, company: Company, word: _Word) -> list[str]:
        """Let the company say what its record says, where it is silent or says what the record said before.

        What somebody corrected by hand stays. The names of the fields that have changed.
        """
        said, before = word.line.factory, word.before
        new: dict[str, Any] = {
            name: getattr(said, name)
            for name in OF_COMPANY
            if getattr(said, name) not in {"", None} and _may_follow(getattr(company, name), before, name)
        }
        if before is not None and company.name == before.name:
            new["name"] = said.name
        if said.registration_no and not company.registration_no:
            new["registration_no"] = said.registration_no
        industry, now = self._industries.find(said.industry_name, word.line.industry_code), company.industry
        if industry and (now is None or (before and now.name_key == industry_key(before.industry_name))):
            new["industry"] = industry
        place, there = self._complexes.find(said.complex_name), company.industrial_complex
        if place and (there is None or (before and there.name_key == complex_key(before.complex_name))):
            new["industrial_complex"] = place
        changed = [name for name, value in new.items() if getattr(company, name) != value]
        for name in changed:
            setattr(company, name, new[name])
        for name, (key, of, longest) in KEYS.items():
            if name in changed:
                setattr(company, key, of(getattr(company, name))[:longest])
        return changed


class _Batch:
    """What is to be written."""

    def __init__(self) -> None:
        self.new_companies: list[Company] = []
        self.new_records: list[FactoryRecord] = []
        self.changed_records: list[FactoryRecord] = []
        self.companies: list[Company] = []
        self.words: dict[int, list[_Word]] = {}

    def say(self, company: Company, word: _Word) -> None:
        """Remember what a line says to its company."""
        if id(company) not in self.words:
            self.companies.append(company)
        self.words.setdefault(id(company), []).append(word)


def said_by(record: FactoryRecord) -> Factory:
    """What the record says, in the form of a line."""
    return Factory(**{name: getattr(record, name) for name in FIELDS})


def _hashes(line: CleanLine) -> tuple[list[int], list[int]]:
    """Small stand-ins for what a company is surely known by, and for its name and places."""
    said = (line.factory.registration_no, line.factory.factory_no)
    surely = [hash(key) for key in enumerate(said) if key[1]]
    return surely, [hash((line.name_key, place)) for place in line.place_keys]


def _may_follow(now: object, before: Factory | None, name: str) -> bool:
    return now in {"", None} or (before is not None and now == getattr(before, name))


def _flat(shown: dict[str, tuple[Any, Any]]) -> Iterator[list[Any]]:
    for label, (before, after) in shown.items():
        yield [label, "" if before is None else before, "" if after is None else after]
