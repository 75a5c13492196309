"""QR 안내문: a page for the notice board, with the city's name and a QR code that opens one company's invitation."""

import segno
from django.conf import settings
from django.template.loader import render_to_string
from PIL import ImageFile

from companies.models import Invitation


def pdf(invitation: Invitation, link: str) -> bytes:
    """The page as PDF/UA: a screen reader can read what is on the wall."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 — heavy; only the process that prints loads it
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    # WeasyPrint lets Pillow take half a picture for a whole one, in the whole process: uploads must not.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    page = render_to_string(
        "companies/leaflet.html",
        {
            "invitation": invitation,
            "company": invitation.company,
            "link": link,
            "code": segno.make(link, error="m", micro=False).svg_data_uri(scale=8, border=4),
            "city": settings.CITY,
            "site": settings.SITE_HOST,
        },
    )
    sheet = CSS(string=render_to_string("companies/leaflet.css"))
    # Nothing is fetched: the page carries its QR code, fonts are the machine's.
    document = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"]))
    made = document.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    assert made is not None
    return bytes(made)
