"""Who may bring in the factory registry."""

from accounts.models import User
from accounts.roles import Role


def may_import(user: User) -> bool:
    """총괄담당: what they bring in is what every company is found by."""
    return user.is_superuser or Role.MANAGER in user.roles
