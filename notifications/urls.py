"""`/inbox/`: what the portal has told somebody."""

from django.urls import path

from notifications import views

app_name = "inbox"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/open/", views.open_message, name="open"),
]
