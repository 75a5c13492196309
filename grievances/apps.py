"""Grievances: from 신청 to 만족도, their history, their clock."""

from django.apps import AppConfig


class GrievancesConfig(AppConfig):
    """기업애로."""

    name = "grievances"
    verbose_name = "기업애로"
