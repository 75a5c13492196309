"""Where a request comes from, as far as that can be believed."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

type Address = IPv4Address | IPv6Address

NOWHERE = ip_address("0.0.0.0")  # noqa: S104 — a name for "not known", nothing listens here


def client_address(request: HttpRequest) -> Address:
    """The visitor's address.

    Each proxy of ours appends whom it heard from to X-Forwarded-For, so of its entries only the last
    `TRUSTED_PROXY_COUNT` are ours; whatever stands before them was written by the visitor. A header with fewer
    entries came past a proxy and is not believed at all.
    """
    count = settings.TRUSTED_PROXY_COUNT
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    if count and len(entries) >= count:
        told = _parsed(entries[-count])
        if told is not None:
            return told
    return _parsed(request.META.get("REMOTE_ADDR", "")) or NOWHERE


def is_of_staff_network(request: HttpRequest) -> bool:
    """Whether officials may work from where this request comes from (개인정보의 안전성 확보조치 기준 §6 ①)."""
    networks = [ip_network(network) for network in settings.STAFF_NETWORKS]
    address = client_address(request)
    return not networks or any(address in network for network in networks)


def _parsed(text: str) -> Address | None:
    """An address, with or without a port; IPv4 written as IPv6 is IPv4."""
    text = text.strip()
    try:
        address = ip_address(text)
    except ValueError:
        try:
            address = ip_address(urlsplit(f"//{text}").hostname or "")
        except ValueError:
            return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
