"""`/health/`: are the parts there? Says yes or no, and never which version of what."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

PATIENCE = 1.0
"""Seconds a part may take to answer before it counts as down."""


def database_answers() -> bool:
    """The database takes a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def broker_answers() -> bool:
    """The broker answers a ping in time."""
    url = settings.CELERY_BROKER_URL
    try:
        with Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as broker:
            broker.ping()
    except (RedisError, OSError):
        return False
    return True


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while every part answers, 503 when one is down."""
    parts = {"database": database_answers(), "broker": broker_answers()}
    return JsonResponse(
        {name: "ok" if answers else "down" for name, answers in parts.items()},
        status=200 if all(parts.values()) else 503,
    )
