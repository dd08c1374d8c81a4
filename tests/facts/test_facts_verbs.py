"""The verbs facts, explain and scan, as somebody types them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from weighbridge.cli import main

FACT = "change_on_month_pct:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def type_in(home, monkeypatch, capsys):
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(home))

    def typed(*words):
        with pytest.raises(SystemExit) as left:
            main(words)
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return typed


JUNE = ("facts", "--product", "magnets", "--partner", "USA", "--period", "2025-06", "--as-of", "2025-07-20")


def test_facts_of_a_cell_in_text(type_in):
    code, out, _ = type_in(*JUNE)
    assert code == 0 and out.startswith("As of 2025-07-20")
    assert "353 t" in out and "+660%" in out and "352.5 to 353 t" in out
    assert "Explain one: weighbridge explain level:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20" in out


def test_facts_of_a_cell_as_one_json_document(type_in):
    code, out, _ = type_in(*JUNE, "--json")
    document = json.loads(out)
    found = {fact["metric"]: fact for fact in document["facts"]}
    assert (code, document["as_of"]) == (0, "2025-07-20")
    assert found["change_on_month_pct"]["id"] == FACT and found["change_on_month_pct"]["value"] == 660.0
    assert found["level"]["lo"] < 353 <= found["level"]["hi"] and found["level"]["sources"]


def test_a_quarter_that_nobody_printed_is_worked_out(type_in):
    code, out, _ = type_in("facts", "--product", "magnets", "--partner", "world", "--period", "2025-Q2", "--json")
    level = next(f for f in json.loads(out)["facts"] if f["metric"] == "level")
    assert code == 0 and level["lo"] <= 2626 + 1238 + 3188 <= level["hi"]


def test_a_whole_product_as_csv_on_the_terminal_and_in_a_file(type_in, tmp_path):
    code, out, _ = type_in("facts", "--product", "magnets", "--as-of", "2025-07-20", "--csv", "-")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and {"USA", "WLD", "DEU"} <= {row["partner"] for row in rows}
    code, out, _ = type_in("facts", "--product", "magnets", "--as-of", "2025-07-20", "--csv", str(tmp_path / "f.csv"))
    assert code == 0 and f"{len(rows)} facts" in out
    assert len((tmp_path / "f.csv").read_text().splitlines()) == len(rows) + 1
    code, out, _ = type_in("facts", "--product", "gallium", "--parquet", str(tmp_path / "f.parquet"))
    assert code == 0 and (tmp_path / "f.parquet").stat().st_size > 1000


def test_flows_are_named_when_a_product_has_both(type_in):
    code, out, err = type_in("facts", "--product", "rare earths", "--period", "2025-06", "--json")
    flows = {fact["flow"] for fact in json.loads(out)["facts"]}
    assert code == 0 and (len(flows) == 1 or "both are given" in err)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("facts", "--product", "magnest"), 2, "'magnets'"),
        (("facts", "--product", "magnets", "--partner", "Grmany"), 2, "did you mean 'Germany'"),
        (("facts", "--product", "magnets", "--period", "2025-13"), 2, "is no period"),
        (("facts", "--product", "magnets", "--as-of", "1999-01-01"), 3, "nothing had been released by 1999-01-01"),
        (("facts", "--product", "magnets", "--partner", "Guinea"), 3, "no figure of rare-earth magnets for Guinea"),
        (("facts", "--product", "magnets", "--csv", "-", "--parquet", "x"), 2, "cannot both"),
        (("explain", "level:nonsense"), 2, "one looks like"),
        (("explain", "levle" + FACT[19:]), 2, "did you mean 'level'"),
        (("explain", FACT, "--dialect", "oracle"), 2, "duckdb, postgres, sqlite"),
        (("explain", FACT.replace("2025-07-20", "2025-07-19")), 3, "no figure"),
        (("scan", "--product", "magnets", "--period", "2031-01"), 3, "no export figure"),
    ],
)
def test_bad_questions_say_what_to_do(type_in, words, code, says):
    left, out, err = type_in(*words)
    assert (left, out) == (code, "") and says in err


def test_explain_prints_the_way_to_the_documents(type_in):
    code, out, _ = type_in("explain", FACT)
    assert code == 0
    assert out.startswith("+660%   (658 to 671%)\nBy how many percent the net weight of China's exports")
    assert "https://unn.ua/" in out and "Caveats" in out and "SQL (duckdb)" in out


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "sqlite"])
def test_explain_as_json_holds_the_same(type_in, dialect):
    code, out, _ = type_in("explain", FACT, "--json", "--dialect", dialect)
    told = json.loads(out)
    assert code == 0 and told["value_text"] == "+660%" and told["sql"].startswith("WITH")
    assert {o["value"] for o in told["observations"]} >= {"353", "46", "660"}
    assert all(set(o) >= {"publisher", "url", "printed_at", "value"} for o in told["observations"])


def test_scan_ranks_the_newest_release(type_in):
    code, out, _ = type_in("scan", "--as-of", "2025-07-20", "--json")
    document = json.loads(out)
    scores = [lead["score"] for lead in document["leads"]]
    assert code == 0 and document["released_at"] == "2025-07-20" and document["newsworthy"]
    assert scores == sorted(scores, reverse=True)
    assert document["leads"][0]["cell"].split("/")[4] == "2025-06"
    code, out, _ = type_in("scan", "--product", "magnets", "--as-of", "2025-07-20")
    assert code == 0 and "surge" in out and "news from a score of 2 on" in out
