"""QR 안내문: a page for the notice board, with the city's name and a QR code that opens one company's invitation."""

from django.conf import settings
from django.template.loader import render_to_string

from companies.models import Invitation
from companies.printing import printed, qr_code


def pdf(invitation: Invitation, link: str) -> bytes:
    """The page as PDF/UA: a screen reader can read what is on the wall."""
    page = render_to_string(
        "companies/leaflet.html",
        {
            "invitation": invitation,
            "company": invitation.company,
            "link": link,
            "code": qr_code(link),
            "city": settings.CITY,
            "site": settings.SITE_HOST,
        },
    )
    return printed(page, render_to_string("companies/leaflet.css"))
