"""`/demo/mail/`: the mails of the demo, which has no mail server. These addresses do not exist in production."""

from django.urls import path

from notifications import demo_views

app_name = "demo_mail"
urlpatterns = [
    path("", demo_views.mails, name="list"),
    path("<str:name>/", demo_views.mail, name="mail"),
    path("<str:name>/html/", demo_views.mail_as_seen, name="as_seen"),
]
