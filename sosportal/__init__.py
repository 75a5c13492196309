"""Settings, root URLs, the Celery application, embedded services. No business code."""

from sosportal.celery import app as celery_app

__all__ = ["celery_app"]
