"""Nobody reads a title, a name or a number of a case outside `visible_to`, wherever they go."""

import pytest
from django.test import Client

from tests import make
from tests.seeing.sight import Sight
from tests.seeing.walk import Walk
from tests.seeing.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seeing")]

WHO = [
    "nobody",
    "who filed",
    "a colleague",
    "the owner",
    "a stranger",
    "another company's owner",
    "who left the company",
    "a colleague who works for another department",
    "the officer",
    "another officer of the department",
    "the head",
    "another department's officer",
    "another department's head",
    "whose grant ended",
    "a supporter",
    "an expert",
    "an expert who was asked",
    "the committee",
    "one of the committee, invited",
    "the owner of a company merged into ours",
    "another company",
    "a colleague in another company",
    "one of the team, on the roster",
    "one of the team, on no roster",
    "a third department's officer",
    "a third department's head",
    "an officer who sits in another company",
    "one of the team who sits in our company",
]
EXPORTERS = {"the officer", "the head", "another department's officer", "a third department's head"}
"""Some of those who may take lists away."""
SEES_EVERY_CASE = {"the manager", "the examiner", "the administrator"}
CANNOT_COME_IN = {"who was stopped"}


def test_everybody_in_the_world_goes_everywhere(world: World):
    assert set(WHO) == set(world.people) - SEES_EVERY_CASE - CANNOT_COME_IN


@pytest.mark.parametrize("who", WHO)
def test_nobody_reads_of_a_case_they_may_not_know(world: World, who: str):
    user, client = world.people[who], Client()
    if user is not None:
        make.sign_in(client, user)
    walk = Walk(client, Sight(world, user), turn=WHO.index(who))

    leaks = sorted(set(walk.leaks()))

    assert leaks == []
    assert walk.shown > 20
    assert walk.files > 5 or who not in EXPORTERS
