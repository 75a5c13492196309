"""What those fill in who are asked for an opinion: the answer, or another day for it. A guest says who they are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.inputs import DayInput
from companies.showcase.forms import Words
from grievances.models import BODY_LIMIT, Consultation


class OpinionForm(forms.Form):
    """A form at a question."""

    use_required_attribute = False
    name = Words(label=_("이름"), max_length=40, error_messages={"required": _("답하시는 분의 이름을 적어 주십시오.")})
    position = Words(label=_("직위"), max_length=30, required=False)

    def __init__(self, *args: Any, asked: Consultation, is_guest: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_guest:
            self.initial.setdefault("name", asked.contact)
            self.order_fields(
                [*(name for name in self.fields if name not in {"name", "position"}), "name", "position"]
            )
        else:
            del self.fields["name"], self.fields["position"]


class AnswerForm(OpinionForm):
    """의견."""

    answer = Words(
        label=_("의견"),
        help_text=_("된다, 안 된다를 먼저 적고, 까닭과 근거를 적어 주십시오. 담당자가 답변에 씁니다."),
        max_length=BODY_LIMIT,
        lines=8,
        error_messages={"required": _("의견을 적어 주십시오.")},
    )


class PostponeForm(OpinionForm):
    """답할 날 늦추기."""

    reply_on = forms.DateField(
        label=_("언제까지 답하시겠습니까?"),
        help_text=_("한 번 늦출 수 있습니다."),
        widget=DayInput,
        error_messages={"required": _("날짜를 골라 주십시오."), "invalid": _("날짜를 달력에서 골라 주십시오.")},
    )
    reason = Words(
        label=_("더 걸리는 까닭"),
        max_length=1000,
        lines=3,
        error_messages={"required": _("왜 더 걸리는지 적어 주십시오.")},
    )
