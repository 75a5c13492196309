"""The outbox."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """알림."""

    name = "notifications"
    verbose_name = "알림"
