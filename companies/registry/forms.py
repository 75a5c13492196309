"""The file that an official sends."""

import tempfile
from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from companies.registry.reading import Unreadable, open_table

LARGEST = 30
"""Megabytes. The registry of the whole country has 20 times the rows of a large city's and fits."""


class RegistryFileForm(forms.Form):
    """파일 올리기."""

    file = forms.FileField(
        label="공장등록현황 파일",
        help_text=f"CSV(UTF-8, CP949)나 XLSX, {LARGEST}MB까지. 먼저 무엇이 바뀌는지 보여 드립니다.",
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self) -> UploadedFile:
        """Told by its content, not by its name; a file without a header is refused right here."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST * 1024 * 1024:
            raise ValidationError(f"파일이 {LARGEST}MB를 넘습니다. 필요한 시트와 열만 남겨 다시 저장해 주십시오.")
        with tempfile.NamedTemporaryFile() as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            try:
                open_table(Path(copy.name))
            except Unreadable as refusal:
                raise ValidationError(str(refusal)) from refusal
        return file
