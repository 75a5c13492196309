"""What somebody answers who is asked to come."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.showcase.forms import Words
from meetings.models import Attendee

COMES, SENDS, CANNOT = "comes", "sends", "cannot"


class ReplyForm(forms.Form):
    """참석 여부."""

    use_required_attribute = False

    answer = forms.ChoiceField(
        label=_("오실 수 있습니까?"),
        choices=[(COMES, _("갑니다")), (SENDS, _("다른 사람이 갑니다")), (CANNOT, _("못 갑니다"))],
        widget=forms.RadioSelect({"class": "chips"}),
        error_messages={"required": _("하나를 골라 주십시오.")},
    )
    instead = Words(
        label=_("대신 오실 분"),
        max_length=60,
        required=False,
        help_text=_("다른 사람이 갈 때만 이름과 직위를 적습니다."),
    )
    words = Words(label=_("전하실 말"), max_length=300, required=False)

    @staticmethod
    def standing(attendee: Attendee) -> dict[str, str]:
        """What was answered before."""
        answers = {None: "", True: COMES, False: SENDS if attendee.instead else CANNOT}
        return {"answer": answers[attendee.is_coming], "instead": attendee.instead, "words": attendee.reply}

    def clean(self) -> dict[str, Any]:
        """Whoever sends somebody says whom."""
        if self.cleaned_data.get("answer") == SENDS and not self.cleaned_data.get("instead"):
            self.add_error("instead", _("대신 오실 분의 이름을 적어 주십시오."))
        return self.cleaned_data

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        answer = self.cleaned_data["answer"]
        instead = self.cleaned_data["instead"] if answer == SENDS else ""
        return {"is_coming": answer == COMES, "instead": instead, "words": self.cleaned_data["words"]}
