"""Addresses of visits. The public key is the visit's number; a move is a POST to its verb."""

from django.urls import path

from visits.views import calendars, company, links, surveys
from visits.visit_page import VERBS

app_name = "visits"

urlpatterns = [
    path("", company.list_, name="list"),
    path("request/", company.request_, name="request"),
    path("calendar/", calendars.my_calendar, name="my_calendar"),
    path("calendar/renew/", calendars.renew_feed, name="renew_feed"),
    path("calendar/<str:token>.ics", calendars.roster_ics, name="roster_ics"),
    path("feed/<slug:feed_key>.ics", calendars.feed, name="feed"),
    path("link/<str:token>/", links.host_link, name="host_link"),
    path("link/<str:token>/minutes.pdf", links.host_minutes, name="host_minutes"),
    path("link/<str:token>/<str:verb>/", links.host_answer, name="host_answer"),
    path("survey/<str:token>/", surveys.survey, name="survey"),
    path("files/<uuid:file_key>/", company.file, name="file"),
    path("<str:visit_no>/visit.ics", calendars.ics, name="ics"),
    path("<str:visit_no>/minutes.pdf", company.minutes_pdf, name="minutes_pdf"),
    *(path(f"<str:visit_no>/{verb}/", company.move, {"verb": verb}, name=verb.replace("-", "_")) for verb in VERBS),
    path("<str:visit_no>/", company.detail, name="detail"),
]
