"""애로 신청: one page. What a category asks beyond the rest stands on it and is shown once the category is chosen."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.inputs import DayInput
from companies.models import Company
from companies.showcase.forms import Words
from grievances import secrets_in_text
from grievances.actions import Extra
from grievances.forms.words import FilesField, Number
from grievances.models import BODY_LIMIT, LINE_LIMIT, TITLE_LIMIT, Category, Draft, Question
from grievances.wording import day_words

ALL, ONLY_ME = "ALL", "ONLY_ME"
YES_NO = [("예", _("예")), ("아니요", _("아니요"))]


class Group(NamedTuple):
    """더 묻는 것 of one category, as the page shows it."""

    category: Category
    fields: list[BoundField]
    is_chosen: bool


class FilingForm(forms.Form):
    """신청서. Only what the chosen category asks is checked."""

    use_required_attribute = False
    keeps_files = True  # with the draft

    key = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.TypedChoiceField(
        label=_("어떤 일입니까?"),
        widget=forms.RadioSelect({"class": "chips"}),
        error_messages={"required": _("분야를 하나 골라 주십시오. 모르시면 ‘기타’를 고르십시오.")},
    )
    title = Words(
        label=_("제목"),
        max_length=TITLE_LIMIT,
        error_messages={"required": _("제목을 적어 주십시오. 한 문장이면 됩니다.")},
    )
    body = Words(
        label=_("내용"),
        max_length=BODY_LIMIT,
        lines=8,
        help_text=_("어디에서, 언제부터, 무엇이 막혀 있는지 적어 주십시오."),
        error_messages={"required": _("내용을 적어 주십시오. 짧아도 됩니다.")},
    )
    place = Words(label=_("장소"), max_length=LINE_LIMIT, required=False)
    hoped_for = Words(label=_("바라는 결과"), max_length=500, required=False)
    attachments = FilesField()
    seen_by = forms.ChoiceField(
        label=_("회사에서 누가 볼 수 있습니까?"),
        choices=[(ALL, _("우리 회사 회원 모두")), (ONLY_ME, _("나와 대표 계정만 (동료에게 보이지 않기)"))],
        widget=forms.RadioSelect,
        initial=ALL,
        help_text=_("시의 담당자는 어느 쪽이든 봅니다."),
    )

    def __init__(
        self,
        company: Company,
        draft: Draft | None,
        data: QueryDict | None = None,
        sent: MultiValueDict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        kept = draft.content if draft else {}
        initial = {"place": company.address, **kept, **({"key": draft.key} if draft else {})}
        super().__init__(data, sent, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        self.categories = {str(category.pk): category for category in Category.objects.in_use()}
        chosen = self.fields["category"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = [(key, category.name) for key, category in self.categories.items()]
        chosen.coerce = self.categories.__getitem__
        self._ask_more()
        self._count_files(draft)

    def _ask_more(self) -> None:
        self.questions = {
            f"question_{told['id']}": (key, Question(**told))
            for key, category in self.categories.items()
            for told in getattr(category, "asked")  # noqa: B009 – in_use() put it there
        }
        for name, (key, question) in self.questions.items():
            self.fields[name] = _field(question, required=question.is_required and key == self.chosen)

    def _count_files(self, draft: Draft | None) -> None:
        field = self.fields["attachments"]
        assert isinstance(field, FilesField)
        there = list(draft.attachments.all()) if draft else []
        field.already, field.already_bytes = len(there), sum(one.size for one in there)

    @property
    def chosen(self) -> str:
        """The category that is chosen now, if any."""
        return str(self["category"].value() or "")

    @property
    def examples(self) -> dict[str, str]:
        """보기 of each category, by the value of its choice."""
        return {key: category.examples for key, category in self.categories.items() if category.examples}

    @property
    def groups(self) -> list[Group]:
        """더 묻는 것, category by category."""
        return [
            Group(category, fields, key == self.chosen)
            for key, category in self.categories.items()
            if (fields := [self[name] for name, (of, _question) in self.questions.items() if of == key])
        ]

    @property
    def shown_errors(self) -> bool:
        """Whether it was looked at and found wanting."""
        return self.is_bound and bool(self.errors)

    def clean(self) -> dict[str, Any]:
        """What other categories ask is nobody's concern; numbers of people and cards are pointed out once."""
        for name, (key, _question) in self.questions.items():
            if key != self.chosen:
                self.errors.pop(name, None)
                self.cleaned_data.pop(name, None)
        self.secrets = self._secrets()
        if "anyway" not in self.data:
            for name, sentence in self.secrets.items():
                self.add_error(name, sentence)
        return self.cleaned_data

    def _secrets(self) -> dict[str, str]:
        written = {name: value for name, value in self.cleaned_data.items() if isinstance(value, str)}
        found = {name: secrets_in_text.found(value) for name, value in written.items()}
        return {name: hits[0].sentence for name, hits in found.items() if hits}

    @property
    def content(self) -> dict[str, Any]:
        """What the action files."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("key", "category", "title", "body", "hoped_for", "place")},
            "files": said["attachments"],
            "is_private": said["seen_by"] == ONLY_ME,
            "extras": [
                Extra(question.label, _as_words(said[name]))
                for name, (_key, question) in self.questions.items()
                if said.get(name) not in {None, ""}
            ],
        }

    def draft_content(self) -> dict[str, str]:
        """What is typed so far, right or wrong."""
        kept = [name for name in self.fields if name not in {"key", "attachments"}]
        typed = {name: value for name in kept if isinstance(value := self.data.get(name), str)}
        return {name: value[: 2 * BODY_LIMIT].replace("\x00", "") for name, value in typed.items()}

    def warnings(self) -> list[str]:
        """Numbers that should not be there, while somebody types."""
        return [hit.sentence for name in ("title", "body") for hit in secrets_in_text.found(self.data.get(name, ""))]


def _field(question: Question, *, required: bool) -> forms.Field:
    """The field that takes the answer to a question."""
    about: Mapping[str, Any] = {"label": question.label, "help_text": question.help_text, "required": required}
    match Question.Kind(question.kind):
        case Question.Kind.LINE:
            return Words(max_length=LINE_LIMIT, **about)
        case Question.Kind.NUMBER:
            return Number(min_value=0, max_value=10**12, **about)
        case Question.Kind.DAY:
            return forms.DateField(widget=DayInput, **about)
        case Question.Kind.YES_NO:
            return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect({"class": "chips"}), **about)
        case Question.Kind.CHOICE:
            lines = [line.strip() for line in question.choices.splitlines() if line.strip()]
            choices = [("", gettext("고르지 않음")), *((line, line) for line in lines)]
            return forms.ChoiceField(choices=choices, **about)


def _as_words(value: str | int | date) -> str:
    match value:
        case date():
            return day_words(value)
        case int():
            return str(number_format(value, force_grouping=True))
        case _:
            return value
