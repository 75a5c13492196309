"""Many counts in one question."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from notifications.counts import counts
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db


def test_several_tables_are_counted_in_one_query():
    for name in ("가과", "나과", "다과"):
        make.department(name)
    Message.objects.create(to="kim@test.example", subject="100% 처리", text="답변")

    with CaptureQueriesContext(connection) as questions:
        found = counts(
            [
                Department.objects.filter(name__in=["가과", "나과", "다과"]).order_by("name"),
                Message.objects.filter(subject__contains="100%"),
                Department.objects.filter(pk__in=[]),
            ]
        )

    assert found == [3, 1, 0]
    assert len(questions) == 1


def test_nothing_is_counted_further_than_asked():
    for name in ("가과", "나과", "다과"):
        make.department(name)

    assert counts([Department.objects.all()], at_most=2) == [2]


def test_no_question_needs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counts([]) == []
