"""Figures in print drawn as small tables, and what reconcile makes of them.

One line a figure: `partner period figure [publisher [day]]`. A figure is a level in tonnes (353), or a percentage with
its kind: 157.5%m on the month before, -38.1%y on the year, 11%s of the world. A mark says how it was printed:
3187! was cut, 28+ means more than, 760~ about, 24< nearly, 353= is exact. A product may lead the partner: gallium:WLD.
"""

from __future__ import annotations

from datetime import date

from weighbridge.card import trade_card
from weighbridge.ledger import Reconciliation, print_interval, reconcile
from weighbridge.model import Bound, Cell, Flow, Interval, Kind, Observation, Period, Precision

KINDS = {"m": Kind.CHANGE_ON_PREVIOUS, "y": Kind.CHANGE_ON_YEAR, "s": Kind.SHARE_OF_WORLD}
COLUMNS = {"m": "mom_pct", "y": "yoy_pct", "s": "share_pct"}
MARKS = {
    "!": Precision.TRUNCATED,
    "+": Precision.MORE_THAN,
    "~": Precision.ABOUT,
    "<": Precision.NEARLY,
    "=": Precision.EXACT,
}


def cell(partner: str, period: str) -> Cell:
    product, _, place = partner.rpartition(":")
    return Cell(Flow.EXPORT, "CHN", place, product or "REPM_85051110", Period.parse(period), "mass")


def figure(partner: str, period: str, text: str, publisher: str = "", day: str = "") -> Observation:
    """Return one figure; without a publisher nobody else prints on its page."""
    number, _, kind = text.partition("%")
    precision = MARKS.get(number[-1], Precision.ROUNDED)
    number, unit = number.rstrip("".join(MARKS)), "pct" if kind else "t"
    about = cell(partner, period)
    publisher = publisher or f"{partner}-{period}-{text}.example"
    printed_at = date.fromisoformat(day) if day else None
    return Observation(
        cell=about,
        kind=KINDS[kind] if kind else Kind.LEVEL,
        value=number,
        unit=unit,
        precision=precision,
        interval=print_interval(number, precision, unit),
        publisher=publisher,
        source_url=f"https://{publisher}/",
        column=COLUMNS[kind] if kind else "qty_t",
        released_at=date(2025, 7, 20),
        printed_at=printed_at,
    )


def drawn(table: str) -> list[Observation]:
    """Return the figures of a table, in its order."""
    return [figure(*line.split()) for line in table.splitlines() if line.strip()]


def reconciled(table: str) -> Reconciliation:
    """Return what reconcile makes of a table."""
    return reconcile(drawn(table), card=trade_card())


def bound(found: Reconciliation, partner: str, period: str) -> Bound:
    """Return the bound of a cell of a table."""
    return found.bounds[cell(partner, period)]


def between(found: Reconciliation, partner: str, period: str) -> Interval:
    """Return between what a cell of a table lies, in tonnes."""
    return bound(found, partner, period).interval


def named(found: Reconciliation) -> dict[str, str]:
    """Return the figures in conflict, as they are written in a table, with the certainty."""
    kinds = {kind: mark for mark, kind in KINDS.items()}
    told = {}
    for conflict in found.conflicts:
        seen = conflict.observation
        text = f"{seen.value}%{kinds[seen.kind]}" if seen.kind in kinds else seen.value
        told[f"{seen.cell.partner} {seen.cell.period} {text}"] = conflict.certainty
    return told


def reason(found: Reconciliation, value: str) -> str:
    """Return why the figure with that printed value is doubted."""
    return next(conflict.reason for conflict in found.conflicts if conflict.observation.value == value)
