"""월간 점검: what was mended."""

from django import forms


class RemarkForm(forms.Form):
    """What a manager says of the month."""

    remark = forms.CharField(
        label="고친 것",
        max_length=2000,
        help_text="늦은 까닭과 바로잡은 것을 적습니다. 고칠 것이 없었으면 그렇게 적습니다. 나중에 바꿀 수 없습니다.",
        widget=forms.Textarea({"rows": 5}),
    )
