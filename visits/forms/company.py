"""What the host sends: asking for a visit, and one form for each answer on the visit's page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from companies.showcase.forms import Words
from grievances.forms.rating import SCORES
from grievances.forms.words import FilesField
from visits.models import Objection, Programme, Promise, Visit
from visits.models.visits import TEXT_LIMIT

WISHES_LIMIT = 180
"""Of the words beside the time of day; both together are one line of the request."""
TIMES = [("오전", _("오전")), ("오후", _("오후"))]


def _times(any_time: tuple[str, str | Lazy], **kwargs: Any) -> forms.ChoiceField:
    chips = forms.RadioSelect({"class": "chips"})
    return forms.ChoiceField(
        label=_("언제가 좋으십니까?"), choices=[any_time, *TIMES], widget=chips, required=False, **kwargs
    )


def _in_one_line(*said: str) -> str:
    return ", ".join(filter(None, said))


class RequestForm(forms.Form):
    """방문 신청. Only programmes the company may ask for are there to be chosen."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)
    programme = forms.TypedChoiceField(
        label=_("어느 프로그램입니까?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("프로그램을 하나 골라 주십시오.")},
    )
    topics = Words(
        label=_("무엇을 이야기하고 싶으십니까?"),
        max_length=TEXT_LIMIT,
        lines=5,
        help_text=_("막혀 있는 일을 한 줄에 하나씩 적어 주십시오. 맡을 부서가 함께 갑니다."),
        error_messages={"required": _("무엇을 이야기하고 싶으신지 적어 주십시오. 한 줄이어도 됩니다.")},
    )
    half = _times(("", _("아무 때나")), initial="")
    wishes = Words(
        label=_("바라는 때나 피할 때"),
        max_length=WISHES_LIMIT,
        required=False,
        help_text=_("예: 12월 둘째 주는 피해 주십시오."),
    )
    present = Words(
        label=_("함께할 분"), max_length=300, required=False, help_text=_("예: 대표, 생산부장, 안전관리자")
    )
    place = Words(label=_("찾아갈 곳"), max_length=200, required=False)
    attachments = FilesField()

    def __init__(self, programmes: Sequence[Programme], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(programme.pk): programme for programme in programmes}
        chosen = self.fields["programme"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = [(key, programme.name) for key, programme in by_key.items()]
        chosen.coerce = by_key.__getitem__
        if len(by_key) == 1:
            chosen.initial = next(iter(by_key))

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        kept = {name: said[name] for name in ("key", "programme", "topics", "present", "place")}
        return {**kept, "wishes": _in_one_line(said["half"], said["wishes"]), "files": said["attachments"]}


class MoveForm(forms.Form):
    """A form on the page of a visit. `seen` is the last line of the story that was on it.

    Whoever came by the link of an association has no account; they say who they are.
    """

    use_required_attribute = False

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, visit: Visit, *args: Any, by_guest: bool = False, **kwargs: Any) -> None:
        self.visit = visit
        super().__init__(*args, **kwargs)
        if by_guest:
            self.fields["guest"] = Words(
                label=_("답하시는 분"),
                max_length=40,
                initial=visit.contact_name,
                error_messages={"required": _("답하시는 분의 이름을 적어 주십시오.")},
            )
            self.order_fields(["guest"])

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes besides the visit."""
        return dict(self.cleaned_data)


class AcceptForm(MoveForm):
    """일정 수락. Nothing to say."""


class AskOtherForm(MoveForm):
    """다른 일정 요청."""

    half = _times(("다른 날이면 아무 때나", _("다른 날이면 아무 때나")))
    wishes = Words(
        label=_("되는 날"), max_length=WISHES_LIMIT, required=False, help_text=_("예: 12월 셋째 주, 10일 뒤로")
    )

    @property
    def content(self) -> dict[str, Any]:
        """One line of wishes."""
        kept = {name: value for name, value in self.cleaned_data.items() if name != "half"}
        return {**kept, "wishes": _in_one_line(self.cleaned_data["half"], self.cleaned_data["wishes"])}


class AmendForm(MoveForm):
    """신청 내용 변경, from what stands there now."""

    topics = Words(
        label=_("이야기할 것"),
        max_length=TEXT_LIMIT,
        lines=5,
        error_messages={"required": _("무엇을 이야기하고 싶으신지 적어 주십시오. 한 줄이어도 됩니다.")},
    )
    wishes = Words(label=_("바라는 때"), max_length=200, required=False)
    present = Words(label=_("함께할 분"), max_length=300, required=False)
    place = Words(label=_("찾아갈 곳"), max_length=200, required=False)

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        stands = {name: getattr(visit, name) for name in ("topics", "wishes", "present", "place")}
        super().__init__(visit, *args, **{**kwargs, "initial": stands | kwargs.get("initial", {})})


class FilesForm(MoveForm):
    """자료 올리기."""

    attachments = FilesField()

    @property
    def content(self) -> dict[str, Any]:
        """The files under the action's name."""
        return {"files": self.cleaned_data["attachments"], "seen": self.cleaned_data["seen"]}


class CancelForm(MoveForm):
    """방문 취소."""

    reason = Words(
        label=_("취소하시는 까닭"),
        max_length=500,
        lines=3,
        help_text=_("함께 갈 분들이 읽습니다."),
        error_messages={"required": _("취소하시는 까닭을 적어 주십시오.")},
    )


class ConfirmForm(MoveForm):
    """회의록 확인, of the version that was on the page; with a score or without."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    score = forms.TypedChoiceField(
        label=_("이번 방문에 얼마나 만족하십니까?"),
        choices=list(SCORES.items()),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect({"class": "chips"}),
    )
    comment = Words(label=_("한마디"), max_length=500, lines=3, required=False)

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        stands = {"version": visit.minutes_version}
        super().__init__(visit, *args, **{**kwargs, "initial": stands | kwargs.get("initial", {})})
        if visit.score is not None:
            del self.fields["score"], self.fields["comment"]

    def clean(self) -> dict[str, Any]:
        """What is said of a visit goes with its score."""
        if self.cleaned_data.get("comment") and not self.cleaned_data.get("score"):
            self.add_error("score", _("한마디를 남기시려면 점수도 골라 주십시오."))
        return self.cleaned_data


class ObjectForm(MoveForm):
    """회의록 이의: words for each line that is not right, and for the rest."""

    words = Words(
        label=_("그 밖에 다르게 적힌 것"),
        max_length=Objection._meta.get_field("words").max_length,
        lines=3,
        required=False,
    )

    def __init__(self, visit: Visit, *args: Any, promises: Sequence[Promise], **kwargs: Any) -> None:
        super().__init__(visit, *args, **kwargs)
        self.numbers = [promise.number for promise in promises]
        for number in self.numbers:
            self.fields[_name(number)] = Words(
                label=_("%d번 줄에서 다른 것") % number,
                max_length=Objection._meta.get_field("words").max_length,
                lines=3,
                required=False,
            )
            # The field stands beside its line; the form it belongs to stands below all of them.
            self.fields[_name(number)].widget.attrs["form"] = "object"

    def of_line(self, number: int) -> BoundField:
        """The field of one line."""
        return self[_name(number)]

    @property
    def of_the_rest(self) -> list[BoundField]:
        """What is not beside a line."""
        return [field for field in self.visible_fields() if not field.name.startswith("line_")]

    @property
    def content(self) -> dict[str, Any]:
        """The lines by their numbers, and the rest."""
        lines = {number: self.cleaned_data[_name(number)] for number in self.numbers}
        rest = {name: value for name, value in self.cleaned_data.items() if not name.startswith("line_")}
        return {**rest, "lines": lines}


def _name(number: int) -> str:
    return f"line_{number}"
