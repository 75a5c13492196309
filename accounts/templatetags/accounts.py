"""What pages about people need."""

from django import template

from accounts import devices

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """윈도우 컴퓨터 · 크롬."""
    return devices.name_of(user_agent)
