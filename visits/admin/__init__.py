"""The office's workplace for visits."""

from visits.admin import programmes, promises, surveys, visits  # noqa: F401 – they register themselves
