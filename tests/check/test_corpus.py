"""The labelled texts: labels follow from expressions, quotes stand where they say, no article looks ahead."""

import json
from collections import Counter
from datetime import date

import corpus_truth
import pytest

ARTICLES = [(source, json.loads(target.read_text(encoding="utf-8"))) for source, target in corpus_truth.marked_files()]
CLAIMS = [(found["id"], claim) for _, found in ARTICLES for claim in found["claims"]]


@pytest.mark.parametrize(("source", "found"), ARTICLES, ids=[a["id"] for _, a in ARTICLES])
def test_the_json_article_is_what_the_marked_one_says(source, found):
    assert corpus_truth.article(source) == found


@pytest.mark.parametrize("found", [a for _, a in ARTICLES], ids=[a["id"] for _, a in ARTICLES])
def test_quotes_stand_at_their_offsets(found):
    for claim in found["claims"]:
        field = found[claim.get("in", "text")]
        assert field[claim["start"] : claim["end"]] == claim["quote"]


@pytest.mark.parametrize("found", [a for _, a in ARTICLES], ids=[a["id"] for _, a in ARTICLES])
def test_a_claim_carries_an_error_type_exactly_when_it_is_contradicted(found):
    for claim in found["claims"]:
        assert (claim["error_type"] is not None) == (claim["label"] == "CONTRADICTED")


def test_rows_left_out_are_rows_of_the_file():
    with corpus_truth.FIGURES.open(encoding="utf-8", newline="") as file:
        rows = {
            (r["period"], r["partner"], r["commodity"], r["measure"], r["value"])
            for r in corpus_truth.csv.DictReader(file)
        }
    assert set(corpus_truth.WRONG) <= rows


def test_no_article_speaks_of_figures_released_after_its_dateline():
    for name, claim in CLAIMS:
        written = next(date.fromisoformat(a["dateline"]) for _, a in ARTICLES if a["id"] == name)
        for commodity, _, period, _ in corpus_truth.CELL.findall(claim["truth"]["text"]):
            assert corpus_truth.release_day(commodity, period) <= written, (name, claim["quote"])


def test_a_check_that_the_data_leave_open_is_no_label():
    with pytest.raises(corpus_truth.UndecidedError, match="borderline"):
        corpus_truth.label_of("mag/USA/2025-06/yoy_pct = -50")
    with pytest.raises(corpus_truth.UndecidedError, match="no such cell"):
        corpus_truth.label_of("mag/POL/2025-06 = 96")
    with pytest.raises(ValueError, match="the data do hold"):
        corpus_truth.label_of("absent mag/USA/2025-06")


def test_the_second_path_knows_what_the_pages_say():
    assert corpus_truth.label_of("mag/USA/2025-06 = 353")[0] == "SUPPORTED"
    assert corpus_truth.label_of("mag/USA/2025-06/mom_pct = 660")[0] == "SUPPORTED"
    assert corpus_truth.label_of("mag/USA/2025-06/mom_pct = 667")[0] == "SUPPORTED"
    assert corpus_truth.label_of("mag/DEU/2025-07/mom_pct = 6")[0] == "CONTRADICTED"
    assert corpus_truth.label_of("mag/WLD/2025-12/ytd_yoy_pct = -1.3")[0] == "SUPPORTED"
    assert corpus_truth.label_of("100*mag/USA/2025-05/mag/WLD/2025-05 = 3.7")[0] == "SUPPORTED"
    assert corpus_truth.label_of("DOWN('mag/WLD','2025-03','2025-05')")[0] == "SUPPORTED"
    assert corpus_truth.label_of("LS('mag/WLD','2025-10','2025-05')")[0] == "CONTRADICTED"


def test_the_mix_of_labels_is_the_one_the_floors_were_measured_on():
    labels = Counter(claim["label"] for _, claim in CLAIMS)
    assert 0.2 <= labels["CONTRADICTED"] / len(CLAIMS) <= 0.32
