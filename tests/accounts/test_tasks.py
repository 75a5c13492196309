from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.tasks import clear_expired_sessions
from tests import make

pytestmark = pytest.mark.django_db


def test_an_ended_session_leaves_with_all_that_is_known_of_it_and_a_living_one_stays():
    clients = [make.sign_in(Client(), make.person()) for _ in range(2)]
    for client in clients:
        client.get("/accounts/me/")
    ended, living = [client.session.session_key for client in clients]
    Session.objects.filter(session_key=ended).update(expire_date=timezone.now() - timedelta(seconds=1))

    clear_expired_sessions()
    clear_expired_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == [living]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [living]
    assert clients[1].get("/accounts/me/").status_code == 200
