"""The demo world's showcases."""

from collections import Counter

import pytest

import accounts.demo
from companies import demo
from companies.showcase import demo as showcases
from companies.showcase.models import Showcase, StoredFile

pytestmark = pytest.mark.django_db


def test_eight_are_public_one_waits_and_one_was_sent_back(client):
    accounts.demo.load()
    demo.load()

    showcases.load()

    states = Counter(Showcase.objects.values_list("state", flat=True))
    assert states == {"PUBLISHED": 8, "SUBMITTED": 1, "SENT_BACK": 1}
    assert Showcase.objects.get(state="SENT_BACK").reason == showcases.WHY_SENT_BACK
    assert Counter(StoredFile.objects.values_list("kind", flat=True)) == {"WEBP": 17, "MP4": 1, "PDF": 1}
    assert "기업 8곳" in client.get("/companies/").content.decode()


def test_without_the_rest_of_the_world_nothing_happens():
    showcases.load()

    assert not Showcase.objects.exists()
