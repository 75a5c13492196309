"""What the page that checks a paper asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from grievances import documents


class CheckForm(forms.Form):
    """문서확인번호."""

    code = forms.CharField(
        label=_("문서확인번호"),
        max_length=100,
        help_text=_("문서 아래에 있는 16자리입니다. 대문자와 소문자, 빈칸과 줄표는 가리지 않습니다."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("문서확인번호를 적어 주십시오.")},
    )

    def clean_code(self) -> str:
        """As it is printed."""
        code = documents.normalised(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("문서확인번호는 글자와 숫자 16자리입니다. 문서를 보고 다시 적어 주십시오."))
        return code
