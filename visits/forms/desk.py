"""What the office fills in for a visit: just what a move needs, its fields named as the action calls them."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.inputs import MomentInput
from accounts.models import Department
from companies.models import Company
from companies.showcase.forms import Words
from grievances.forms.staff import CompanyInput
from grievances.forms.words import FilesField
from grievances.models import TITLE_LIMIT, Category
from visits.actions import Ending, Line
from visits.models import Programme, Promise, Slot, Visit, VisitEntry
from visits.models.promises import REASON_LIMIT, SAID_LIMIT
from visits.models.visits import MINUTES_LIMIT, TEXT_LIMIT
from visits.wording import when_words
from visits.workflow import PromiseState

READ = "기업이 읽습니다."
NOTE_LIMIT = 500


class SlotField(forms.ModelChoiceField[Slot]):
    """A free slot of the visit's programme, the next one first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Slot.objects.none(), label="자리", empty_label="자리를 고르십시오", **kwargs)
        self.error_messages["invalid_choice"] = "그사이 찼거나 지난 자리입니다. 다른 자리를 고르십시오."

    def label_from_instance(self, obj: Slot) -> str:
        """Day and time."""
        return when_words(obj.during)


class VisitForm(forms.Form):
    """What one move needs."""

    def __init__(self, *args: Any, visit: Visit, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "move_%s"} | kwargs)
        self.visit, self.at = visit, at
        if "slot" in self.fields:
            free = Slot.objects.filter(programme=visit.programme_id).free().ahead(at=at)
            self.fields["slot"].queryset = free  # type: ignore[attr-defined]
        self.arrange()

    def arrange(self) -> None:
        """Fill in what depends on the visit."""


class OfferForm(VisitForm):
    """일정 제안."""

    slot = SlotField()
    note = Words(label="덧붙일 말", help_text=READ, max_length=NOTE_LIMIT, lines=3, required=False)


class ScheduleForm(OfferForm):
    """일정 확정: agreed on the telephone."""


class MoveDayForm(VisitForm):
    """일정 변경."""

    slot = SlotField()
    reason = Words(label="까닭", help_text="기업과 함께 갈 분들이 읽습니다.", max_length=NOTE_LIMIT, lines=3)


class ReasonForm(VisitForm):
    """A move that needs nothing but why."""

    reason = Words(label="까닭", help_text=READ, max_length=NOTE_LIMIT, lines=3)


class NoShowForm(VisitForm):
    """만나지 못함."""

    reason = Words(
        label="까닭", help_text="문이 잠겨 있었는지, 급한 일이 있었는지 적습니다.", max_length=NOTE_LIMIT, lines=3
    )


