"""The project as an app of its own: its commands and template tags, and its admin site in the place of Django's."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SosportalConfig(AppConfig):
    """기업SOS."""

    name = "sosportal"
    verbose_name = "기업SOS"
    default = True

    def ready(self) -> None:
        """Register the checks of the machine we run on."""
        from sosportal import checks  # noqa: F401, PLC0415 – models must be there first


class AdminConfig(admin_apps.AdminConfig):
    """The officials' workplace."""

    default = False
    default_site = "sosportal.admin.Workplace"
