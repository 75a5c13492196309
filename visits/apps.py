"""Visits: programmes, their slots, what was said on site, and what became of it."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """현장방문."""

    name = "visits"
    verbose_name = "현장방문"
