"""No page says how many cases there are that somebody may not know: with more of them it is the same page."""

import re
from itertools import product

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from grievances.models import Grievance
from notifications.models import Message
from tests import access, make
from tests.seeing.canaries import words_of
from tests.seeing.circumstances import CIRCUMSTANCES, Stage
from tests.seeing.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seeing")]

WHO = [
    "nobody",
    "who filed",
    "a colleague",
    "a stranger",
    "another department's officer",
    "a third department's head",
    "a colleague who works for another department",
    "another company",
    "one of the team, on the roster",
    "an expert",
    "the committee",
]
PUBLIC_FIGURES = {
    "home": "the figures of all cases together are published (product.md §11)",
    "admin:grievances_provisionchange_changelist": "every official may read which provisions were noted as changed",
}
"""Pages on which everybody may see that there are more cases."""
CHANGES_BY_ITSELF = re.compile(
    r'"[A-Za-z0-9]{64}"|nonce="[^"]*"|nonce-[^\' ;]+|X-Request-ID: \w+|name="key" value="[^"]*"'
)
EVERY = 8
"""So manieth circumstance is added; whose turn it is decides which."""


def pages(client: Client) -> dict[str, str]:
    """Every page that takes no row, as this person reads it."""
    found = {}
    for name, path in access.addresses():
        if "/1/" not in path and name not in PUBLIC_FIGURES and not name.startswith(("account_", "mfa_")):
            with transaction.atomic():
                answer = client.get(path)
                transaction.set_rollback(True)
            if answer.status_code == 200:
                found[path] = CHANGES_BY_ITSELF.sub("", words_of(answer))
    return found


def add_hidden_cases(world: World, user: User | None, turn: int) -> int:
    """Cases in some circumstances of every company and department; those this person may know of are taken back."""
    added = 0
    for circumstance, stage in product(CIRCUMSTANCES[turn % EVERY :: EVERY], standing(world.cast.stages)):
        with transaction.atomic():
            cases, mails = set(Grievance.objects.values_list("pk", flat=True)), Message.objects.filter(person=user)
            told = mails.count()
            circumstance(stage)
            new = Grievance.objects.exclude(pk__in=cases)
            is_known = user is not None and (new.visible_to(user).exists() or mails.count() > told)
            transaction.set_rollback(is_known)
            added += not is_known
    return added


def standing(stages: list[Stage]) -> list[Stage]:
    """Without the company that was merged into another: nobody files for it any more."""
    return [stage for stage in stages if stage.filer.seats.active().filter(company=stage.company).exists()]


@pytest.mark.parametrize("who", WHO)
def test_more_cases_that_somebody_may_not_know_change_no_page_of_theirs(world: World, who: str):
    user, client = world.people[who], Client()
    if user is not None:
        make.sign_in(client, user)
    pages(client)  # What reading itself changes is changed by now.

    with time_machine.travel(timezone.now(), tick=False):
        before = pages(client)
        added = add_hidden_cases(world, user, WHO.index(who))
        after = pages(client)

    assert [path for path in before if before[path] != after.get(path)] == []
    assert added > 3
    assert len(before) > 5
