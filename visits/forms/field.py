"""What the phone sends: notes, one promise line, one photograph, and the ends of a visit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import Department
from companies.models import Company
from companies.showcase.forms import Words
from grievances import files
from grievances.models import Category
from grievances.models.cases import TITLE_LIMIT
from visits.actions.logging import Ending, Line, Seen, ending_mark, mark, words_mark
from visits.models import Promise, RosterEntry, Visit
from visits.models.promises import REASON_LIMIT, SAID_LIMIT
from visits.models.visits import MINUTES_LIMIT
from visits.workflow import PromiseState

ENDS = (
    (PromiseState.SOLVED, "그 자리에서 됨"),
    (PromiseState.GRIEVANCE, "사건으로 만듦"),
    (PromiseState.EXPLAINED, "듣고 알게 됨"),
    (PromiseState.NOT_ACCEPTED, "까닭을 적음"),
)
REST = "기타"
"""The category of what fits nowhere else."""


class Ticks(forms.MultipleChoiceField):
    """Some of a list. What is not on it any more is left out: the phone may have been away while it changed."""

    def __init__(self, *, is_hidden: bool = False, **kwargs: Any) -> None:
        widget = forms.MultipleHiddenInput if is_hidden else forms.CheckboxSelectMultiple
        super().__init__(widget=widget, required=False, **kwargs)

    def validate(self, value: list[str]) -> None:
        """Nothing is wrong with what is gone."""

    def clean(self, value: Any) -> list[str]:
        """Those that are on the list."""
        return [one for one in super().clean(value) if self.valid_value(one)]


class NotesForm(forms.Form):
    """방문 기록: who was there, whom they met, what they saw. Beside each the sign of what it was based on."""

    use_required_attribute = False

    came = Ticks(label="함께 온 사람")
    met = Words(label="만난 분", max_length=300, required=False, help_text="이름과 직함. 예: 김대표, 박공장장")
    minutes = Words(label="회의록", lines=6, max_length=MINUTES_LIMIT, required=False)
    checked = Ticks(label="점검표")
    came_seen = Ticks(is_hidden=True)
    checked_seen = Ticks(is_hidden=True)
    met_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    minutes_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, roster: Iterable[RosterEntry], checks: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(entry.pk), f"{entry.shown_name} · {entry.get_part_display()}") for entry in roster]
        things = [(check, check) for check in checks]
        for name, choices in (("came", people), ("checked", things)):
            self._ticks(name).choices = choices
            self._ticks(f"{name}_seen").choices = choices
        if not things:
            del self.fields["checked"], self.fields["checked_seen"]

    def _ticks(self, name: str) -> Ticks:
        found = self.fields[name]
        assert isinstance(found, Ticks)
        return found

    @property
    def content(self) -> dict[str, Any]:
        """What `actions.keep_notes` takes."""
        given = self.cleaned_data
        came, before = ({int(pk) for pk in given[name]} for name in ("came", "came_seen"))
        checked = given.get("checked")
        seen = Seen(given["minutes_seen"], given["met_seen"], given.get("checked_seen", ()), before)
        return {"minutes": given["minutes"], "met": given["met"], "checked": checked, "came": came, "seen": seen}


@dataclass(frozen=True)
class Lists:
    """What every line of a page offers to choose from; asked for once a page."""

    visit: Visit
    categories: Mapping[str, Category] = field(
        default_factory=lambda: {str(one.pk): one for one in Category.objects.in_use()}
    )
    departments: Mapping[str, Department] = field(
        default_factory=lambda: {str(one.pk): one for one in Department.objects.filter(is_active=True)}
    )

    @cached_property
    def companies(self) -> dict[str, Company]:
        """By the name people see; the number tells two of one name apart. Only where an association is the host."""
        if not self.visit.is_meeting:
            return {}
        found: dict[str, Company] = {}
        for company in Company.objects.approved().order_by("name_key", "pk"):
            twice = company.name in found
            found[f"{company.name} ({company.registration_no or company.pk})" if twice else company.name] = company
        return found

    def named(self, company: Company | None) -> str:
        """A company as the list calls it."""
        return next((name for name, one in self.companies.items() if one == company), "")

    @property
    def rest(self) -> str:
        """기타, or the last there is."""
        ordered = list(self.categories.items())
        named = next((pk for pk, one in ordered if one.name == REST), None)
        return named or (ordered[-1][0] if ordered else "")


class LineForm(forms.Form):
    """약속 한 줄 and how it ends. `kept` is the line once its words are written."""

    use_required_attribute = False
    kept: Promise | None = None

    said = Words(
        label="말씀하신 것",
        lines=2,
        max_length=SAID_LIMIT,
        error_messages={"required": "무엇을 말씀하셨는지 적어 주십시오."},
    )
    spoken = forms.TimeField(
        label="들은 때",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "언제 들었는지 적어 주십시오.", "invalid": "14:26처럼 적어 주십시오."},
    )
    company = Words(label="말씀하신 기업", max_length=140, required=False)
    state = forms.ChoiceField(label="어떻게 끝났습니까?", widget=forms.RadioSelect, required=False)
    title = Words(label="사건 제목", max_length=TITLE_LIMIT, required=False)
    category = forms.ChoiceField(label="분야", required=False)
    department = forms.ChoiceField(label="맡을 부서", required=False)
    reason = Words(label="설명·까닭", lines=2, max_length=REASON_LIMIT, required=False)
    words_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    ending_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lists: Lists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = lists
        self._offer("state", [(end.value, format_html("{}<small>{}</small>", end.label, hint)) for end, hint in ENDS])
        self._offer("category", [(pk, _with_examples(one)) for pk, one in lists.categories.items()])
        self._offer("department", [("", "정하지 않음"), *((pk, one.name) for pk, one in lists.departments.items())])
        self.fields["category"].initial = lists.rest
        if lists.visit.is_meeting:
            self.fields["company"].widget.attrs["list"] = "companies"
        else:
            del self.fields["company"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        found = self.fields[name]
        assert isinstance(found, forms.ChoiceField)
        found.choices = choices

    @classmethod
    def of(cls, promise: Promise, lists: Lists) -> Self:
        """A line that is written already."""
        values = {
            "said": promise.said,
            "spoken": timezone.localtime(promise.spoken_at).time(),
            "company": lists.named(promise.company),
            "state": promise.state if promise.is_decided else "",
            "department": str(promise.department_id or ""),
            "reason": promise.reason,
            "words_seen": words_mark(promise),
            "ending_seen": ending_mark(promise),
        }
        return cls(lists=lists, initial=values, auto_id=f"line-{promise.key}-%s")

    def clean_company(self) -> Company | None:
        """The one whose name was chosen or typed."""
        typed = self.cleaned_data["company"]
        found = self.lists.companies.get(typed)
        if typed and found is None:
            raise forms.ValidationError("등록된 기업이 아닙니다. 목록에서 골라 주십시오.")
        return found

    def line(self, key: UUID) -> Line:
        """What was said, on the day of the visit."""
        given, on = self.cleaned_data, self.lists.visit.on
        assert on is not None
        spoken_at = timezone.make_aware(datetime.combine(on, given["spoken"]))
        return Line(key, given["said"], spoken_at, given.get("company"), given["words_seen"])

    @property
    def ending(self) -> Ending | None:
        """How it ended; None while nothing is chosen. The title is the first of the words where none was typed."""
        given = self.cleaned_data
        if not given["state"]:
            return None
        return Ending(
            PromiseState(given["state"]),
            reason=given["reason"],
            title=given["title"] or given["said"].split("\n")[0][:TITLE_LIMIT],
            category=self.lists.categories.get(given["category"]),
            department=self.lists.departments.get(given["department"]),
            seen=given["ending_seen"] or mark(PromiseState.UNDECIDED, "", ""),  # A new line has no end yet.
        )


def _with_examples(category: Category) -> str:
    return f"{category.name} ({category.examples})" if category.examples else category.name


class PhotoForm(forms.Form):
    """사진 한 장. It is drawn anew: where it was taken goes."""

    use_required_attribute = False

    photo = forms.FileField(
        label="사진",
        error_messages={"required": "사진을 골라 주십시오."},
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    caption = Words(label="무엇이 보입니까?", max_length=120, required=False, help_text="예: 막힌 배수로")
    line = forms.ChoiceField(label="어느 줄의 사진입니까?", required=False)

    def __init__(self, *args: Any, lines: Iterable[Promise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["line"]
        assert isinstance(found, forms.ChoiceField)
        found.choices = [("", "방문 전체"), *((str(one.key), f"{one.number}. {one.said[:30]}") for one in lines)]

    def clean_photo(self) -> files.Checked:
        """As it is kept. What cannot be drawn anew the action refuses."""
        return files.checked(self.cleaned_data["photo"])

    @property
    def content(self) -> dict[str, Any]:
        """What `actions.add_photo` takes."""
        given = self.cleaned_data
        line = UUID(given["line"]) if given["line"] else None
        return {"photo": given["photo"], "caption": given["caption"], "promise_key": line}


class ReasonForm(forms.Form):
    """만나지 못함: why."""

    use_required_attribute = False

    reason = Words(
        label="왜 만나지 못했습니까?",
        lines=2,
        max_length=500,
        error_messages={"required": "왜 만나지 못했는지 적어 주십시오."},
    )


class SendForm(forms.Form):
    """회의록 보내기. After an objection, what was done about it; `version` is what the page showed."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    settlement = Words(
        label="이의를 어떻게 했습니까?", lines=2, max_length=500, required=False, help_text="기업이 읽습니다."
    )

    def __init__(self, *args: Any, has_objections: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_objections:
            self.fields["settlement"].widget.attrs["form"] = "end-form"  # It stands apart from the button.
        else:
            del self.fields["settlement"]
