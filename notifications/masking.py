"""Personal data as lists show them: enough to recognise somebody, too little to write to them."""

import re


def masked_name(name: str) -> str:
    """`김*수`: the first and the last letter; of two letters the first."""
    if len(name) < 3:
        return f"{name[:1]}*" if name else ""
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def masked_email(address: str) -> str:
    """`ho***@city.example`: the name's first letters and the domain."""
    name, at, domain = address.partition("@")
    return f"{name[: min(2, len(name) - 1)]}***{at}{domain}" if name else ""


def masked_phone(number: str) -> str:
    """`010-****-5678`: the last four digits and what stands before the middle."""
    digits = number.replace("-", "")
    if len(digits) < 8:
        return "*" * len(digits)
    area = number.partition("-")[0] if "-" in number else digits[:3]
    return f"{area}-****-{digits[-4:]}" if digits != area + digits[-4:] else f"****-{digits[-4:]}"


_KEY = re.compile(r"(https?://\S*?/)[^/\s]{20,}(?=/|\s|$)")


def masked_links(text: str) -> str:
    """Addresses without the keys in them: what only the reader of a mail may do, nobody else does by reading along."""
    return _KEY.sub(r"\1…", text)
