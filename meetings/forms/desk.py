"""What the office fills in for a meeting: just what a move needs, its fields named as the action calls them."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils import timezone
from psycopg.types.range import Range

from accounts.inputs import DayInput
from accounts.models import RoleGrant, User
from accounts.roles import Role
from companies.showcase.forms import Words
from grievances.forms.staff import PersonField, chips, officers
from grievances.workflow import Move as CaseMove
from meetings import rosters
from meetings.actions import Coming
from meetings.models import HEADING_LIMIT, MINUTES_LIMIT, WORDS_LIMIT, AgendaItem, Meeting
from meetings.workflow import Kind

READ = "참석하는 분들이 읽습니다."
NO_NAMES = "사건을 볼 수 없는 분도 읽으니 기업 이름이나 사건 제목은 적지 마십시오."
NUMBER = re.compile(r"\d{4}-\d{5}")


class ClockInput(forms.TimeInput):
    """A time of the day, picked with the browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class WhenForm(forms.Form):
    """Day, beginning and end, which become `during`; and where."""

    on = forms.DateField(label="날", widget=DayInput)
    begins = forms.TimeField(label="시작", widget=ClockInput, initial=time(10))
    ends = forms.TimeField(label="끝", widget=ClockInput, initial=time(12))
    place = Words(label="곳", help_text="건물과 층, 방을 적습니다.", max_length=200)
    about = Words(
        label="안내", help_text=f"준비할 것, 오는 길을 적습니다. {READ}", max_length=2000, lines=4, required=False
    )

    def clean(self) -> dict[str, Any]:
        """As the actions take it."""
        said = super().clean() or {}
        on, begins, ends = (said.pop(name, None) for name in ("on", "begins", "ends"))
        if not on or not begins or not ends:
            return said
        if ends <= begins:
            self.add_error("ends", "끝나는 때는 시작하는 때보다 뒤여야 합니다.")
            return said
        zone = timezone.get_current_timezone()
        return said | {"during": Range(datetime.combine(on, begins, zone), datetime.combine(on, ends, zone))}


