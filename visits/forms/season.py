"""시즌: from when to when slots are made, and when nobody is visited."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts.inputs import DayInput
from grievances.forms.staff import line
from grievances.moment import now
from visits import season
from visits.models import Blackout, Participation, Programme, SlotTime, TeamMember
from visits.querysets import TeamMemberQuerySet

A_SEASON = timedelta(days=91)


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput)


class SlotsForm(forms.Form):
    """시간대 만들기."""

    first = _day("첫날")
    last = _day("마지막 날")

    def __init__(self, sent: QueryDict | None = None, *, programme: Programme) -> None:
        super().__init__(sent, initial=_next_season(programme))
        self.programme = programme

    def clean(self) -> dict[str, Any]:
        """Days for which slots can be made."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and (why_not := season.why_no_plan(self.programme, first, last, at=now())):
            self.add_error(None, why_not)
        return said


def _next_season(programme: Programme) -> dict[str, date]:
    """From the day after the last slot, a quarter of a year."""
    newest = programme.slots.order_by("-on").values_list("on", flat=True).first()
    after = newest + timedelta(days=1) if newest else programme.first_on
    first = max(timezone.localdate(now()), programme.first_on, after)
    last = first + A_SEASON
    return {"first": first, "last": min(last, programme.last_on) if programme.last_on else last}


class BlackoutForm(forms.Form):
    """금지기간 of days somebody names."""

    programme = forms.ModelChoiceField(
        label="순회 프로그램", queryset=Programme.objects.all(), required=False, empty_label="모든 프로그램"
    )
    first_on = _day("첫날")
    last_on = _day("마지막 날")
    why = line("까닭", "예: 시의회 행정사무감사. 기업과 동료가 읽습니다.", limit=200)
    article = line("근거", "법령이나 규정이 있으면 적습니다.", limit=120, required=False)

    field_order = ("programme", "first_on", "last_on", "why", "article")

    def __init__(self, sent: QueryDict | None = None, *, kept: Blackout | None = None) -> None:
        super().__init__(sent, initial={name: getattr(kept, name) for name in self.base_fields} if kept else None)
        self.kept = kept

    def clean(self) -> dict[str, Any]:
        """In order."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "첫날보다 앞설 수 없습니다.")
        return said

    @property
    def blackout(self) -> Blackout:
        """What would be kept."""
        blackout = self.kept or Blackout()
        for name, value in self.cleaned_data.items():
            setattr(blackout, name, value)
        return blackout


class ElectionForm(forms.Form):
    """금지기간 around an election."""

    election_on = _day("선거일", "선거일 전 60일부터 선거일까지를 셉니다.")
    confirmed_on = _day(
        "실시사유가 확정된 날", "선거일 전 60일이 지난 뒤에 확정된 보궐선거등만 적습니다.", required=False
    )
    programme = forms.ModelChoiceField(
        label="순회 프로그램", queryset=Programme.objects.all(), required=False, empty_label="모든 프로그램"
    )

    def __init__(self, sent: QueryDict | None = None, *, kept: Blackout | None = None) -> None:
        known = {"election_on": kept.election_on, "programme": kept.programme} if kept else {}
        if kept and kept.election_on and kept.election_on - kept.first_on < season.BEFORE_ELECTION:
            known["confirmed_on"] = kept.first_on
        super().__init__(sent, initial=known)
        self.kept = kept

    def clean(self) -> dict[str, Any]:
        """A reason that was confirmed before the election."""
        said = super().clean() or self.cleaned_data
        election_on, confirmed_on = said.get("election_on"), said.get("confirmed_on")
        if election_on and confirmed_on and confirmed_on > election_on:
            self.add_error("confirmed_on", "선거일보다 뒤일 수 없습니다.")
        return said

    @property
    def blackout(self) -> Blackout:
        """What would be kept."""
        said = self.cleaned_data
        return season.around_election(
            said["election_on"], programme=said["programme"], confirmed_on=said["confirmed_on"], kept=self.kept
        )


type PeopleField = forms.ModelMultipleChoiceField[TeamMember]


def _team_field(label: str, members: TeamMemberQuerySet, help_text: str = "") -> PeopleField:
    """Several people, each a chip."""
    chips = forms.CheckboxSelectMultiple({"class": "chips"})
    return forms.ModelMultipleChoiceField(members, label=label, help_text=help_text, widget=chips, required=False)


class ProgrammeForm(forms.ModelForm[Programme]):
    """순회 프로그램."""

    team = _team_field("함께 가는 사람", TeamMember.objects.active().by_part(), "비워 두면 모두입니다.")

    class Meta:
        widgets = {"about": forms.Textarea({"rows": 3}), "checklist": forms.Textarea({"rows": 6})}

    def clean(self) -> dict[str, Any]:
        """A season in order; a cadence only where companies take part."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "시작하는 날보다 앞설 수 없습니다.")
        if said.get("every_month") and said.get("eligible") != Programme.Eligible.PARTICIPANTS:
            self.add_error("every_month", "참여기업으로 뽑힌 기업을 찾아가는 프로그램에만 적습니다. 0으로 두십시오.")
        return said


class SlotTimeForm(forms.ModelForm[SlotTime]):
    """하루의 자리."""

    class Meta:
        widgets = {name: forms.TimeInput({"type": "time"}, format="%H:%M") for name in ("begins", "ends")}

    def clean(self) -> dict[str, Any]:
        """In order."""
        said = super().clean() or self.cleaned_data
        begins, ends = said.get("begins"), said.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", "시작보다 뒤여야 합니다.")
        return said


class ParticipationForm(forms.ModelForm[Participation]):
    """참여기업. A row stays its company's: another company is another row."""

    consultants = _team_field("컨설턴트", TeamMember.objects.active().consultants().by_part())

    class Meta:
        widgets = dict.fromkeys(("first_on", "last_on"), DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            company = self.fields["company"]
            company.widget = forms.Select(choices=[(self.instance.company_id, self.instance.company.name)])
            company.disabled = True

    def clean(self) -> dict[str, Any]:
        """In order."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "시작하는 날보다 앞설 수 없습니다.")
        return said


class TeamMemberForm(forms.ModelForm[TeamMember]):
    """Somebody who has a role, once a part."""

    class Meta:
        error_messages = {"__all__": {"unique_together": "이미 그 이름으로 명단에 있습니다."}}

    def clean(self) -> dict[str, Any]:
        """Without a role nobody goes along for the city."""
        said = super().clean() or self.cleaned_data
        person = said.get("person") or (self.instance.person if self.instance.pk else None)
        if person and said.get("is_active") and not (person.roles or person.is_superuser):
            self.add_error(
                "person" if "person" in self.fields else None, "역할이 없는 사람입니다. 먼저 역할을 주십시오."
            )
        return said
