"""회의록을 찍는다: what was said and promised at a visit, as a sheet of the city that everybody can read."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from companies.printing import printed
from grievances.moment import now
from visits.models import Visit
from visits.visit_page import VisitPage


def pdf(visit: Visit) -> bytes:
    """The sheet as PDF/UA, of minutes that were sent."""
    sheet = render_to_string(
        "visits/minutes.html",
        {
            "visit": visit,
            "page": VisitPage(visit, None),
            "city": settings.CITY,
            "language": get_language(),
            "printed_at": now(),
        },
    )
    return printed(sheet, render_to_string("visits/minutes.css"))
