"""`/drive/…`: 1기업 3인 가입 운동."""

from django.urls import path

from companies.views import drive

app_name = "drive"
urlpatterns = [
    path("", drive.progress, name="progress"),
    path("companies.csv", drive.export, name="export"),
]
