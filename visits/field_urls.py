"""Addresses of the field workspace (현장). The phone makes the keys of lines and photographs."""

from django.urls import path

from visits.views import field

app_name = "field"

urlpatterns = [
    path("", field.today, name="today"),
    path("worker.js", field.worker, name="worker"),
    path("cases/<str:receipt_no>/", field.case, name="case"),
    path("<str:visit_no>/", field.visit, name="visit"),
    path("<str:visit_no>/notes/", field.keep_notes, name="notes"),
    path("<str:visit_no>/lines/<uuid:line_key>/", field.keep_line, name="line"),
    path("<str:visit_no>/lines/<uuid:line_key>/drop/", field.drop_line, name="drop_line"),
    path("<str:visit_no>/photos/<uuid:photo_key>/", field.add_photo, name="photo"),
    path("<str:visit_no>/photos/<uuid:photo_key>/drop/", field.drop_photo, name="drop_photo"),
    path("<str:visit_no>/hold/", field.hold, name="hold"),
    path("<str:visit_no>/no-show/", field.no_show, name="no_show"),
    path("<str:visit_no>/minutes/", field.send_minutes, name="minutes"),
]