class PlanForm(WhenForm):
    """회의 만들기."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = chips("종류", Kind.choices, Kind)
    title = Words(label="이름", help_text=f"비우면 날과 종류로 짓습니다. {READ}", max_length=80, required=False)

    field_order = ("kind", "title", "on", "begins", "ends", "place", "about", "key")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"key": uuid4()}, "auto_id": "plan_%s"} | kwargs)
        self.fields["on"].widget.attrs["min"] = f"{timezone.localdate(at):%Y-%m-%d}"


class MeetingForm(forms.Form):
    """What one move needs."""

    def __init__(self, *args: Any, meeting: Meeting, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "move_%s"} | kwargs)
        self.meeting, self.at = meeting, at
        self.arrange()

    def arrange(self) -> None:
        """Fill in what depends on the meeting."""


class BlankForm(MeetingForm):
    """A move that needs no word."""


class AmendForm(MeetingForm, WhenForm):
    """내용 변경."""

    title = Words(label="이름", help_text=READ, max_length=80)

    field_order = ("title", "on", "begins", "ends", "place", "about")

    def arrange(self) -> None:
        """What stands there now."""
        begins, ends = timezone.localtime(self.meeting.begins_at), timezone.localtime(self.meeting.ends_at)
        for name in ("title", "place", "about"):
            self.initial.setdefault(name, getattr(self.meeting, name))
        for name, value in (("on", begins.date()), ("begins", begins.time()), ("ends", ends.time())):
            self.initial.setdefault(name, value)


class ReasonForm(MeetingForm):
    """회의 취소."""

    reason = Words(label="까닭", help_text=READ, max_length=500, lines=3)


class PutOnForm(MeetingForm):
    """안건 올리기."""

    receipt_nos = Words(
        label="접수번호",
        help_text="여러 건은 줄을 바꾸거나 띄어 적습니다. 예: 2026-00017 2026-00031",
        max_length=2000,
        lines=4,
    )

    def arrange(self) -> None:
        """What the last meeting of this kind put off waits for this one."""
        waiting = AgendaItem.objects.waiting_for_another(self.meeting.kind).order_by("pk")
        self.initial.setdefault("receipt_nos", "\n".join(item.grievance.receipt_no for item in waiting))

    def clean_receipt_nos(self) -> list[str]:
        """Numbers, and nothing else."""
        words = re.split(r"[\s,;]+", self.cleaned_data["receipt_nos"].strip())
        if strange := [word for word in words if not NUMBER.fullmatch(word)]:
            raise forms.ValidationError(f"접수번호가 아닙니다: {', '.join(strange)}")
        return words


class HoldForm(MeetingForm):
    """회의 마침: who came, what was said."""

    came = forms.TypedMultipleChoiceField(
        label="온 사람", coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    minutes = Words(label="회의록", help_text=f"{READ} {NO_NAMES}", max_length=MINUTES_LIMIT, lines=10)

    def arrange(self) -> None:
        """Until somebody said who came, everybody did."""
        people = list(self.meeting.attendees.for_page())
        choices = [(one.pk, " · ".join(filter(None, (one.shown_name, one.shown_body)))) for one in people]
        self.fields["came"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("came", [one.pk for one in people if one.came is not False])
        self.initial.setdefault("minutes", self.meeting.minutes)
        if not people:
            del self.fields["came"]


# --- 참석자 --------------------------------------------------------------------------------------------------------


class GuestForm(forms.Form):
    """Somebody of another body. A line without a name is no line."""

    name = Words(label="이름", max_length=40, required=False)
    body = Words(label="소속", max_length=80, required=False)
    email = forms.EmailField(label="이메일", required=False)

    def clean(self) -> dict[str, Any]:
        """Who is left without a name is left out, unless something else was typed."""
        said = super().clean() or {}
        if not said.get("name") and (said.get("body") or said.get("email")):
            self.add_error("name", "오시는 분의 이름을 적어 주십시오.")
        return said


GuestForms = forms.formset_factory(GuestForm, extra=2, max_num=30, absolute_max=60)


class PeopleForm(MeetingForm):
    """참석자 정하기: those whose cases are on the agenda, the committee, one more of ours, and guests."""

    people = forms.TypedMultipleChoiceField(
        label="함께할 사람", coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    more = PersonField("한 분 더", required=False)
    team = PersonField("지원단에서 한 분", required=False)

    def arrange(self) -> None:
        """Whoever holds the cases stands first."""
        attending = list(self.meeting.attendees.for_page())
        own = [one.person for one in attending if one.person]
        near = list(RoleGrant.objects.in_force(at=self.at).filter(self._near()).select_related("person", "department"))
        people = {person.pk: person for person in (*own, *(grant.person for grant in near)) if person.is_active}
        self.by_pk = people
        hindered = rosters.hindered(self.meeting, people)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (pk, " · ".join(filter(None, (_named(person), hindered.get(pk))))) for pk, person in people.items()
        ]
        self.initial.setdefault("people", [person.pk for person in own])
        if not people:
            del self.fields["people"]
        more = self.fields["more"]
        assert isinstance(more, PersonField)
        on_the_day = officers(self.meeting.begins_at)
        more.offer(on_the_day.exclude(person__in=list(people)), "고르지 않음")
        team = RoleGrant.objects.in_force(at=self.at).filter(role=Role.TEAM, person__is_active=True)
        members = team.exclude(person__in=list(people)).select_related("person").order_by("person__name", "pk")
        self.fields["team"].choices = lambda: [  # type: ignore[attr-defined]
            ("", "고르지 않음"),
            *((grant.person_id, _named(grant.person)) for grant in members),
        ]
        initial = [
            {"name": one.name, "body": one.body, "email": one.email} for one in attending if one.person_id is None
        ]
        self.guests = GuestForms(self.data if self.is_bound else None, prefix="guests", initial=initial)

    def _near(self) -> Q:
        """Heads of the departments that hold the cases, the cases' officers, the committee and the experts."""
        agenda = self.meeting.agenda.order_by()
        heads = Q(role=Role.HEAD, department__in=agenda.values("grievance__department"))
        handling = Q(role=Role.OFFICER, person__in=agenda.values("grievance__officer"))
        return heads | handling | Q(role__in=[Role.COMMITTEE, Role.EXPERT])

    def is_valid(self) -> bool:
        """With the lines of other bodies."""
        return super().is_valid() and self.guests.is_valid()

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        said = super().clean() or {}
        if not self.guests.is_valid():
            self.add_error(None, "외부기관에서 오는 분의 칸을 고쳐 주십시오.")
            return {}
        chosen = [self.by_pk[pk] for pk in said.get("people", [])]
        more = {one.pk: one for one in (said.get("more"), said.get("team")) if one}.values()
        return {"coming": [*(Coming(person) for person in (*chosen, *more)), *self._from_outside()]}

    def _from_outside(self) -> Iterable[Coming]:
        for row in self.guests.cleaned_data:
            if row.get("name"):
                yield Coming(None, row["name"], row["body"], row["email"])


def _named(person: User) -> str:
    return " · ".join(filter(None, (f"{person.name} {person.position}".strip(), person.unit)))


# --- 안건 -----------------------------------------------------------------------------------------------------------


class HeadingForm(forms.Form):
    """안건 이름 변경."""

    heading = Words(label="안건 이름", help_text=f"{READ} {NO_NAMES}", max_length=HEADING_LIMIT)


class WordsForm(forms.Form):
    """What was decided, in words."""

    words = Words(label="정한 것", help_text=f"{READ} {NO_NAMES}", max_length=WORDS_LIMIT, lines=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "decide_%s"} | kwargs)


class TogetherForm(forms.Form):
    """여러 안건 함께: what goes on as it did, row by row by the same words."""

    what = forms.ChoiceField(
        label="무엇을",
        choices=[
            (CaseMove.KEEP.value, "계속 추진 (장기추진)"),
            (CaseMove.LOOK_AGAIN.value, "다음에 다시 봄 (처리 불가)"),
        ],
        widget=forms.RadioSelect({"class": "chips"}),
        initial=CaseMove.KEEP.value,
    )
    day = forms.DateField(
        label="다음 보고일이나 다시 볼 날", widget=DayInput, help_text="목표일은 사건마다 지금 그대로 둡니다."
    )
    text = Words(label="기업에 알릴 글", help_text="고른 사건의 기업이 저마다 읽습니다.", max_length=4000, lines=4)
    words = Words(label="정한 것", help_text=f"{READ} {NO_NAMES}", max_length=WORDS_LIMIT, lines=2)
    items = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": "안건을 고르십시오.",
            "invalid_choice": "고르신 뒤에 안건이 바뀌었습니다. 다시 고르십시오. 적으신 것은 그대로 있습니다.",
        },
    )

    def __init__(self, *args: Any, items: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "together_%s"} | kwargs)
        self.fields["items"].choices = [(item, item) for item in items]  # type: ignore[attr-defined]
