"""Companies, their seats, the factory registry, the drive, the showcase."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """기업."""

    name = "companies"
    verbose_name = "기업"
