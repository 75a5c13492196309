"""Addresses of meetings for those who attend. The public key is the meeting's number."""

from django.urls import path

from meetings.views import attending, guests

app_name = "meetings"

urlpatterns = [
    path("", attending.list_, name="list"),
    path("calendar/<str:token>.ics", guests.ics, name="ics"),
    path("link/<str:token>/", guests.guest, name="guest"),
    path("link/<str:token>/minutes.pdf", guests.guest_minutes, name="guest_minutes_pdf"),
    path("link/<str:token>/reply/", guests.guest_reply, name="guest_reply"),
    path("<str:meeting_no>/", attending.detail, name="detail"),
    path("<str:meeting_no>/minutes.pdf", attending.minutes_pdf, name="minutes_pdf"),
    path("<str:meeting_no>/reply/", attending.reply, name="reply"),
]
