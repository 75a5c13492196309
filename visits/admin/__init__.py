"""The office's workplace for visits."""

from visits.admin import (  # noqa: F401 – they register themselves
    blackouts,
    holidays,
    programmes,
    promises,
    surveys,
    team,
    visits,
)
