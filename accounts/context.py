"""What every page of a signed-in person is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.idle import seconds_left
from accounts.models import User


def idle(request: HttpRequest) -> dict[str, Any]:
    """자동 로그아웃까지 남은 시간. `static/js/idle.js` warns with it and asks `extend_url` for more."""
    user = getattr(request, "user", None)  # Absent where a request failed before the middleware knew who it is.
    if not isinstance(user, User):
        return {}
    return {
        "idle": {
            "seconds_left": seconds_left(request, user),
            "warn_before": settings.IDLE_WARNING,
            "extend_url": reverse("accounts:extend"),
        }
    }
