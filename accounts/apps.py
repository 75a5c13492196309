"""People, roles, departments, signing in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """사람과 역할."""

    name = "accounts"
    verbose_name = "사람·역할"

    def ready(self) -> None:
        """Hear from allauth when somebody sets up a second factor; it offers no other way to know."""
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415 — needs the models

        from accounts.second_factor import count_enrolment  # noqa: PLC0415

        authenticator_added.connect(count_enrolment)
