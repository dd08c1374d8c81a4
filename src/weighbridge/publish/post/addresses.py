"""Addresses for mail: taken in at one door, shown masked, and kept out of everything that is written down elsewhere."""

from __future__ import annotations

import re
from hashlib import sha256

from weighbridge.errors import InputError

_LONGEST, _LONGEST_LOCAL = 254, 64
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def require_address(text: str) -> str:
    r"""Return an address as it is written on an envelope, its domain in ASCII; raises InputError for no address.

    >>> require_address(" Ann.Lee@BÜCHER.example ")
    'Ann.Lee@xn--bcher-kva.example'
    >>> require_address("ann@example.org\r\nBcc: bob@example.org")
    Traceback (most recent call last):
    weighbridge.errors.InputError: that is no address mail can be sent to; one is ann@example.org
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower() if len(domain) <= _LONGEST else ""
    except UnicodeError:
        domain = ""
    address = f"{local}@{domain}"
    fits = len(local) <= _LONGEST_LOCAL and len(address) <= _LONGEST
    if not (fits and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise InputError("that is no address mail can be sent to; one is ann@example.org")
    return address


def digest_of(address: str) -> str:
    """Return the SHA-256 of an address; that of two spellings of a mailbox is the same.

    >>> digest_of("Ann@example.org") == digest_of("ann@example.org")
    True
    """
    return sha256(address.casefold().encode()).hexdigest()


def masked(address: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it.

    >>> masked("ann.lee@example.org"), masked("")
    ('a…@example.org', '')
    """
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}" if at else ""


def without_address(words: str, address: str) -> str:
    """Return what a mail server said with the address taken out, on one line of bounded length.

    >>> without_address("550 5.1.1 <Ann@example.org>: no such user ann", "ann@example.org")
    '550 5.1.1 <the recipient>: no such user the recipient'
    """
    local = address.rpartition("@")[0]
    words = re.sub(re.escape(address), "the recipient", " ".join(words.split()), flags=re.IGNORECASE)
    whole = rf"(?<![\w.+-]){re.escape(local)}(?![\w.+-]*\w)"
    return re.sub(whole, "the recipient", words, flags=re.IGNORECASE)[:300] if local else words[:300]
