"""What stands behind a claim is worked out once, on the edition's own day, and kept by content."""

from __future__ import annotations

from datetime import date

import pytest
from newsroom import DOUBTFUL, published

from weighbridge.check import Vintages
from weighbridge.facts import read_fact_id
from weighbridge.publish import evidence, facts_named

TWO = "China shipped 353 tonnes of rare-earth magnets to the United States in June 2025, up 660% from May."


@pytest.fixture
def edition(desk):
    published(desk, TWO, DOUBTFUL)
    return desk.edition(desk.publications()[-1])


class NoData(Vintages):
    """Views that nobody may look through."""

    def view(self, day):
        raise AssertionError(f"the data of {day} were looked at")


def test_every_fact_a_claim_names_is_laid_open_on_the_day_it_was_signed(desk, edition):
    found = evidence(edition, desk.weigher.vintages, None)
    assert set(found) == set(facts_named(edition.report)) != set()
    for id, laid in found.items():
        metric, cell, _, day = read_fact_id(id)
        assert (laid["metric"], laid["about"], laid["as_of"]) == (metric, str(cell), str(day))
        assert laid["lo"] <= laid["value"] <= laid["hi"]
        assert laid["definition"].endswith(".")
        assert laid["sql"].startswith("WITH")
        assert laid["figures"]
        assert len(laid["sources"]) == len(laid["figures"])
        assert laid["holds"]
        assert laid["signed"] == laid["interval_text"]


def test_a_second_look_does_not_touch_the_data(desk, edition, ledger, tmp_path):
    first = evidence(edition, desk.weigher.vintages, tmp_path)
    assert evidence(edition, NoData(ledger), tmp_path) == first


def test_what_was_kept_and_got_damaged_is_worked_out_again(desk, edition, tmp_path):
    first = evidence(edition, desk.weigher.vintages, tmp_path)
    [kept] = (tmp_path / "evidence").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-20])
    assert evidence(edition, desk.weigher.vintages, tmp_path) == first
    assert kept.read_bytes() == whole


def test_an_interval_that_is_no_longer_the_signed_one_is_told(desk, edition):
    from dataclasses import replace

    [some, *_] = edition.facts
    signed = replace(edition, facts={**edition.facts, some: "300 to 301 t"})
    found = evidence(signed, desk.weigher.vintages, None)
    assert [laid["holds"] for id, laid in found.items() if id.startswith(f"{some}@")] == [False]
    assert [laid["signed"] for id, laid in found.items() if id.startswith(f"{some}@")] == ["300 to 301 t"]


def test_a_fact_the_data_of_its_day_cannot_answer_is_left_out(desk, edition):
    from dataclasses import replace

    unknown = "level:export/CHN/USA/REPM_85051110/2031-01/mass@2026-11-01"
    claim = {**edition.report["claims"][0], "facts": [unknown, *edition.report["claims"][0]["facts"]]}
    asked = replace(edition, report={**edition.report, "claims": [claim]})
    found = evidence(asked, desk.weigher.vintages, None)
    assert list(found) == claim["facts"][1:]
    assert all(laid["as_of"] == str(date(2026, 11, 1)) for laid in found.values())
