"""Letters: plain dicts in, a mail in HTML and the same in plain text out, with nothing to load from anywhere.

Mail programs drop style sheets of their own choosing, so that a letter reads well without any; there is no picture, no
script, and no address that tells who opened it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge.pages.sheet import environment
from weighbridge.pages.theme import PALETTE

if TYPE_CHECKING:
    from jinja2 import Environment

_WIDTH = 72  # columns of plain text, as mail has had for ever


class Mail(NamedTuple):
    """A letter as it is read: its subject, its words in plain text, and the same as HTML."""

    subject: str
    text: str
    html: str


def render_mail(kind: str, context: Mapping[str, Any]) -> Mail:
    """Return a letter; `kind` is digest, notice, confirmation or reminder, `context` what it says.

    Every letter takes `newsroom`; all but the confirmation `choices` and `leave`, the addresses by which what is sent
    is chosen and ended.
    """
    given = {**context, "light": {k: v[0] for k, v in PALETTE.items()}, "dark": {k: v[1] for k, v in PALETTE.items()}}
    words = _plain().get_template(f"mail/{kind}.txt.j2").render(given)
    subject, _, text = words.strip().partition("\n")
    html = environment().get_template(f"mail/{kind}.html.j2").render(given, subject=" ".join(subject.split()))
    return Mail(" ".join(subject.split()), re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html.strip() + "\n")


@cache
def _plain() -> Environment:
    """The same templates without escaping, for plain text."""
    plain = environment().overlay(autoescape=False)
    plain.filters = {**plain.filters, "wrapped": _wrapped}
    return plain


def _wrapped(text: object, indent: int = 0) -> str:
    """Return a text in lines of bounded width; an address is never broken."""
    lines = str(text or "").split("\n")
    blank = " " * indent
    return "\n".join(
        "\n".join(wrap(line, _WIDTH - indent, break_long_words=False, break_on_hyphens=False)) or "" for line in lines
    ).replace("\n", f"\n{blank}")
