"""The sheet every page is printed on: its templates, its one style, its script, and what it may load, which is nothing.

Everything a reader sees goes through an autoescaping template; the only text passed through as it stands is this
package's own style sheets and script.
"""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from weighbridge.errors import PeriodError
from weighbridge.model import MONTH_NAMES, Period
from weighbridge.pages.theme import PALETTE, page_colours

if TYPE_CHECKING:
    from jinja2 import Environment

_BLANK = re.compile(r"[\s\x00-\x1f]")


@cache
def environment() -> Environment:
    """Return the templates of this room, autoescaping, with the filters they share."""
    from jinja2 import Environment, PackageLoader

    found = Environment(
        loader=PackageLoader("weighbridge.pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    found.filters.update(address=address, day=day_in_words, period=period_in_words, minus=true_minus)
    return found


def sheet(*styles: str) -> dict[str, Any]:
    """Return what the base template needs: the style of the named sheets, the script, and the policy that binds both.

    The policy lets a browser run this style and this script, by their digests, and load nothing else from anywhere.
    """
    from markupsafe import Markup

    style = "\n".join([page_colours(), *map(asset, styles)])
    script = asset("page.js")
    policy = (
        f"default-src 'none'; style-src '{_fingerprint(style)}'; script-src '{_fingerprint(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy, "paper": PALETTE["paper"]}


def address(text: object) -> str | None:
    """Return the text when it is an address a page may link to, http or https with a host, otherwise None.

    >>> address("https://example.org/a"), address("javascript:alert(1)"), address("//example.org")
    ('https://example.org/a', None, None)
    """
    return _link(str(text or ""))


@lru_cache(maxsize=4096)
def _link(link: str) -> str | None:
    if _BLANK.search(link):
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in ("http", "https") and parts.hostname else None


def day_in_words(when: object) -> str:
    """Return an ISO day or month as a reader writes it; any other text as it is.

    >>> day_in_words("2025-07-20"), day_in_words("2025-05"), day_in_words("Beijing, Sunday")
    ('July 20, 2025', 'May 2025', 'Beijing, Sunday')
    """
    return _day(str(when or ""))


@lru_cache(maxsize=4096)
def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return period_in_words(text)
    return f"{MONTH_NAMES[day.month - 1]} {day.day}, {day.year}"


def period_in_words(period: object) -> str:
    """Return a period as a reader writes it; a text that is no period as it is.

    >>> period_in_words("2025-06"), period_in_words("2025-01/2025-06"), period_in_words("2024")
    ('June 2025', 'January to June 2025', '2024')
    """
    text = str(period or "")
    try:
        run = Period.parse(text.replace("_", "/"))
    except PeriodError:
        return text
    last = f"{MONTH_NAMES[run.month_of_year - 1]} {run.year}"
    between = "and" if run.months == 2 else "to"
    if run.is_month:
        return last
    first_year, first_month = divmod(run.first, 12)
    if run.months == 12 and first_month == 0:
        return str(run.year)
    year = "" if first_year == run.year else f" {first_year}"
    return f"{MONTH_NAMES[first_month]}{year} {between} {last}"


def true_minus(text: object) -> str:
    """Return the text with a minus sign, not a hyphen, before negative numbers.

    >>> true_minus("-38.15% to -38.05%, 2025-06")
    '\u221238.15% to \u221238.05%, 2025-06'
    """
    return re.sub(r"(?<!\S)-(?=\d)", "\N{MINUS SIGN}", str(text or ""))


@cache
def asset(name: str) -> str:
    """Return a style sheet or a script of this room as text."""
    return files("weighbridge.pages").joinpath(name).read_text(encoding="utf-8").strip()


def _fingerprint(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
