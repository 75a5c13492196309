"""One world for all tests of a run: it is made once a worker, and what a test changes is undone after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from tests.seeing.world import World, make_world


@pytest.fixture(scope="package")
def the_world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[World, Path]]:
    """Kept in a transaction that never ends well."""
    media = tmp_path_factory.mktemp("seeing")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media, EMAIL_BACKEND="notifications.backends.OutboxBackend"):
            world = make_world()
        yield world, media
        transaction.set_rollback(True)


@pytest.fixture
def world(the_world, db, settings) -> World:
    found, media = the_world
    settings.MEDIA_ROOT = media
    return found
