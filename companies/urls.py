"""`/companies/…`: registering, the company's own pages, joining, the showcase."""

from django.urls import URLPattern

app_name = "companies"
urlpatterns: list[URLPattern] = []
