"""Meetings: one-stop, joint, council and review; what they decide is done."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """회의."""

    name = "meetings"
    verbose_name = "회의"
