"""Addresses of grievances. The public key is the receipt number; a move is a POST to its verb."""

from django.urls import path

from grievances import views

app_name = "grievances"

urlpatterns = [
    path("", views.list_, name="list"),
    path("rate/<str:token>/", views.rate_by_link, name="rate_by_link"),
    path("<str:receipt_no>/rate/", views.rate, name="rate"),
    path("<str:receipt_no>/", views.detail, name="detail"),
]
