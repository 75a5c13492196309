"""What a company sends about a case it filed: one form a move, and what each is sent with."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.inputs import DayInput
from companies.showcase.forms import Words
from grievances.forms.words import FilesField
from grievances.models import BODY_LIMIT, LINE_LIMIT, TITLE_LIMIT, Category, Grievance

WORDS_LIMIT = 3000

SHOWS = {"": _("모두"), "running": _("진행 중"), "ended": _("끝난 것")}
"""진행 중, 끝난 것: the two halves of the list."""


class FindForm(forms.Form):
    """Which of the company's cases are shown."""

    show = forms.ChoiceField(choices=list(SHOWS.items()), required=False)
    q = Words(label=_("찾기"), max_length=60, required=False)

    @property
    def wish(self) -> dict[str, str]:
        """What is asked for; what cannot be is not asked for."""
        self.is_valid()
        return {"show": "", "q": "", **self.cleaned_data}


class MoveForm(forms.Form):
    """A form on the case page. `seen` is the last line of the story that was on it."""

    use_required_attribute = False

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, case: Grievance, *args: Any, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes besides the case."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "attachments"}
        return said | ({"files": self.cleaned_data["attachments"]} if "attachments" in self.fields else {})


def _text(label: str | Promise, *, required: str | Promise = "", **kwargs: Any) -> Words:
    return Words(
        label=label,
        max_length=WORDS_LIMIT,
        lines=4,
        required=bool(required),
        error_messages={"required": required},
        **kwargs,
    )


class SupplementForm(MoveForm):
    """보완. Words or files; the action asks for one of them."""

    text = _text(_("보완하신 내용"))
    attachments = FilesField()


class MessageForm(MoveForm):
    """소통."""

    text = _text(_("담당자에게 글 남기기"))
    attachments = FilesField()


class MoreTimeForm(MoveForm):
    """보완기간 연장 요청."""

    until = forms.DateField(
        label=_("언제까지 보내시겠습니까?"),
        widget=DayInput,
        error_messages={"required": _("날짜를 골라 주십시오."), "invalid": _("날짜를 달력에서 골라 주십시오.")},
    )
    reason = _text(_("더 필요한 까닭"), required=_("왜 더 필요한지 적어 주십시오."))


class WithdrawForm(MoveForm):
    """취하. It cannot be undone, so it is said twice."""

    reason = _text(_("취하하시는 까닭"))
    is_sure = forms.BooleanField(
        label=_("취하하면 되돌릴 수 없음을 알고 있습니다."),
        error_messages={"required": _("취하하시려면 이 칸에 표시해 주십시오.")},
    )

    @property
    def content(self) -> dict[str, Any]:
        """The reason alone."""
        return {name: value for name, value in self.cleaned_data.items() if name != "is_sure"}


class ReopenForm(MoveForm):
    """재검토."""

    reason = _text(
        _("무엇을 다시 살펴야 합니까?"), required=_("무엇이 풀리지 않았는지, 무엇이 달라졌는지 적어 주십시오.")
    )
    attachments = FilesField()


class ConsentForm(MoveForm):
    """연장 동의, or not. Either way there may be something to say."""

    words = Words(label=_("담당자에게 하실 말씀"), max_length=WORDS_LIMIT, lines=3, required=False)


class AmendForm(MoveForm):
    """신청 내용 변경, from what stands there now."""

    category = forms.ModelChoiceField(Category.objects.filter(is_active=True), label=_("분야"), empty_label=None)
    title = Words(label=_("제목"), max_length=TITLE_LIMIT, error_messages={"required": _("제목을 적어 주십시오.")})
    body = Words(
        label=_("내용"), max_length=BODY_LIMIT, lines=8, error_messages={"required": _("내용을 적어 주십시오.")}
    )
    place = Words(label=_("장소"), max_length=LINE_LIMIT, required=False)
    hoped_for = Words(label=_("바라는 결과"), max_length=500, required=False)
    attachments = FilesField()

    def __init__(self, case: Grievance, *args: Any, **kwargs: Any) -> None:
        stands = {name: getattr(case, name) for name in ("title", "body", "place", "hoped_for")}
        stands |= {"category": case.category_id}
        super().__init__(case, *args, **{**kwargs, "initial": stands | kwargs.get("initial", {})})
        chosen = self.fields["category"]
        assert isinstance(chosen, forms.ModelChoiceField)
        # A case keeps a category that is no longer offered to others.
        chosen.queryset = Category.objects.filter(is_active=True) | Category.objects.filter(pk=case.category_id)
