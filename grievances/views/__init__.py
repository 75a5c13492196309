"""The company's doors."""

from grievances.views.company import detail, list_
from grievances.views.rating import rate, rate_by_link

__all__ = ["detail", "list_", "rate", "rate_by_link"]
