"""만족도: what the company says of an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from grievances.models import Rating
from grievances.workflow import Solved

SCORES = {
    1: _("1점 매우 불만족"),
    2: _("2점 불만족"),
    3: _("3점 보통"),
    4: _("4점 만족"),
    5: _("5점 매우 만족"),
}


class RatingForm(forms.Form):
    """Nothing is chosen beforehand, and every choice is as easy to reach as the others."""

    solved = forms.TypedChoiceField(
        label=_("이 일이 해결되었습니까?"),
        choices=Solved.choices,
        coerce=Solved,
        widget=forms.RadioSelect({"class": "chips"}),
        error_messages={"required": _("셋 가운데 하나를 골라 주십시오.")},
    )
    score = forms.TypedChoiceField(
        label=_("답변에 얼마나 만족하십니까?"),
        choices=list(SCORES.items()),
        coerce=int,
        widget=forms.RadioSelect({"class": "chips"}),
        error_messages={"required": _("1점에서 5점 가운데 하나를 골라 주십시오.")},
    )
    comment = forms.CharField(
        label=_("더 하실 말씀"),
        required=False,
        max_length=Rating._meta.get_field("comment").max_length,
        widget=forms.Textarea({"rows": 3}),
    )
