"""명단: who can go along, who of them is elsewhere at that time, and who comes from outside."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.models import User
from companies.showcase.forms import Words
from grievances.forms.staff import officers
from visits.actions import Going
from visits.forms.desk import VisitForm
from visits.models import RosterEntry, TeamMember
from visits.rosters import clashes
from visits.workflow import Part

FROM_OUTSIDE = (Part.OUTSIDE, Part.COMMITTEE, Part.CONSULTANT)
"""As what somebody without an account goes along."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be ticked, as what; `elsewhere` says where they are at that time."""

    person: User
    part: Part
    body: str
    elsewhere: str

    @property
    def value(self) -> str:
        """What the form sends."""
        return f"{self.person.pk}:{self.part}"


class OutsideForm(forms.Form):
    """Somebody of an outside body. A line without a name is no line."""

    name = Words(label="이름", max_length=40, required=False)
    part = forms.TypedChoiceField(
        label="무엇으로", choices=[(one.value, one.label) for one in FROM_OUTSIDE], coerce=Part, required=False
    )
    body = Words(label="소속", max_length=60, required=False)
    email = forms.EmailField(label="이메일", required=False)

    def clean(self) -> dict[str, Any]:
        """Who is left without a name is left out, unless something else was typed."""
        said = super().clean() or {}
        if not said.get("name") and (said.get("body") or said.get("email")):
            self.add_error("name", "오시는 분의 이름을 적어 주십시오.")
        return said


OutsideForms = forms.formset_factory(OutsideForm, extra=2, max_num=20, absolute_max=40)


class RosterForm(VisitForm):
    """명단 변경."""

    people = forms.MultipleChoiceField(required=False)
    officer = forms.ChoiceField(
        label="담당부서에서 한 분 더",
        required=False,
        help_text="저장하면 명단에 들어갑니다. 더 있으면 다시 고르십시오.",
    )

    def arrange(self) -> None:
        """The programme's people and those on the roster already, each with where else they are."""
        roster = list(self.visit.roster.for_page())
        team = list(TeamMember.objects.for_roster(self.visit).by_part())
        staff = [grant for grant in officers(self.at) if grant.person_id not in {one.person_id for one in roster}]
        people = {
            one.pk: one
            for one in (
                *(seat.person for seat in team),
                *(entry.person for entry in roster if entry.person),
                *(grant.person for grant in staff),
            )
        }
        found = clashes(people.values(), self.visit.during if self.visit.slot_id else None, but=self.visit)
        self.elsewhere = {clash.person.pk: clash.words.partition(": ")[2] for clash in found}
        self.candidates = self._candidates(roster, team)
        self.fields["people"].choices = [(one.value, str(one.person)) for one in self.candidates]  # type: ignore[attr-defined]
        on_it = {(entry.person_id, entry.part) for entry in roster}
        self.initial["people"] = [one.value for one in self.candidates if (one.person.pk, one.part) in on_it]
        self.fields["officer"].choices = [("", "고르지 않음"), *map(self._officer, staff)]  # type: ignore[attr-defined]
        self.by_pk = people
        outside = [entry for entry in roster if entry.person_id is None]
        initial = [{"name": one.name, "part": one.part, "body": one.body, "email": one.email} for one in outside]
        self.outside = OutsideForms(self.data if self.is_bound else None, prefix="outside", initial=initial)

    def _candidates(self, roster: list[RosterEntry], team: list[TeamMember]) -> list[Candidate]:
        rows: dict[tuple[int, str], Candidate] = {}
        for seat in team:
            rows[seat.person_id, seat.part] = self._candidate(seat.person, seat.part, seat.body)
        for entry in roster:
            if entry.person and (entry.person.pk, entry.part) not in rows:
                rows[entry.person.pk, entry.part] = self._candidate(entry.person, entry.part, entry.body)
        return list(rows.values())

    def _candidate(self, person: User, part: str, body: str) -> Candidate:
        return Candidate(person, Part(part), body or person.unit, self.elsewhere.get(person.pk, ""))

    def _officer(self, grant: Any) -> tuple[str, str]:
        where = self.elsewhere.get(grant.person_id, "")
        name = " · ".join(filter(None, (grant.department.name, grant.person.name, grant.person.position)))
        return str(grant.person_id), f"{name} — {where}" if where else name

    @property
    def groups(self) -> list[tuple[str, list[tuple[Candidate, bool]]]]:
        """As the page shows them: part by part, each with whether they are ticked."""
        ticked = set(self["people"].value() or [])
        return [
            (str(part.label), [(one, one.value in ticked) for one in self.candidates if one.part == part])
            for part in Part
            if any(one.part == part for one in self.candidates)
        ]

    def is_valid(self) -> bool:
        """With the lines of outside bodies."""
        return super().is_valid() and self.outside.is_valid()

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        said = super().clean() or {}
        if not self.outside.is_valid():
            self.add_error(None, "외부기관에서 오는 분의 칸을 고쳐 주십시오.")
            return {}
        chosen = set(said.get("people", []))
        going = [Going(one.part, one.person, body=one.body) for one in self.candidates if one.value in chosen]
        if officer := said.get("officer"):
            person = self.by_pk[int(officer)]
            going.append(Going(Part.OFFICER, person, body=person.unit))
        return {"going": [*going, *self._from_outside()]}

    def _from_outside(self) -> Iterable[Going]:
        for row in self.outside.cleaned_data:
            if row.get("name"):
                yield Going(row["part"] or Part.OUTSIDE, None, row["name"], row["body"], row["email"])
