"""The card of the trade data: every name it knows, and which place lies in which."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.card import trade_card
from weighbridge.errors import UnknownNameError
from weighbridge.ledger import UNITS

CARD = trade_card()
PLACES = st.sampled_from(sorted(CARD.places))


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("magnets", "REPM_85051110"),
        ("MAGNETS", "REPM_85051110"),
        ("  rare   earth magnets ", "REPM_85051110"),
        ("8505.11.10", "REPM_85051110"),
        ("REPM_85051110", "REPM_85051110"),
        ("rare earths", "RE_ALL"),
    ],
)
def test_a_product_is_found_by_any_of_its_names(name, id):
    assert CARD.product(name).id == id


@pytest.mark.parametrize(
    ("name", "id"), [("USA", "USA"), ("germany", "DEU"), ("world", "WLD"), ("the US", "USA"), ("EU", "EU27")]
)
def test_a_place_is_found_by_any_of_its_names(name, id):
    assert CARD.place(name).id == id


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: CARD.product("magnest"), r"no product is called 'magnest'; did you mean '.*magnets'"),
        (lambda: CARD.place("Grmany"), r"no partner is called 'Grmany'; did you mean 'Germany'"),
        (lambda: CARD.place("Atlantis"), r"no partner is called 'Atlantis'"),
        (lambda: CARD.product(""), r"no product is called ''"),
        (lambda: CARD.measure("mas"), r"no measure is called 'mas'; did you mean 'mass'"),
    ],
)
def test_an_unknown_name_is_refused_with_its_near_misses(ask, said):
    with pytest.raises(UnknownNameError, match=said):
        ask()


def test_every_name_of_the_card_means_one_thing():
    """The indices refuse a name of two members; asking for one builds them."""
    for product in CARD.products.values():
        assert {CARD.product(name).id for name in (product.id, product.name, *product.names)} == {product.id}
    for place in CARD.places.values():
        assert {CARD.place(name).id for name in (place.id, place.name, *place.names)} == {place.id}


def test_every_place_lies_in_known_places_and_not_in_itself():
    for place in CARD.places.values():
        chain_up, at = [place.id], place.within
        while at is not None:
            assert at in CARD.places and at not in chain_up
            chain_up.append(at)
            at = CARD.places[at].within
        assert chain_up[-1] == "WLD"


def test_every_measure_is_kept_in_a_canonical_unit():
    for measure in CARD.measures.values():
        assert UNITS[measure.unit].measure == measure.id
        assert UNITS[measure.unit].canonical_per_unit == 1.0
        assert UNITS[measure.shown].canonical_per_unit * measure.shown_per_unit == pytest.approx(1.0)


@given(st.lists(PLACES, max_size=12), PLACES)
def test_parts_lie_in_the_whole_and_never_in_each_other(places, whole):
    parts = CARD.parts_of(whole, places)
    assert set(parts) <= set(places) - {whole}
    assert all(CARD.lies_in(part, whole) for part in parts)
    assert not any(a != b and CARD.lies_in(a, b) for a in parts for b in parts)
    covered = {p for p in places if p != whole and CARD.lies_in(p, whole)}
    assert all(any(CARD.lies_in(place, part) for part in parts) for place in covered)


def test_germany_counts_within_the_union_once():
    assert CARD.parts_of("WLD", ["DEU", "EU27", "JPN"]) == ("EU27", "JPN")
    assert CARD.parts_of("EU27", ["DEU", "EU27", "JPN"]) == ("DEU",)
    assert CARD.parts_of("WLD", chain(["USA"], ["NAMERICA"])) == ("NAMERICA",)
