"""다시 전화: what was heard."""

from django import forms


class HeardForm(forms.Form):
    """What the company said, and what comes of it."""

    heard = forms.CharField(
        label="들은 것과 앞으로 할 일",
        max_length=2000,
        help_text="사건의 내부 메모로 남습니다. 기업에는 보이지 않습니다.",
        widget=forms.Textarea({"rows": 5}),
    )
