"""What somebody may know of, and what of a text they may not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from accounts.models import User
from companies.models import Company
from grievances.models import Draft, Grievance, ProvisionChange
from tests.seeing.canaries import canaries_in, number_of
from tests.seeing.world import World
from visits.models import Visit

_RECEIPT_NO = re.compile(r"(?<![\dV])20\d\d-\d{5}(?!\d)")


@dataclass(frozen=True)
class Beyond:
    """Something that is rightly read beyond `visible_to`: where, what, and why."""

    where: str
    """Addresses, as a regular expression of their names."""
    numbers: Callable[[World, User], set[int]]
    why: str
    fields: frozenset[str] | None = None
    """Only these of them; None for all."""


def _logged_by(world: World, user: User) -> set[int]:
    """Cases of visits on whose roster they are: what was voiced there, and while it is under way what colleagues of
    the host may read."""
    visits = Visit.objects.filter(roster__person=user)
    hosts = Company.objects.filter(visits__in=visits.underway())
    of_hosts = Q(company__in=hosts) | Q(company__merged_into__in=hosts)
    cases = Grievance.objects.filter(Q(promise__visit__in=visits) | (of_hosts & Q(is_private=False)))
    return {number_of(case.title) for case in cases} | {
        number for number, invitation in world.surveys.items() if invitation.company in hosts
    }


def _voiced_before(_world: World, user: User) -> set[int]:
    """Cases of what was voiced on visits on whose roster they are."""
    cases = Grievance.objects.filter(promise__visit__roster__person=user)
    return {number_of(title) for title in cases.values_list("title", flat=True)}


def _told(_world: World, user: User) -> set[int]:
    """Cases they were told of when they might know of them, as the mail says that they have."""
    return {number for text in user.messages.values_list("text", flat=True) for number, _ in canaries_in(text)}


def _asked_about(_world: World, user: User) -> set[int]:
    """Cases that this expert is asked about."""
    return {number_of(title) for title in user.consultations.values_list("grievance__title", flat=True)}


def _marked_changed(_world: World, _user: User) -> set[int]:
    """By what stands in their provisions: the canary is of the case that cites them."""
    provisions = ProvisionChange.objects.values_list("provision", flat=True)
    return {number for provision in provisions for number, _ in canaries_in(provision)}


def _discussed_with(_world: World, user: User) -> set[int]:
    """Cases on the agendas of meetings to which they are asked."""
    titles = user.attendances.values_list("meeting__agenda__grievance__title", flat=True)
    return {number_of(title) for title in titles if title}


BEYOND = [
    Beyond(
        r"meetings:|inbox:",
        _discussed_with,
        "whoever is asked to a meeting reads numbers and headings of its agenda (decision 0011)",
        frozenset({"number", "heading"}),
    ),
    Beyond(
        r"opinions:",
        _asked_about,
        "an expert reads the question and what was put together for it, and nothing else of the case (decision 0013)",
        frozenset({"question", "told", "opinion", "postponing"}),
    ),
    Beyond(
        r"admin:grievances_provisionchange",
        _marked_changed,
        "what changed in the law is no matter of one case; whose cases it woke is on their own pages",
        frozenset({"provision", "change"}),
    ),
    Beyond(r"inbox:", _told, "a notice stays with whom it was sent to; what is sent to whom is tested apart"),
    Beyond(r"visits:", _voiced_before, "who was there has the minutes: what was voiced, and its number"),
    Beyond(r"field:", _logged_by, "who goes along on a visit reads its kit and writes its lines down (product.md §3)"),
]

NAMES_EVERYBODY_READS = {
    r"companies:showcase": "the showcase is public",
    r"companies:register": "whoever registers finds the company in the registry",
    r"admin:companies_": "officials keep the list of companies; it says nothing of cases",
    r"admin:grievances_grievance_on_behalf": "whoever files on behalf looks the company up",
    r"admin:autocomplete": "whoever files on behalf looks the company up",
    r"drive:": "the drive counts seats of companies, not cases",
    r"inbox:": "a notice stays with whom it was sent to; what is sent to whom is tested apart",
}
"""Where the name of a company is no sign of a case."""


class Sight:
    """What one person may know of, in the workplace or on the portal."""

    def __init__(self, world: World, user: User | None) -> None:
        self.world, self.user = world, user

    @cached_property
    def _everything(self) -> dict[str, int]:
        """Numbers by receipt number."""
        return {case.receipt_no: number_of(case.title) for case in Grievance.objects.all()}

    @cached_property
    def _as_staff(self) -> set[int]:
        return self._numbers(Grievance.objects.visible_as_staff(self.user)) if self.user else set()

    @cached_property
    def _at_all(self) -> set[int]:
        return self._numbers(Grievance.objects.visible_to(self.user)) if self.user else set()

    def _numbers(self, cases) -> set[int]:
        return {number_of(case.title) for case in cases}

    @cached_property
    def _beside_cases(self) -> set[int]:
        """Visits they may know of, what they are writing, what their company answered to a survey."""
        if self.user is None:
            return set()
        visits = set(Visit.objects.visible_to(self.user).values_list("pk", flat=True))
        found = {number for number, visit in self.world.visits.items() if visit.pk in visits}
        found |= {number_of(draft.content["title"]) for draft in Draft.objects.filter(person=self.user)}
        if self.user.is_superuser or self.user.has_perm("visits.view_presurvey"):
            found |= set(self.world.surveys)
        mine = Company.objects.of_member(self.user)
        return found | {n for n, one in self.world.surveys.items() if mine.filter(pk=one.home.pk).exists()}

    @cached_property
    def _known_companies(self) -> set[str]:
        if self.user is None:
            return set()
        seen = Grievance.objects.visible_to(self.user).values("company")
        visited = Visit.objects.visible_to(self.user).values("company")
        mine = Company.objects.of_member(self.user)
        own = Q(pk__in=mine.values("pk")) | Q(merged_into__in=mine.values("pk")) | Q(merged__in=mine.values("pk"))
        found = Company.objects.filter(Q(pk__in=seen) | Q(pk__in=visited) | Q(merged_into__in=seen) | own)
        return {name for company in found for name in (company.name, str(company.merged_into or ""))}

    def of(self, name: str) -> set[int]:
        """What they may know of at this address."""
        seen = self._as_staff if name.startswith("admin:") else self._at_all
        return seen.union(self._beside_cases, *(numbers for numbers, fields in self._beyond(name) if fields is None))

    def _beyond(self, name: str) -> list[tuple[set[int], frozenset[str] | None]]:
        if self.user is None:
            return []
        return [(one.numbers(self.world, self.user), one.fields) for one in BEYOND if re.match(one.where, name)]

    def leaks(self, text: str, name: str, *, given: frozenset[int] = frozenset()) -> Iterator[str]:
        """Each thing in a text that this person may not know, as something one can look for."""
        seen, partly = self.of(name) | given, self._beyond(name)
        for number, field in sorted(set(canaries_in(text))):
            if number not in seen and not any(number in some and field in (fields or ()) for some, fields in partly):
                yield f"{field} of {number}"
        for receipt_no in sorted(set(_RECEIPT_NO.findall(text)) & self._everything.keys()):
            number = self._everything[receipt_no]
            is_told = any(number in some and "number" in (fields or ()) for some, fields in partly)
            if number not in seen and not is_told:
                yield f"receipt number of {self._everything[receipt_no]}"
        if not given and not any(re.match(where, name) for where in NAMES_EVERYBODY_READS):
            for company in self.world.companies:
                if company.name in text and company.name not in self._known_companies:
                    yield f"name of {company.name}"
