"""A fact laid open: a sentence, an interval in words, figures with their documents, SQL that runs."""

from dataclasses import replace

import pytest
from tiny import cell_of, read_table

from weighbridge.errors import InputError, UnknownNameError
from weighbridge.facts import (
    caveat_sentences,
    caveats,
    explain,
    facts_of,
    measure,
    metrics,
    read_fact_id,
    reference_rows,
)

TABLE = """
    WLD 2025-05 1238
    WLD 2025-06 3188
    WLD 2025-01/2025-06 22319
    USA 2025-05 46
    USA 2025-06 353
    USA 2025-06 660%m
    DEU 2025-06 764
    JPN 2025-06 131
"""


def test_a_change_is_explained_in_a_sentence_with_its_figures():
    told = explain("change_on_month_pct:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20", view=read_table(TABLE))
    assert told.value_text == "+660%"
    assert told.interval_text == "658 to 677%"
    assert told.definition == (
        "By how many percent the net weight of China's exports of rare-earth magnets to the United States in June 2025 "
        "lies above or below that of the period of the same length just before, May 2025."
    )
    assert [o.value for o in told.observations] == ["353", "46", "660"]
    assert all(o.source_url for o in told.observations)
    assert told.sql.startswith("WITH now_ways AS (") and "$" not in told.sql
    assert "HS 85051110 covers finished magnets; not powders, alloys or motors." in told.caveats


def test_every_definition_becomes_a_sentence_without_holes():
    view = read_table(TABLE)
    for cell in (cell_of("USA", "2025-06"), cell_of("WLD", "2025-06"), cell_of("WLD", "2025-01/2025-06")):
        for fact in facts_of(cell, view=view):
            told = explain(fact.id, view=view)
            assert told.definition.endswith(".") and "{" not in told.definition, told.definition
            assert told.fact == fact


def test_a_base_of_ones_own_is_named():
    germany, usa = (f"export/CHN/{place}/REPM_85051110/2025-06/mass" for place in ("DEU", "USA"))
    told = explain(f"multiple_on_month:{germany}|{usa}@2025-07-20", view=read_table(TABLE))
    assert told.value_text == "2.164 times"
    assert told.definition.endswith("exports of rare-earth magnets to the United States in June 2025.")


@pytest.mark.parametrize(
    "id",
    [
        "",
        "level",
        "level:@2025-07-20",
        "level:export/CHN/USA/REPM_85051110/2025-06/mass",
        "level:export/CHN/USA@2025-13-01",
    ],
)
def test_a_text_that_is_no_fact_id_is_told_what_one_looks_like(id):
    with pytest.raises(InputError, match="one looks like level:export/CHN/USA"):
        read_fact_id(id)


def test_unknown_names_in_an_id_suggest_the_nearest():
    with pytest.raises(UnknownNameError, match="multiple_on_month"):
        read_fact_id("multiple_on_mnth:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20")
    with pytest.raises(UnknownNameError, match="'REPM_85051110'"):
        explain("level:export/CHN/USA/REPM_8505111/2025-06/mass@2025-07-20", view=read_table(TABLE))


def test_a_fact_of_another_day_is_not_explained_by_this_view():
    with pytest.raises(InputError, match="a fact as of 2025-07-21, and this is a view as of 2025-07-20"):
        explain("level:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-21", view=read_table(TABLE))


def test_a_caveat_nobody_wrote_a_sentence_for_is_an_error():
    fact = replace(measure("level", cell_of("USA", "2025-06"), view=read_table(TABLE)), caveats=("made_up",))
    with pytest.raises(UnknownNameError, match="made_up"):
        caveat_sentences(fact)


def test_every_caveat_of_the_card_has_a_sentence():
    from weighbridge.card import trade_card

    assert {c for p in trade_card().products.values() for c in p.caveats} <= set(caveats())
    assert all(text.endswith(".") for text in caveats().values())


def test_the_reference_has_a_row_for_each_metric():
    rows = list(reference_rows())
    assert [row[0] for row in rows] == list(metrics())
    assert all(all(row) for row in rows)
