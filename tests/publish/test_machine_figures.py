"""The figures behind an edition are enough to reconcile them anew and come to the same bounds."""

from __future__ import annotations

from datetime import date

import pytest
from newsroom import TRUE, published

from weighbridge.ledger import print_interval
from weighbridge.model import Precision
from weighbridge.publish.figures import COLUMNS, figures


def test_all_figures_of_the_product_that_were_current_that_day_go_along(desk):
    published(desk, TRUE)
    edition = desk.edition(desk.publications()[-1])
    table = figures(edition, desk.weigher.vintages, None)
    view = desk.weigher.vintages.view(date(2026, 11, 1))
    current = [o for o in view.observations if o.cell.product == "REPM_85051110"]
    assert table["columns"] == list(COLUMNS)
    assert len(table["rows"]) == len(current) > 300
    assert {row[0] for row in table["rows"]} == {o.id for o in current}
    [(day, vintage)] = table["vintages"].items()
    assert (day, vintage["whole"]) == ("2026-11-01", ["REPM_85051110"])
    assert vintage["rows"] == list(range(len(current)))
    row = dict(zip(COLUMNS, table["rows"][0], strict=True))
    allowed = print_interval(row["value"], Precision(row["precision"]), row["unit"])
    assert (row["lo"], row["hi"]) == pytest.approx((allowed.lo, allowed.hi))
    assert table["pages"][row["page"]].startswith("http") or not table["pages"][row["page"]]
    assert len(table["documents"][row["document"]]) == 64


def test_figures_are_kept_and_read_back_the_same(desk, tmp_path):
    published(desk, TRUE)
    edition = desk.edition(desk.publications()[-1])
    first = figures(edition, desk.weigher.vintages, tmp_path)
    assert figures(edition, None, tmp_path) == first


def test_an_edition_names_the_line_of_the_log_that_it_is(desk):
    from weighbridge.desk import actions

    story = published(desk, TRUE)
    desk.do(actions.Withdraw(story.id, reason="asked for by the office"), by="dana")
    lines = [e for e in desk.record(story.id)["history"] if e["action"] in {"publish", "withdraw"}]
    logged = [desk.edition(p).logged for p in desk.publications()]
    assert [head.n for head in logged] == [line["n"] for line in lines]
    assert all(desk.verify(head) is None for head in logged)
