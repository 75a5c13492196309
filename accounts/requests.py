"""The request of somebody who is signed in."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """What views that need somebody take: LoginRequiredMiddleware lets nobody else through."""

    user: User
