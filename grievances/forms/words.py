"""Fields that the forms of grievances share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from companies.uploads import MB
from grievances import files
from grievances.files import Checked

ACCEPTED = ".pdf,.hwp,.hwpx,.docx,.xlsx,.pptx,.jpg,.jpeg,.png,.webp,.heic,.mp4"


class ManyFilesInput(forms.FileInput):
    """The browser's own file input, for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """사진·파일: each looked at, all of them counted together with what is there already."""

    def __init__(self, **kwargs: Any) -> None:
        limits = {"each": files.FILE_LIMIT // MB, "video": files.VIDEO_LIMIT // MB, "count": files.COUNT_LIMIT}
        told = _(
            "사진, PDF, 한글, 워드, 엑셀, 파워포인트, 영상. 하나에 %(each)dMB(영상 %(video)dMB), 모두 %(count)d개까지."
        )
        attrs = {"accept": ACCEPTED}
        super().__init__(
            label=_("사진·파일"),
            required=False,
            help_text=told % limits,
            widget=ManyFilesInput(attrs=attrs),
            **kwargs,
        )
        self.already = self.already_bytes = 0

    def clean(self, data: Sequence[File[bytes]] | None, initial: Any = None) -> list[Checked]:
        """What is kept of them; every refusal names its file."""
        sent = [one for one in data or [] if one]
        return files.checked_all(sent, already=self.already, already_bytes=self.already_bytes) if sent else []

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Several at once."""
        return {"multiple": True}


class Number(forms.IntegerField):
    """A number as people type it: 5,000 is five thousand."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Phones show their digits."""
        return {"inputmode": "numeric"}

    def to_python(self, value: Any) -> int | None:
        """Without the commas and blanks."""
        return super().to_python(str(value).replace(",", "").replace(" ", "") if value else value)
