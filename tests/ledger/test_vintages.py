"""Vintages: a later release by the same source is a revision, two sources that differ are a conflict, and both stay.

Whatever the order or the split of files, the ledger shows the same; and as of a day it shows what a ledger shows that
holds only what was released by that day.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from figurefile import LATEST, NOW, figure, ledger_at, seen, without_origin, write
from hypothesis import given, settings
from hypothesis import strategies as st

JUNE, JULY = date(2025, 7, 20), date(2025, 8, 20)


def values(ledger, as_of):
    return sorted(o.value for o in ledger.observations(as_of=as_of))


def ledger_of(folder, *files):
    ledger = ledger_at(folder)
    summaries = [
        ledger.ingest(write(folder / f"file{n}.csv", rows), fetched_at=NOW) for n, rows in enumerate(files) if rows
    ]
    return ledger, summaries


# ---- what is a revision ----------------------------------------------------------------------------------------------


def test_a_later_page_of_the_same_source_with_another_value_is_a_revision(tmp_path):
    ledger, (_, second) = ledger_of(
        tmp_path, [figure()], [figure(value="360", published="2025-08-20", source_url="https://www.reuters.com/july")]
    )
    assert (second.new, second.revised, second.unchanged) == (0, 1, 0)
    assert ledger.vintages() == [JUNE, JULY]
    assert (values(ledger, JUNE), values(ledger, date(2025, 8, 19)), values(ledger, JULY)) == (
        ["353"],
        ["353"],
        ["360"],
    )
    (revised,) = ledger.observations(as_of=JULY)
    assert revised.released_at == revised.printed_at == JULY


def test_a_release_the_file_tells_replaces_what_was_released_before(tmp_path):
    ledger, (_, second) = ledger_of(
        tmp_path, [figure()], [figure(value="353.2", released_at="2025-08-18", published="")]
    )
    assert second.revised == 1
    assert (values(ledger, JUNE), values(ledger, date(2025, 8, 18))) == (["353"], ["353.2"])


def test_a_later_page_that_agrees_within_rounding_is_no_revision(tmp_path):
    rows = [figure(), figure(value="353.4", published="2025-08-20", source_url="https://www.reuters.com/july")]
    ledger, _ = ledger_of(tmp_path, rows)
    assert ledger.vintages() == [JUNE]
    assert values(ledger, JUNE) == ["353", "353.4"]


def test_two_sources_that_differ_are_a_conflict_and_both_stay(tmp_path):
    ledger, (_, second) = ledger_of(
        tmp_path, [figure()], [figure(value="360", publisher="scmp.com", published="2025-08-20")]
    )
    assert (second.new, second.revised) == (1, 0)
    assert values(ledger, JUNE) == values(ledger, LATEST) == ["353", "360"]


def test_one_page_that_says_two_things_keeps_both(tmp_path):
    ledger, _ = ledger_of(tmp_path, [figure(), figure(value="360")])
    assert values(ledger, LATEST) == ["353", "360"]


def test_an_earlier_page_that_comes_in_later_is_what_was_known_then(tmp_path):
    ledger, _ = ledger_of(
        tmp_path, [figure(value="360", published="2025-08-20")], [figure(source_url="https://www.reuters.com/early")]
    )
    assert (values(ledger, JUNE), values(ledger, JULY)) == (["353"], ["360"])


def test_a_change_in_percent_and_a_level_do_not_replace_each_other(tmp_path):
    ledger, _ = ledger_of(tmp_path, [figure()], [figure(measure="mom_pct", value="660", published="2025-08-20")])
    assert values(ledger, LATEST) == ["353", "660"]


def test_three_releases_each_hold_until_the_next(tmp_path):
    told = [
        figure(value=v, released_at=d, published="")
        for v, d in (("1", "2025-07-20"), ("2", "2025-08-18"), ("3", "2025-09-18"))
    ]
    ledger, _ = ledger_of(tmp_path, [told[2]], [told[0]], [told[1]])
    days = ledger.vintages()
    assert [values(ledger, day) for day in days] == [["1"], ["2"], ["3"]]


def test_the_same_print_in_two_files_counts_once(tmp_path):
    ledger, (_, second) = ledger_of(tmp_path, [figure()], [figure(note="seen again"), figure(partner="JPN")])
    assert (second.new, second.unchanged) == (1, 1)
    assert sorted(o.cell.partner for o in ledger.observations(as_of=LATEST)) == ["JPN", "USA"]


def test_the_same_print_dated_twice_counts_from_its_first_day(tmp_path):
    ledger, _ = ledger_of(tmp_path, [figure(published="2025-07-25")], [figure(published="2025-07-22")])
    (o,) = ledger.observations(as_of=LATEST)
    assert (o.printed_at, o.released_at) == (date(2025, 7, 22), JUNE)


def test_as_of_is_asked_and_has_no_default(tmp_path):
    ledger, _ = ledger_of(tmp_path, [figure()])
    for question in (ledger.observations, ledger.view):
        with pytest.raises(TypeError, match="as_of"):
            question()
        with pytest.raises(TypeError):
            question(LATEST)


def test_a_ledger_may_be_asked_for_some_products(tmp_path):
    ledger, _ = ledger_of(tmp_path, [figure(), figure(commodity="RE_ALL"), figure(commodity="gallium")])
    found = ledger.observations(as_of=LATEST, products=["RE_ALL", "gallium"])
    assert [o.cell.product for o in found] == ["RE_ALL", "gallium"]
    assert ledger.vintages(products=["RE_ALL"]) == [date(2025, 7, 14)]
    assert ledger.observations(as_of=LATEST, products=[]) == []


# ---- laws ------------------------------------------------------------------------------------------------------------

DAYS = ["2025-07-18", "2025-07-20", "2025-08-20", "2025-09-20"]


@st.composite
def figures(draw):
    told = draw(st.sampled_from(["", "", *DAYS]))
    return figure(
        period=draw(st.sampled_from(["2025-05", "2025-06"])),
        measure=draw(st.sampled_from(["qty_t", "ytd_t", "mom_pct"])),
        value=draw(st.sampled_from(["5", "5.2", "6", "7"])),
        precision=draw(st.sampled_from(["rounded", "truncated"])),
        published=draw(st.sampled_from([day for day in ["", *DAYS] if not day or day >= told])),
        released_at=told,
        publisher=draw(st.sampled_from(["one.example", "two.example"])),
        source_url=draw(st.sampled_from(["https://example.org/a", "https://example.org/b"])),
    )


def unique(rows):
    return list({tuple(row.items()): row for row in rows}.values())


ROWS = st.lists(figures(), min_size=1, max_size=10).map(unique)


@settings(max_examples=12, deadline=None)
@given(ROWS, st.data())
def test_any_order_and_any_split_of_files_gives_the_same(rows, data):
    shuffled = data.draw(st.permutations(rows))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), min_size=2, max_size=2)))
    parts = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        whole, _ = ledger_of(Path(one), rows)
        split, summaries = ledger_of(Path(other), *parts)
        assert seen(split) == seen(whole)
        assert sum(s.new + s.revised + s.unchanged for s in summaries) == len(rows)
        split.rebuild(fetched_at=NOW)
        assert seen(split) == seen(whole)
        assert all(len({o.id for o in found}) == len(found) for found in map(of_day(whole), whole.vintages()))


def of_day(ledger):
    return lambda day: ledger.observations(as_of=day)


@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_a_vintage_is_what_a_ledger_shows_that_holds_only_what_was_released_by_then(rows):
    with tempfile.TemporaryDirectory() as folder:
        ledger, _ = ledger_of(Path(folder), rows)
        known: set[int] = set()
        for day in ledger.vintages():
            known |= {o.row for o in ledger.observations(as_of=day)}
            with tempfile.TemporaryDirectory() as fresh:
                then, _ = ledger_of(Path(fresh), [rows[row - 2] for row in sorted(known)])
                expected = [without_origin(o) for o in then.observations(as_of=LATEST)]
                assert [without_origin(o) for o in ledger.observations(as_of=day)] == expected


@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_vintages_follow_the_plain_rule(rows):
    """The rule once more, figure by figure, without a table: what each day shows is worked out from the rows alone."""
    with tempfile.TemporaryDirectory() as folder:
        ledger, _ = ledger_of(Path(folder), rows)
        for day in [date(2025, 6, 30), *ledger.vintages(), LATEST]:
            shown = sorted(
                (o.publisher, str(o.cell), o.kind, o.value, o.source_url) for o in ledger.observations(as_of=day)
            )
            assert shown == sorted(plainly_shown(rows, day))


SPAN = {"rounded": (-0.5, 0.5), "truncated": (0.0, 1.0)}
OFFICE = {"2025-05": date(2025, 6, 20), "2025-06": date(2025, 7, 20)}


def plainly_shown(rows, day):
    def source(row):
        return row["publisher"], row["period"], row["measure"]

    def ends(row):
        unit = 0.1 if "." in row["value"] else 1.0
        return tuple(float(row["value"]) + unit * end for end in SPAN[row["precision"]])

    def day_of(word):
        return date.fromisoformat(word) if word else None

    def first_released(row):
        page = day_of(row["published"])
        office = OFFICE[row["period"]]
        return day_of(row["released_at"]) or (min(page, office) if page else office)

    def released(row):
        page = day_of(row["published"])
        if row["released_at"] or not page:
            return first_released(row)
        earlier = [r for r in rows if source(r) == source(row) and (day_of(r["published"]) or first_released(r)) < page]
        differs = any(ends(r)[1] < ends(row)[0] - 1e-9 or ends(r)[0] > ends(row)[1] + 1e-9 for r in earlier)
        return page if differs else first_released(row)

    by_then = [row for row in rows if released(row) <= day]
    for row in by_then:
        if all(released(other) <= released(row) for other in by_then if source(other) == source(row)):
            copies = [
                r
                for r in by_then
                if all(r[c] == row[c] for c in (*COPIED, "value", "source_url")) and released(r) == released(row)
            ]
            if copies[0] is row:
                kinds = {"qty_t": ("", "level"), "ytd_t": ("2025-01_", "level"), "mom_pct": ("", "change_on_previous")}
                start, kind = kinds[row["measure"]]
                cell = f"export/CHN/USA/REPM_85051110/{start}{row['period']}/mass"
                yield row["publisher"], cell, kind, row["value"], row["source_url"]


COPIED = ("publisher", "period", "measure")
