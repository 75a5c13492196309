"""People, roles, departments, signing in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """사람과 역할."""

    name = "accounts"
    verbose_name = "사람·역할"
