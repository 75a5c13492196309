import socket
import time

import pytest

from notifications import tasks
from notifications.queue import Hint


@pytest.fixture
def broker_at(monkeypatch):
    """Point whoever hands in hints to another broker."""

    def _broker_at(port: int) -> None:
        monkeypatch.setattr(tasks.deliver.app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")
        monkeypatch.setattr(tasks.deliver.app.amqp, "_producer_pool", None)

    return _broker_at


def took(hint) -> float:
    began = time.perf_counter()
    hint(1)
    return time.perf_counter() - began


def test_a_broker_that_is_gone_costs_no_time(broker_at, caplog):
    broker_at(1)
    caplog.set_level("WARNING", logger="notifications.queue")  # workers of other tests quieten the root

    took(tasks.deliver.hint)  # the first one loads the transport
    Hint._silent_until = 0.0
    seconds = took(tasks.deliver.hint)

    assert seconds < 1
    assert [record.message for record in caplog.records] == ["broker_unreachable"] * 2


def test_a_broker_that_is_silent_costs_one_short_timeout_and_then_nothing(broker_at):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(16)
        broker_at(mute.getsockname()[1])

        first, second = took(tasks.deliver.hint), took(tasks.deliver.hint)

    assert first < 2
    assert second < 0.05
    assert time.monotonic() < Hint._silent_until