class PlaceForm(forms.Form):
    """Who comes into which slot, from the calendar; `act` is the button that was pressed."""

    visit = forms.CharField(error_messages={"required": "누구를 찾아갈지 골라 주십시오."})
    slot = forms.ModelChoiceField(
        Slot.objects.all(),
        error_messages={
            "required": "어느 자리에 찾아갈지 골라 주십시오.",
            "invalid_choice": "그사이 없어진 자리입니다. 다른 자리를 고르십시오.",
        },
    )
    note = Words(label="덧붙일 말이나 까닭", max_length=NOTE_LIMIT, lines=2, required=False)
    act = forms.ChoiceField(choices=[("offer", "제안"), ("schedule", "확정"), ("move", "일정 변경")])

    news: Sequence[VisitEntry] = ()
    """What others did meanwhile, once that is why it was refused."""

    def __init__(self, *args: Any, visits: QuerySet[Visit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._visits = visits

    @cached_property
    def _said(self) -> re.Match[str] | None:
        return re.fullmatch(r"(\d{1,18})(?::(\d{1,18}))?", str(self["visit"].value() or ""), re.ASCII)

    @cached_property
    def chosen(self) -> Visit | None:
        """Who is to be placed, as far as anybody is chosen yet."""
        return self._visits.filter(pk=int(self._said[1])).first() if self._said else None

    @property
    def seen(self) -> int:
        """The newest entry on the page the choice was made from; 0 where it does not say, so that all is news."""
        return int(self._said[2] or 0) if self._said else 0

    def clean_visit(self) -> Visit:
        """One that this person may know of."""
        if self.chosen is None:
            raise forms.ValidationError("누구를 찾아갈지 골라 주십시오.")
        return self.chosen


class AmendForm(VisitForm):
    """신청 내용 변경."""

    topics = Words(label="이야기할 것", max_length=TEXT_LIMIT, lines=5)
    wishes = Words(label="바라는 때", max_length=200, required=False)
    present = Words(label="함께할 분", max_length=300, required=False)
    place = Words(label="찾아갈 곳", max_length=200, required=False)
    contact_name = Words(label="연락할 분", max_length=40)
    contact_phone = Words(label="연락할 전화", max_length=20, required=False)
    contact_email = forms.EmailField(label="연락할 이메일", required=False)

    def arrange(self) -> None:
        """What stands there now. A company's people are its members; an association has a contact."""
        if not self.visit.is_meeting:
            for name in ("contact_name", "contact_phone", "contact_email"):
                del self.fields[name]
        for name in self.fields:
            self.initial.setdefault(name, getattr(self.visit, name))


class FilesForm(VisitForm):
    """자료 올리기."""

    def arrange(self) -> None:
        """Several at once."""
        self.fields["files"] = FilesField()


class MinutesForm(VisitForm):
    """방문 기록, written at a desk: who came, whom they met, what was said."""

    came = forms.TypedMultipleChoiceField(
        label="온 사람", coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    met = Words(label="만난 분", help_text="기업에서 나온 분들입니다.", max_length=300, required=False)
    minutes = Words(label="회의록", help_text=READ, max_length=MINUTES_LIMIT, lines=10)
    before = forms.CharField(widget=forms.HiddenInput, required=False)

    def arrange(self) -> None:
        """What was written on site. Until somebody said who came, everybody did."""
        roster = list(self.visit.roster.for_page())
        self.fields["came"].choices = [(one.pk, one.shown_name) for one in roster]  # type: ignore[attr-defined]
        self.initial.setdefault("came", [one.pk for one in roster if one.came is not False])
        if not roster:
            del self.fields["came"]
        for name in ("met", "minutes"):
            self.initial[name] = getattr(self.visit, name)
        self.initial["before"] = _mark(self.visit.minutes)

    def clean(self) -> dict[str, Any]:
        """What another one wrote on site meanwhile is not written over unseen."""
        said = super().clean() or {}
        if said.pop("before", "") != _mark(self.visit.minutes):
            self.data = {**self.data, "before": _mark(self.visit.minutes)}
            self.add_error(
                "minutes",
                f"화면을 여신 뒤에 다른 분이 회의록을 고쳤습니다. 지금 적혀 있는 글: ‘{self.visit.minutes}’ "
                "쓰신 글은 그대로 있습니다. 다시 누르면 쓰신 글로 바뀝니다.",
            )
        return said


def _mark(text: str) -> str:
    """Tells one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class SendForm(VisitForm):
    """회의록 보내기."""

    settlement = Words(
        label="이의를 어떻게 했는지", help_text=f"고친 줄, 고치지 않은 까닭을 적습니다. {READ}", max_length=NOTE_LIMIT
    )

    def arrange(self) -> None:
        """Asked only where the host objected."""
        if not self.visit.objections.filter(settled_at__isnull=True).exists():
            del self.fields["settlement"]


class CloseForm(VisitForm):
    """정리 끝내기."""

    note = Words(label="덧붙일 말", help_text=READ, max_length=NOTE_LIMIT, lines=3, required=False)


# --- Promise lines --------------------------------------------------------------------------------------------------


class LineForm(forms.Form):
    """약속 한 줄: what was said, when, and where an association is the host, who said it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    said = Words(label="말씀하신 것", help_text=READ, max_length=SAID_LIMIT, lines=3)
    spoken_at = forms.DateTimeField(label="들은 때", widget=MomentInput)
    company = forms.ModelChoiceField(
        Company.objects.approved(),
        label="말씀하신 기업",
        help_text="이름이나 사업자등록번호의 일부로 찾습니다. 기업애로가 되는 줄에는 있어야 합니다.",
        widget=CompanyInput(Promise._meta.get_field("company"), admin.site),
        required=False,
    )

    def __init__(self, *args: Any, visit: Visit, promise: Promise | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _line(promise) if promise else {"key": uuid4(), "spoken_at": visit.begins_at}
        super().__init__(*args, **{"auto_id": "said_%s"} | kwargs)
        if not visit.is_meeting:
            del self.fields["company"]

    @property
    def line(self) -> Line:
        """As the action takes it."""
        said = self.cleaned_data
        return Line(said["key"], said["said"], said["spoken_at"], said.get("company"))


def _line(promise: Promise) -> dict[str, Any]:
    return {
        "key": promise.key,
        "said": promise.said,
        "spoken_at": promise.spoken_at,
        "company": promise.company_id,
    }


class EndingForm(forms.Form):
    """How a line ends. What each end needs, the action says."""

    state = forms.TypedChoiceField(
        label="어떻게 끝났습니까",
        choices=PromiseState,
        coerce=PromiseState,
        widget=forms.RadioSelect({"class": "chips"}),
    )
    reason = Words(
        label="설명·까닭",
        help_text=f"‘설명’과 ‘불수용’에는 꼭 적습니다. {READ}",
        max_length=REASON_LIMIT,
        lines=3,
        required=False,
    )
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True), label="맡은 부서", empty_label="정하지 않음", required=False
    )
    title = Words(label="사건 제목", help_text="‘애로 접수’에만 적습니다.", max_length=TITLE_LIMIT, required=False)
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label="분야", empty_label="‘애로 접수’에만 고릅니다", required=False
    )

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "state": promise.state,
            "reason": promise.reason,
            "department": promise.department_id,
            "title": promise.said.splitlines()[0][:TITLE_LIMIT],
        }
        super().__init__(*args, **{"auto_id": "end_%s"} | kwargs)

    @property
    def ending(self) -> Ending:
        """As the action takes it."""
        return Ending(**self.cleaned_data)


