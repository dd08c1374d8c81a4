"""Laws of reconcile over random worlds: what is printed honestly is never doubted, and bounds hold the truth."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cached_property

import pytest
from drawn_figures import cell, figure
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from weighbridge.card import trade_card
from weighbridge.ledger import print_interval, reconcile
from weighbridge.model import Cell, Kind, Observation, Period

JANUARY = Period.parse("2024-01")
COUNTRIES = ("DEU", "KOR", "USA")
DUST = 1e-6  # of a tonne, and of what is weighed: bounds are given to nine digits
thorough = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class World:
    """Two years of true tonnes, by country and for the world, and prints made of them."""

    seed: int

    @cached_property
    def months(self) -> dict[tuple[str, Period], float]:
        chance = random.Random(self.seed)
        true = {}
        for month in (JANUARY.shift(n) for n in range(24)):
            for country in COUNTRIES:
                true[country, month] = round(chance.uniform(20, 900), 3)
            rest = round(chance.uniform(0, 3000), 3)
            true["WLD", month] = sum(true[country, month] for country in COUNTRIES) + rest
        return true

    def true(self, about: Cell) -> float:
        return sum(self.months[about.partner, month] for month in about.period.split())

    def level(self, about: Cell, publisher: str, *, cut: bool = False) -> Observation:
        value = self.true(about)
        return _figure(about, f"{int(value)}!" if cut else f"{value:.0f}", publisher)

    def change(self, about: Cell, base: Cell, mark: str, publisher: str, places: int) -> Observation:
        change = (self.true(about) / self.true(base) - 1) * 100
        return _figure(about, f"{change:.{places}f}%{mark}", publisher)

    def computed(self, about: Cell, base: Cell, mark: str, publisher: str) -> list[Observation]:
        """A page that rounds its levels and computes its change from what it printed."""
        now, then = round(self.true(about)), round(self.true(base))
        return [
            _figure(about, str(now), publisher),
            _figure(base, str(then), publisher),
            _figure(about, f"{(now / then - 1) * 100:.1f}%{mark}", publisher),
        ]


def _figure(about: Cell, text: str, publisher: str) -> Observation:
    return figure(about.partner, str(about.period), text, publisher)


@st.composite
def honest_prints(draw, world: World, least: int = 0):
    """Any prints of a world, each by one of a few publishers."""
    figures: list[Observation] = []
    for _ in range(draw(st.integers(least, 25))):
        place = draw(st.sampled_from(("WLD", "WLD", *COUNTRIES)))
        month = JANUARY.shift(draw(st.integers(0, 23)))
        publisher = draw(st.sampled_from(("a.example", "b.example", "c.example", "d.example")))
        about = cell(place, str(month))
        kind = draw(st.sampled_from(("level", "cut", "total", "month", "year", "total year", "share", "computed")))
        places = draw(st.integers(0, 2))
        year = month.year_to_date()
        if kind in {"level", "cut"}:
            figures.append(world.level(about, publisher, cut=kind == "cut"))
        elif kind == "total":
            figures.append(world.level(about.at(year), publisher))
        elif kind == "month" and month > JANUARY:
            figures.append(world.change(about, about.at(month.shift(-1)), "m", publisher, places))
        elif kind == "year" and month >= JANUARY.shift(12):
            figures.append(world.change(about, about.at(month.year_before()), "y", publisher, places))
        elif kind == "total year" and month >= JANUARY.shift(12):
            figures.append(world.change(about.at(year), about.at(year.year_before()), "y", publisher, places))
        elif kind == "share" and place != "WLD":
            share = world.true(about) / world.true(about.of("WLD")) * 100
            figures.append(_figure(about, f"{share:.{places}f}%s", publisher))
        elif kind == "computed" and month >= JANUARY.shift(12):
            figures += world.computed(about, about.at(month.year_before()), "y", f"{len(figures)}.example")
    return figures


@st.composite
def worlds_in_print(draw, least: int = 0):
    world = World(draw(st.integers(0, 10_000)))
    return world, draw(honest_prints(world, least))


@given(worlds_in_print())
@thorough
def test_an_honest_world_has_no_conflicts_and_its_bounds_hold_the_truth(printed):
    world, figures = printed
    found = reconcile(figures, card=trade_card())
    assert found.conflicts == ()
    for about, bound in found.bounds.items():
        if all((about.partner, month) in world.months for month in about.period.split()):
            dust = DUST * max(1.0, world.true(about))
            assert bound.interval.widened(dust, dust).holds(world.true(about)), about
            assert bound.interval.holds(bound.best)


@given(worlds_in_print(least=1), st.randoms(use_true_random=False))
@thorough
def test_the_order_of_the_figures_does_not_matter(printed, shuffle):
    _, figures = printed
    assume(figures)  # a draw may be of a figure that its month does not have
    assume(figures)
    spoilt = [
        *figures,
        replace(figures[0], value="7", interval=print_interval("7", figures[0].precision, figures[0].unit)),
    ]
    shuffled = list(spoilt)
    shuffle.shuffle(shuffled)
    assert reconcile(shuffled, card=trade_card()) == reconcile(spoilt, card=trade_card())


@given(worlds_in_print(least=4), st.data())
@thorough
def test_one_more_honest_figure_never_widens_a_bound(printed, data):
    world, figures = printed
    month = JANUARY.shift(data.draw(st.integers(0, 23)))
    more = world.level(cell(data.draw(st.sampled_from(("WLD", *COUNTRIES))), str(month)), "new.example")
    levels = [
        world.level(cell(place, "2024-01"), "old.example") for place in ("WLD", *COUNTRIES)
    ]  # all print to the tonne
    before = reconcile([*figures, *levels], card=trade_card()).bounds
    after = reconcile([*figures, *levels, more], card=trade_card()).bounds
    for about, bound in before.items():
        now = after[about].interval
        dust = DUST * max(1.0, bound.interval.hi)  # the solver's tolerance is that of the largest figure it scales by
        assert bound.interval.lo <= now.lo + dust
        assert now.hi <= bound.interval.hi + dust


@given(worlds_in_print(least=4))
@thorough
def test_a_figure_read_twice_counts_once(printed):
    _, figures = printed
    assert reconcile(figures * 2, card=trade_card()) == reconcile(figures, card=trade_card())


# ---- one gross mistake among plenty ----------------------------------------------------------------------------------


def plenty(world: World) -> list[Observation]:
    """A year of the world as two agencies and the office print it: every figure has others to be checked against."""
    figures = []
    for n in range(12, 24):
        about = cell("WLD", str(JANUARY.shift(n)))
        month, year = about.period, about.period.year_to_date()
        figures += [
            world.level(about, "agency.example"),
            world.level(about, "rival.example", cut=True),
            world.level(about.at(month.year_before()), "archive.example"),
            world.level(about.at(month.year_before()), "library.example", cut=True),
            world.level(about.at(year), "office.example"),
            world.change(about, about.at(month.shift(-1)), "m", "rival.example", 1),
            world.change(about, about.at(month.year_before()), "y", "agency.example", 1),
        ]
    return figures


def is_gross(wrong: Observation, right: Observation) -> bool:
    plus = 0.0 if right.kind is Kind.LEVEL else 100.0
    before, after = float(right.value) + plus, float(wrong.value) + plus
    return after > 0 and abs(after - before) > 0.05 * min(before, after)


def digit_lost(figure: Observation, chance: random.Random) -> str:
    spots = [n for n, character in enumerate(figure.value) if character.isdigit()]
    n = chance.choice(spots)
    return (figure.value[:n] + figure.value[n + 1 :]).rstrip(".").replace("-.", "-0.") or "0"


def digit_changed(figure: Observation, chance: random.Random) -> str:
    n = chance.choice([n for n, character in enumerate(figure.value) if character.isdigit()])
    return figure.value[:n] + chance.choice("123456789") + figure.value[n + 1 :]


def ten_times(figure: Observation, chance: random.Random) -> str:
    return figure.value + "0" if figure.kind is Kind.LEVEL else figure.value


def sign_turned(figure: Observation, chance: random.Random) -> str:
    return figure.value if figure.kind is Kind.LEVEL else figure.value.removeprefix("-" if "-" in figure.value else "+")


@pytest.mark.parametrize("mistake", [digit_lost, digit_changed, ten_times, sign_turned])
@pytest.mark.parametrize("seed", range(6))
def test_one_gross_mistake_among_plenty_is_named_alone(mistake, seed):
    chance = random.Random(seed)
    figures = plenty(World(seed))
    candidates = list(range(len(figures)))
    chance.shuffle(candidates)
    for n in candidates:
        text = mistake(figures[n], chance)
        if text.strip("-.") in {"", "0"} or text.startswith("."):
            continue
        precision, unit = figures[n].precision, figures[n].unit
        wrong = replace(figures[n], value=text, interval=print_interval(text, precision, unit))
        if is_gross(wrong, figures[n]):
            break
    else:
        pytest.fail("no figure lends itself to the mistake")
    found = reconcile([*figures[:n], wrong, *figures[n + 1 :]], card=trade_card())
    assert [(c.observation, c.certainty) for c in found.conflicts] == [(wrong, "proven")]
    assert found.conflicts[0].miss > 0


@given(st.integers(0, 10_000), st.data())
@thorough
def test_a_small_restatement_is_no_mistake(seed, data):
    """A later page prints a month a tenth of a percent higher than the first; all else stays as it was."""
    world = World(seed)
    figures = plenty(world)
    n = data.draw(st.integers(12, 23))
    about = cell("WLD", str(JANUARY.shift(n)))
    restated = _figure(about, f"{world.true(about) * 1.001:.0f}", "later.example")
    assert reconcile([*figures, restated], card=trade_card()).conflicts == ()
