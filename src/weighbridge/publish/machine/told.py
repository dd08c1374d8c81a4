"""What documents for programs say alike of a story: its words as HTML, addresses that are URIs, where things are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from weighbridge.card import trade_card
from weighbridge.publish import places

if TYPE_CHECKING:
    from weighbridge.publish.masthead import Masthead

_OF_A_URI = "%/:?#[]@!$&'()*+,;=~"


def uri_of(text: str | None) -> str | None:
    """Return an address as a URI in ASCII, None for one that is no address of the web.

    >>> uri_of("https://news.example/größe a"), uri_of("javascript:alert(1)"), uri_of("")
    ('https://news.example/gr%C3%B6%C3%9Fe%20a', None, None)
    """
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    try:
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except UnicodeError:
        return None
    return quote(parts._replace(netloc=host).geturl(), safe=_OF_A_URI)


def paragraphs(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the text of a content block by block: `h2` or `p`, and its words."""
    blocks = [block.strip() for block in content["text"].split("\n\n")]
    return [("h2", b.removeprefix("## ")) if b.startswith("## ") else ("p", b) for b in blocks if b]


def html_of(content: Mapping[str, Any], label: str) -> str:
    """Return the whole text as HTML: paragraphs, headings, references, and who wrote and reviewed it."""
    body = "\n".join(f"<{tag}>{escape(words, quote=False)}</{tag}>" for tag, words in paragraphs(content))
    references = "\n".join(_references(content))
    listed = f"\n<h2>References</h2>\n<ol>\n{references}\n</ol>" if references else ""
    return f"{body}{listed}\n<p>{escape(label, quote=False)}</p>"


def _references(content: Mapping[str, Any]) -> Iterator[str]:
    for reference in content.get("references") or ():
        words = escape(f"{reference['publisher']}: {reference['title']}", quote=False)
        address = uri_of(reference["url"])
        linked = f'<a href="{escape(address)}">{words}</a>' if address else words
        yield f'<li value="{int(reference["n"])}">{linked}</li>'


def place_name(code: str) -> str:
    """Return what a place of the card is called, "" for a code it has not."""
    known = trade_card().places.get(code)
    return known.name.removeprefix("the ") if known else ""


def symbol_of(ticker: str) -> tuple[str, str]:
    """Return the exchange and the symbol of a ticker.

    >>> symbol_of("NYSE: MP"), symbol_of("F")
    (('NYSE', 'MP'), ('', 'F'))
    """
    exchange, found, symbol = ticker.partition(":")
    return (exchange.strip(), symbol.strip()) if found else ("", ticker.strip())


def policies(masthead: Masthead) -> dict[str, tuple[str, str]]:
    """Return where the newsroom says how it works: by the name of the policy at schema.org, title and address."""
    corrections, how = masthead.address(places.CORRECTIONS), masthead.address(places.HOW_WE_WORK)
    return {
        "correctionsPolicy": ("Corrections", corrections),
        "verificationFactCheckingPolicy": ("How every figure is checked", how),
        "publishingPrinciples": ("How we work", how),
        "actionableFeedbackPolicy": ("How to report a sentence", how),
    }
