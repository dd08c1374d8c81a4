"""What an approval is a signature on: the order of keys plays no part, everything that a reader sees does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import TRUE, in_review, words

from weighbridge.desk import Version
from weighbridge.desk.canonical import canonical, digest, read_canonical, sealed
from weighbridge.desk.content import edited
from weighbridge.desk.typed import in_order, one_line
from weighbridge.desk.values import Check, Waiver
from weighbridge.errors import InputError

THEN = datetime(2025, 7, 20, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e30, 1e30) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def turned_round(value):
    """The same value with the keys of every object in the opposite order."""
    if isinstance(value, dict):
        return {key: turned_round(value[key]) for key in reversed(value)}
    return [turned_round(part) for part in value] if isinstance(value, list) else value


@given(JSON)
def test_the_order_of_keys_plays_no_part(value):
    assert digest(value) == digest(turned_round(value))


@given(JSON)
def test_a_value_that_went_through_json_has_the_same_hash(value):
    assert digest(read_canonical(canonical(value).decode())) == digest(value)


@given(st.dictionaries(TEXT, JSON, min_size=1), st.data())
def test_another_value_has_another_hash(value, data):
    key = data.draw(st.sampled_from(sorted(value)))
    assert digest({**value, key: [value[key]]}) != digest(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60, "\ud800", {"\ud800": 1}, {1: 2}, {"a": {1, 2}}])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(InputError, match="cannot be kept as it is"):
        digest(value)


def test_the_canonical_form_is_that_of_rfc_8785():
    given = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27],
        "string": '€$\x0f\nA\'B"\\\\"/',
        "literals": [None, True],
    }
    assert canonical(given).decode() == (
        '{"literals":[null,true],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


@given(st.text(st.characters(), max_size=60))
def test_a_text_put_in_order_is_in_order(text):
    once = in_order(text)
    assert in_order(once) == once
    assert not set(once) & {"\x00", "\r", "\x7f", "\u202e"}
    assert once.encode("utf-8").decode("utf-8") == once
    assert "\n" not in one_line(text)


@given(st.text(st.characters(), min_size=1, max_size=60), st.text(st.characters(), max_size=30))
def test_saving_what_was_saved_changes_nothing(text, title):
    try:
        once = edited({}, title=title, text=text)
    except InputError:
        assert not in_order(text)
        return
    assert digest(edited(once, title=once["title"], text=once["text"])) == digest(once)


VERSION = Version("s", 1, words(), digest(words()), "rita", THEN, "")
CLAIM = {
    "in": "text",
    "start": 0,
    "end": 3,
    "quote": "353",
    "kind": "level",
    "verdict": "SUPPORTED",
    "facts": ["f@2025-07-20"],
}
CHECK = Check("s", 1, 1, "2025-07-20", 1, {"claims": [CLAIM]}, {"f": "352.5 to 353 t"}, "rita", THEN)
WAIVER = Waiver("s", "k", "seen", "ron", THEN)


def test_a_later_check_with_the_same_result_leaves_the_seal():
    later = {**CLAIM, "facts": ["f@2026-01-01"], "reason": "otherwise worded"}
    again = replace(CHECK, n=2, as_of="2026-01-01", commit=7, report={"claims": [later]}, checked_by="ed")
    assert sealed(VERSION, again, []) == sealed(VERSION, CHECK, [])


@pytest.mark.parametrize(
    "other",
    [
        (replace(VERSION, content_hash="0" * 64), CHECK, []),
        (VERSION, None, []),
        (VERSION, replace(CHECK, facts={"f": "352 to 354 t"}), []),
        (VERSION, replace(CHECK, report={"claims": [{**CLAIM, "verdict": "NOT_IN_DATA"}]}), []),
        (VERSION, replace(CHECK, report={"claims": [{**CLAIM, "facts": []}]}), []),
        (VERSION, replace(CHECK, report={"claims": []}), []),
        (VERSION, CHECK, [WAIVER]),
    ],
)
def test_anything_else_changes_it(other):
    assert sealed(*other) != sealed(VERSION, CHECK, [])


@pytest.mark.parametrize("field", ["claim", "reason", "waived_by"])
def test_a_waiver_is_part_of_it_with_who_and_why(field):
    assert sealed(VERSION, CHECK, [replace(WAIVER, **{field: "x"})]) != sealed(VERSION, CHECK, [WAIVER])
    assert sealed(VERSION, CHECK, [WAIVER, replace(WAIVER, claim="a")]) == sealed(
        VERSION, CHECK, [replace(WAIVER, claim="a"), WAIVER]
    )


def test_both_engines_keep_a_content_as_it_was_hashed(desk):
    odd = words(TRUE, title="“Magnets” – 磁石 🧲", charts=[{"y": [1.0, 2.5e-7, 10**15], "é": None}])
    story = in_review(desk, TRUE, title=odd["title"], charts=odd["charts"])
    with desk.looking_at(story.id, by="ada") as case:
        assert digest(dict(case.version.content)) == case.version.content_hash == digest(odd)