# --- Asking for a visit ---------------------------------------------------------------------------------------------


class ProgrammeField(forms.ModelChoiceField[Programme]):
    """A programme that takes requests now."""

    def __init__(self) -> None:
        super().__init__(Programme.objects.none(), label="프로그램", empty_label=None)


class RequestForm(forms.Form):
    """방문 대신 신청: after a telephone call."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    programme = ProgrammeField()
    company = forms.ModelChoiceField(
        Company.objects.approved(),
        label="기업",
        help_text="이름이나 사업자등록번호의 일부로 찾습니다.",
        widget=CompanyInput(Visit._meta.get_field("company"), admin.site),
        error_messages={"invalid_choice": "승인되지 않았거나 다른 기업에 합쳐진 기업입니다. 다시 찾으십시오."},
    )
    topics = Words(
        label="이야기할 것",
        help_text="들은 대로 적습니다. 기업이 읽고 고칠 수 있습니다.",
        max_length=TEXT_LIMIT,
        lines=5,
    )
    wishes = Words(label="바라는 때", help_text="예: 3월 26일 오후, 아무 목요일", max_length=200, required=False)
    present = Words(label="함께할 분", max_length=300, required=False)
    place = Words(label="찾아갈 곳", help_text="비워 두면 기업의 주소입니다.", max_length=200, required=False)

    def __init__(self, *args: Any, at: datetime, company: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), "company": company}
        super().__init__(*args, **kwargs)
        running = Programme.objects.running(on=timezone.localdate(at))
        self.fields["programme"].queryset = running  # type: ignore[attr-defined]

    @property
    def who(self) -> Iterable[forms.BoundField]:
        """The left column."""
        left = ("programme", "company", "organization", "contact_name", "contact_phone", "contact_email")
        return [self[name] for name in left if name in self.fields]

    @property
    def what(self) -> Iterable[forms.BoundField]:
        """The right one."""
        return [self[name] for name in ("topics", "wishes", "present", "place")]


class MeetingForm(RequestForm):
    """간담회 with an association."""

    company = None  # type: ignore[assignment]
    organization = Words(label="경제단체", max_length=80)
    contact_name = Words(label="연락할 분", max_length=40)
    contact_phone = Words(label="연락할 전화", max_length=20, required=False)
    contact_email = forms.EmailField(label="연락할 이메일", help_text="일정과 회의록이 이리로 갑니다.", required=False)
    place = Words(label="모일 곳", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Somebody must hear of the day."""
        said = super().clean() or {}
        if not said.get("contact_phone") and not said.get("contact_email") and "contact_email" not in self.errors:
            self.add_error("contact_phone", "전화나 이메일 가운데 하나는 적으십시오. 일정을 알려야 합니다.")
        return said
