"""A checked text reads as written, each claim marked by shape and word, with its note and evidence beside it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strict_page import Page

from weighbridge.pages import render_check

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}</p></div>&amp;\u202e"
TEXT = "Exports rose 157.5% to 3,288 tons from 1,238 tons.\n\nBolivia took 3 tons, more than before."
LEVEL = "level:export/CHN/WLD/REPM_85051110/2025-06/mass@2025-07-20"


def claim(
    quote: str, verdict: str = "SUPPORTED", *, where: str = "text", text: str = TEXT, **more: Any
) -> dict[str, Any]:
    start = text.index(quote)
    rest = {"kind": "level", "reason": "", "suggestion": "", "facts": [], "caveats": []} | more
    return {"in": where, "start": start, "end": start + len(quote), "quote": quote, "verdict": verdict} | rest


def result(*claims: dict[str, Any], text: str = TEXT, title: str = "", **more: Any) -> dict[str, Any]:
    counted = {
        v.lower(): sum(c["verdict"] == v for c in claims)
        for v in ("SUPPORTED", "CONTRADICTED", "NOT_IN_DATA", "NOT_UNDERSTOOD")
    }
    document = {
        "id": "a-1",
        "dateline": "2025-07-20",
        "as_of": "2025-07-20",
        "horizon": "2025-06",
        "title": title,
        "text": text,
    }
    return document | {"coverage": {"claims": len(claims)} | counted, "claims": list(claims), "findings": []} | more


CHECKED = result(
    claim("rose 157.5% to 3,288 tons from 1,238 tons", reason="Holds: they rose 157.5%.", caveats=["Provisional."]),
    claim(
        "3,288 tons", "CONTRADICTED", reason="The data say otherwise: they came to 3,188 t.",
        suggestion="They came to 3,188 t. One digit differs.", facts=[LEVEL], caveats=["Provisional."],
    ),
    claim("1,238 tons", reason="Holds: 1,238 t.", caveats=["Provisional.", "A small base."]),
    claim("3 tons", "NOT_IN_DATA", reason="These data hold nothing of Bolivia."),
    claim("more than before", "NOT_UNDERSTOOD", reason="No reading was found."),
    findings=[{"kind": "unsourced_cause", "start": 0, "end": 7, "reason": "A cause is given."}],
)  # fmt: skip
CUSTOMS = {"publisher": "customs", "url": "https://customs.example/june", "printed_at": "2025-07-20", "value": "3188 t"}
EVIDENCE = {
    LEVEL: {
        "label": "level",
        "definition": "Net weight of exports.",
        "value_text": "3,188 t",
        "interval_text": "between 3,187.5 t and 3,188.5 t",
        "caveats": [],
        "sources": [CUSTOMS],
    }
}


@pytest.fixture(scope="module")
def source() -> str:
    return render_check(CHECKED, seen="the dateline", behind="The ledger ends with June 2025.", evidence=EVIDENCE)


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def words(element_text: str) -> str:
    return " ".join(element_text.split())


def without_marks(paragraph: str) -> str:
    return re.sub(r"[✓✗○?]\d+", "", paragraph)


def test_what_must_be_said_first_comes_first_and_then_from_which_day(page: Page) -> None:
    said = [words(e.text) for e in page.all("p")]
    assert said.index("First: The ledger ends with June 2025.") < said.index("Checked against the figures in print")
    assert "Written July 20, 2025 · read with the data as of July 20, 2025 (the dateline)" in said


def test_coverage_counts_every_verdict_by_shape_and_word(page: Page) -> None:
    (coverage,) = page.all("ul", class_="coverage")
    assert words(coverage.text) == "5 claims found ✓ 2 hold ✗ 1 wrong ○ 1 not in the data ? 1 not understood"


def test_the_text_reads_as_written_with_a_mark_after_each_claim(page: Page) -> None:
    paragraphs = [e.text for e in page.all("p", dir="auto")]
    assert [without_marks(p) for p in paragraphs] == TEXT.split("\n\n")
    assert "3,288 tons✗2 from 1,238 tons✓1✓3." in paragraphs[0]


def test_a_claim_inside_another_keeps_its_own_line_and_shows_that_around_it(page: Page) -> None:
    looks = {e.text: e.attributes["class"] for e in page.all("span", class_="claim")}
    assert looks["rose 157.5% to "] == "claim supported"
    assert looks["3,288 tons"] == "claim contradicted within around-supported"


def test_marks_and_notes_lead_to_each_other(page: Page) -> None:
    ids = {e.attributes["id"] for e in page.elements if "id" in e.attributes}
    assert {e.attributes["href"][1:] for e in page.all("a") if e.attributes["href"].startswith("#")} <= ids
    notes = [e for e in page.all("li") if e.attributes.get("id", "").startswith("note-")]
    assert [n.attributes["id"] for n in notes] == [f"note-{n}" for n in range(1, 6)]
    assert all(n.attributes["tabindex"] == "-1" for n in notes)
    (wrong,) = page.all("nav", class_="wrong-ones")
    assert words(wrong.text) == "Wrong: ✗2"


def test_a_note_says_nothing_twice(page: Page) -> None:
    notes = {
        e.attributes["id"]: words(e.text) for e in page.all("li") if e.attributes.get("id", "").startswith("note-")
    }
    assert notes["note-1"] == "✓1 holds: they rose 157.5%."
    assert notes["note-2"].startswith("✗2 wrong: the data say that they came to 3,188 t. → One digit differs.")
    assert notes["note-3"] == "✓3 holds: 1,238 t. A small base."


def test_a_caveat_of_several_claims_is_said_once_with_their_numbers(page: Page) -> None:
    assert (
        words(page.all("section", class_="apart")[0].text)
        == "What rides along with several of these figures Provisional. ✓1 ✗2 ✓3"
    )


def test_the_evidence_gives_value_source_and_the_command_that_lays_it_open(page: Page) -> None:
    (evidence,) = page.all("details")
    assert "3,188 t" in evidence.text and "customs, July 20, 2025: prints 3188 t" in evidence.text
    assert f"weighbridge explain '{LEVEL}'" in evidence.text
    assert [e.attributes["href"] for e in page.all("a") if e.stands_in("details")] == ["https://customs.example/june"]


def test_findings_stand_apart_with_the_words_they_are_about(page: Page) -> None:
    assert words(page.all("section", class_="apart")[1].text) == "Apart from the figures A cause is given. Exports"


def test_nothing_is_loaded_from_anywhere(source: str, page: Page) -> None:
    assert not page.all("img") and not page.all("iframe")
    assert all(e.attributes["href"] == "data:," for e in page.all("link"))
    assert "url(" not in source and "@import" not in source
    (policy,) = [e.attributes["content"] for e in page.all("meta") if e.attributes.get("http-equiv")]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_hostile_text_stays_text_wherever_it_stands() -> None:
    hostile = claim(
        HOSTILE,
        "CONTRADICTED",
        text=HOSTILE,
        reason=HOSTILE,
        suggestion=HOSTILE + "2",
        caveats=[HOSTILE],
        facts=[HOSTILE],
    )
    title = claim(HOSTILE, text=HOSTILE, where="title")
    finding = {"kind": HOSTILE, "start": 0, "end": len(HOSTILE), "reason": HOSTILE}
    fact = EVIDENCE[LEVEL] | {
        "definition": HOSTILE,
        "sources": [{"publisher": HOSTILE, "url": "javascript:alert(1)", "printed_at": HOSTILE, "value": HOSTILE}],
    }
    checked = result(hostile, title, text=HOSTILE, title=HOSTILE, id=HOSTILE, findings=[finding])
    page = Page(render_check(checked, seen=HOSTILE, behind=HOSTILE, evidence={HOSTILE: fact}))
    assert len(page.all("script")) == 1
    assert not page.all("img")
    assert not [e for e in page.elements if any(name.startswith("on") for name in e.attributes)]
    assert not [e for e in page.all("a") if "script" in e.attributes["href"]]
    assert without_marks(page.all("p", dir="auto")[0].text) == HOSTILE


@given(st.text(alphabet="ab \n<&\u202e磁", max_size=60), st.data())
def test_the_text_is_spelt_whatever_the_claims(text: str, data: st.DataObject) -> None:
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda s: s[0] < s[1])
    drawn = data.draw(st.lists(spans, max_size=6)) if text else []
    claims = [claim(text[a:b], text=text) | {"start": a, "end": b, "quote": text[a:b]} for a, b in drawn]
    page = Page(render_check(result(*claims, text=text), seen="x"))
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    assert [without_marks(e.text) for e in page.all("p", dir="auto")] == lines
