"""Which record and which company a line is about."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Q

from companies.models import Company, FactoryRecord
from companies.registry.cleaning import CleanLine

KNOWN_BY = ("registration_no", "name_key", "address_key", "lot_address_key", "merged_into")
"""All of a company that has to be known to find it."""


class Known:
    """The records and companies that the lines of a batch may be about."""

    def __init__(self, keyed: list[tuple[CleanLine, str]], is_alone: Callable[[str], bool]) -> None:
        self._is_alone = is_alone
        self._by_number: dict[str, Company] = {}
        self._by_factory: dict[str, Company] = {}
        self._by_place: dict[tuple[str, str], list[Company]] = defaultdict(list)
        self._records: dict[str, FactoryRecord] = {}
        self._records_of: dict[str, list[FactoryRecord]] = defaultdict(list)
        self._companies: dict[int, Company] = {}
        factory_nos = {line.factory.factory_no for line, _ in keyed} - {""}
        by_key = Q(row_key__in=[key for _, key in keyed])
        for record in FactoryRecord.objects.filter(by_key | Q(factory_no__in=factory_nos)).order_by("pk"):
            self._records[record.row_key] = record
            if record.factory_no:
                self._records_of[record.factory_no].append(record)
        self._load_companies(keyed)

    def _load_companies(self, keyed: list[tuple[CleanLine, str]]) -> None:
        strangers = [line for line, key in keyed if self.record(key, line) is None]
        places = {place for line in strangers for place in line.place_keys}
        at_place = Q(address_key__in=places) | Q(lot_address_key__in=places)
        wanted = (
            Q(registration_no__in={line.factory.registration_no for line, _ in keyed} - {""})
            | Q(pk__in={record.company_id for record in self._records.values()})
            | (Q(name_key__in={line.name_key for line in strangers}) & at_place)
        )
        for company in Company.objects.filter(wanted).only(*KNOWN_BY).order_by("pk"):
            self._companies[company.pk] = company
        for company in list(self._companies.values()):
            standing = self._standing(company)
            if company.registration_no:
                self._by_number[company.registration_no] = standing
            if standing is company:
                for place in {company.address_key, company.lot_address_key} - {""}:
                    self._by_place[company.name_key, place].append(company)
        for factory_no, records in self._records_of.items():
            self._by_factory[factory_no] = self._standing(self._companies[records[0].company_id])

    def _standing(self, company: Company) -> Company:
        """The company itself, or what it has been merged into."""
        while company.merged_into_id is not None:
            if company.merged_into_id not in self._companies:
                self._companies[company.merged_into_id] = Company.objects.get(pk=company.merged_into_id)
            company = self._companies[company.merged_into_id]
        return company

    def record(self, key: str, line: CleanLine) -> FactoryRecord | None:
        """The record of a line. The only line of a factory is about its only record, whatever industry it names."""
        if key in self._records:
            return self._records[key]
        records = self._records_of.get(line.factory.factory_no, [])
        return records[0] if len(records) == 1 and self._is_alone(line.factory.factory_no) else None

    def company(self, line: CleanLine, record: FactoryRecord | None) -> Company | None:
        """By the registration number, else as its record or its 공장관리번호 says, else by name and place.

        A company with another number is another workplace, whatever its name.
        """
        number = line.factory.registration_no
        if number and number in self._by_number:
            return self._by_number[number]
        likely = []
        if record is not None:
            likely.append(self._standing(self._companies[record.company_id]))
        if line.factory.factory_no in self._by_factory:
            likely.append(self._by_factory[line.factory.factory_no])
        for place in line.place_keys:
            likely += self._by_place[line.name_key, place]
        return next((one for one in likely if not (number and one.registration_no)), None)

    def add(self, company: Company, line: CleanLine) -> None:
        """A company that this batch makes."""
        for place in line.place_keys:
            self._by_place[line.name_key, place].append(company)

    def note(self, company: Company, line: CleanLine) -> None:
        """What the line tells the following ones of its company."""
        number, factory_no = line.factory.registration_no, line.factory.factory_no
        if number:
            company.registration_no = company.registration_no or number
            self._by_number.setdefault(number, company)
        if factory_no:
            self._by_factory.setdefault(factory_no, company)
