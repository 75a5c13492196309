import pytest

from accounts.addresses import client_address, is_of_staff_network


def address(rf, *, proxies: int, settings, remote: str = "10.0.0.9", forwarded: str | None = None) -> str:
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return str(client_address(rf.get("/", headers=headers, REMOTE_ADDR=remote)))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "203.0.113.7", "10.0.0.9"),
        (1, None, "10.0.0.9"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.8", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.9"),
        (1, "203.0.113.7:51234", "203.0.113.7"),
        (1, "[2001:db8::7]:51234", "2001:db8::7"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
        (1, "nobody", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_of_a_forwarded_address_only_what_our_proxies_wrote_is_believed(rf, settings, proxies, forwarded, believed):
    assert address(rf, proxies=proxies, settings=settings, forwarded=forwarded) == believed


def test_a_request_without_an_address_comes_from_nowhere(rf, settings):
    assert address(rf, proxies=0, settings=settings, remote="") == "0.0.0.0"


@pytest.mark.parametrize(
    ("networks", "remote", "is_of"),
    [
        ([], "203.0.113.7", True),
        (["10.0.0.0/8"], "10.1.2.3", True),
        (["10.0.0.0/8"], "203.0.113.7", False),
        (["10.0.0.0/8", "203.0.113.7"], "203.0.113.7", True),
        (["10.0.0.0/8"], "2001:db8::7", False),
        (["2001:db8::/32"], "2001:db8::7", True),
    ],
)
def test_a_staff_network_is_one_of_the_list_and_no_list_means_anywhere(rf, settings, networks, remote, is_of):
    settings.STAFF_NETWORKS = networks

    assert is_of_staff_network(rf.get("/", REMOTE_ADDR=remote)) is is_of
