"""The labelled texts: labels follow from expressions, quotes stand where they say, no article looks ahead."""

import csv
import json
import re
from collections import Counter
from datetime import date

import corpus_truth
import plain_figures
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
    with plain_figures.FIGURES.open(encoding="utf-8", newline="") as file:
        rows = {(r["period"], r["partner"], r["commodity"], r["measure"], r["value"]) for r in csv.DictReader(file)}
    assert set(plain_figures.WRONG) <= rows


def test_no_article_speaks_of_figures_released_after_its_dateline():
    for name, claim in CLAIMS:
        written = next(date.fromisoformat(a["dateline"]) for _, a in ARTICLES if a["id"] == name)
        for commodity, _, period, _ in plain_figures.CELL.findall(claim["truth"]["text"]):
            assert plain_figures.release_day(commodity, period) <= written, (name, claim["quote"])


@pytest.mark.parametrize("source", [s for s, _ in ARTICLES], ids=[a["id"] for _, a in ARTICLES])
def test_the_number_weighed_is_the_number_printed(source):
    for mark in corpus_truth.MARK.finditer(source.read_text(encoding="utf-8")):
        quote, _, check, *_ = (part.strip() for part in mark[1].split(" | "))
        read = corpus_truth.READING.match(check)
        if read is None or read[2] != "=" or not any(c.isdigit() for c in quote):
            continue
        weighed = read[3].partition("e")[0].lstrip("+-").replace(".", "")
        printed = [n.replace(",", "").replace(".", "") for n in re.findall(r"\d[\d,.]*", quote)]
        assert any(n.strip("0") == weighed.strip("0") for n in printed), (quote, check)


def test_a_check_that_the_data_leave_open_is_no_label():
    with pytest.raises(plain_figures.UndecidedError, match="borderline"):
        corpus_truth.label_of("mag/USA/2025-06/yoy_pct = -50")
    with pytest.raises(plain_figures.UndecidedError, match="no such cell"):
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


def test_there_is_enough_of_everything():
    wrong_on_purpose = corpus_truth.marked_files(corpus_truth.FIRST + corpus_truth.SECOND + corpus_truth.THIRD)
    names = {target.stem for _, target in wrong_on_purpose}  # the fourth has no more errors than people make
    claims = [claim for name, claim in CLAIMS if name in names]
    labels = Counter(claim["label"] for claim in claims)
    kinds = {claim["kind"] for claim in claims}
    assert len(claims) >= 700
    assert 0.22 <= labels["CONTRADICTED"] / len(claims) <= 0.3
    assert 0.03 <= labels["NOT_IN_DATA"] / len(claims) <= 0.07
    assert {"level", "change", "ytd", "share", "ratio", "rank", "extreme", "streak", "comparison"} <= kinds
    assert {"sum", "count", "internal"} <= kinds


@pytest.mark.parametrize(
    "names",
    [corpus_truth.FIRST, corpus_truth.SECOND, corpus_truth.THIRD, corpus_truth.FOURTH],
    ids=["first", "second", "third", "fourth"],
)
def test_at_least_a_third_of_the_articles_is_kept_aside(names):
    _, kept = names
    assert len(corpus_truth.marked_files([kept])) * 3 >= len(corpus_truth.marked_files(names)) > 0
