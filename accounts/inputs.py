"""Days and moments as people pick them: with the browser's own calendar, which speaks Korean and needs no script."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A day. The browser wants ISO dates, whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A moment to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
