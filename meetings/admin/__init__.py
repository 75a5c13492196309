"""The office's workplace for meetings."""

from meetings.admin import meetings  # noqa: F401 – it registers itself
