"""Tickers in a text: whether each belongs to a company the text names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from weighbridge.check.claim import Finding
from weighbridge.check.passages import Parts
from weighbridge.sources import Company

_EXCHANGE = (
    r"(?:NYSE(?:\s?(?:American|Arca))?|NASDAQ|Nasdaq|AMEX|LSE|LON|ASX|TSX|TSXV|TSE|TYO|HKEX|HKG|HKSE|SSE|SZSE|SHA|SHE"
    r"|SHSE|XETRA|ETR|FRA|EPA|AIM|KRX|BSE|NSE|OTC(?:MKTS|QX|QB)?)"
)
_PLACE = "N|O|K|SS|SZ|SH|HK|T|KS|KQ|AX|L|DE|PA|TO|V|MI|AS|SW|ST|OL|HE|TW|BO|NS|PK|OB"
TICKER = re.compile(
    rf"(?<!\w){_EXCHANGE}:\s?(?P<symbol>[A-Z0-9]{{1,6}}(?:\.[A-Z]{{1,3}})?)(?!\w)"
    rf"|[(<\[](?P<code>(?:[A-Z]{{1,5}}|\d{{4,6}})\.(?:{_PLACE}))[)>\]]"
    r"|(?<![\w$])\$(?P<cash>[A-Z]{1,5})(?![\w.]|\s?\d)"
    r"|\((?P<bare>[A-Z]{4,5})\)"
)
LIST = re.compile(
    r"^\W{0,3}(?:tickers?|stocks?|symbols?|companies mentioned|shares)(?:\s+(?:mentioned|named|in this story))?"
    r"\W{0,3}:[ \t]*(?P<those>\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
# In a list a symbol stands alone between separators; MP of MP Materials does not.
_LISTED = re.compile(
    rf"(?:(?<=^)|(?<=[,;/|(·•])|(?<=[,;/|·•] ))(?P<symbol>[A-Z]{{1,5}}(?:\.(?:{_PLACE}))?|\d{{4,6}}\.(?:{_PLACE}))"
    r"(?=\s*(?:[,;/|)·•.]|$))"
)
_AFTER_A_NAME = re.compile(r"[A-ZÀ-Þ][\w&’'-]*\.?,?\s*(?:[(<\[][^()<>\[\]]{0,20})?$")
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w&’'-]*(?:\s+(?:of\s+)?[A-ZÀ-Þ][\w&’'-]*){0,4}")


def lone_tickers(parts: Parts, companies: Sequence[Company]) -> Iterator[Finding]:
    """Yield each ticker whose company the text does not name, and each unknown one that fits no name in the text."""
    known = {symbol: c for c in companies for symbol in (c.symbol, c.symbol.partition(".")[0], *c.also)}
    text = f"{parts.document.title}\n{parts.document.text}"
    names: frozenset[str] | None = None
    for start, end, symbol, named in _tickers(parts.document.text):
        if company := known.get(symbol) or known.get(symbol.partition(".")[0]):
            told = (name for name in _own_names(company) if name not in (symbol, company.symbol, *company.also))
            apart = TICKER.sub(" ", LIST.sub(" ", text))  # where a name that is the ticker too stands for the company
            if not _stands(told, text) and not _stands(_own_names(company), apart):
                reason = f"{symbol} is the ticker of {company.name}, which the text does not name."
                yield Finding("ticker_without_company", start, end, reason)
        elif not named:
            names = _names(text) if names is None else names
            letters = re.sub(r"[^A-Z]", "", symbol.partition(".")[0])
            if not letters or not any(_fits(letters, name) for name in names):
                reason = f"The ticker {symbol} belongs to no company the text names."
                yield Finding("ticker_without_company", start, end, reason)


def _stands(names: Iterable[str], text: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)


def _tickers(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield each ticker: where it stands, its symbol, and whether it stands right after a name or is unsure."""
    for found in TICKER.finditer(text):
        symbol = found["symbol"] or found["code"] or found["cash"] or found["bare"]
        before = text[max(0, found.start() - 60) : found.start()]
        yield found.start(), found.end(), symbol, bool(found["bare"]) or bool(_AFTER_A_NAME.search(before))
    for line in LIST.finditer(text):
        for found in _LISTED.finditer(line["those"]):
            start = line.start("those")
            yield start + found.start(), start + found.end(), found["symbol"], found["symbol"] in _EXCHANGE


def _own_names(company: Company) -> set[str]:
    """Return the names of a company that say who it is without its ticker."""
    first = company.name.split()[0]
    return {company.name, *(n for n in company.names if "(" not in n)} | ({first} if len(first) > 3 else set())


def _names(text: str) -> frozenset[str]:
    """Return the names in a text, without what stands in lists of tickers and in the tickers themselves."""
    return frozenset(name.upper() for name in _NAME.findall(TICKER.sub(" ", LIST.sub(" ", text))))


def _fits(letters: str, name: str) -> bool:
    """Whether the letters of a ticker stand in a name in their order, as those of GM do in General Motors."""
    rest = iter(name)
    return all(letter in rest for letter in letters)
