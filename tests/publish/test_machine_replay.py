"""A replay finds whatever was changed in a claim ledger, and no file can make it do anything else."""

from __future__ import annotations

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import ledger_of, small_story
from newsroom import TRUE, published

from weighbridge.cli import main
from weighbridge.errors import InputError, NotInDataError
from weighbridge.publish import Outcome, read_public, replay_claims
from weighbridge.publish.machine.claims import claims_bytes

JULY = "level:export/CHN/WLD/gallium/2025-07/mass@2026-11-01"
ROWS = {"value": 3, "lo": 6, "released_at": 11}


@pytest.fixture
def document(desk, masthead):
    return ledger_of(desk, *small_story(desk), masthead)


def replayed(document, ledger=None):
    return replay_claims(claims_bytes(document), ledger=ledger)


def row_of(document, about, value):
    [row] = [r for r in document["figures"]["rows"] if r[1] == f"export/CHN/{about}/mass" and r[3] == value]
    return row


def other_text(document):
    document["content"]["text"] = document["content"]["text"].replace("$340", "$430")


def other_quote(document):
    document["claims"][0]["quote"] = "9.7 tonnes"


def other_verdict(document):
    document["claims"][-1]["verdict"] = "SUPPORTED"


def other_value(document):
    document["facts"][JULY]["value"] = 9.008


def other_interval(document):
    document["facts"][JULY]["hi"] = 12.0


def other_unit(document):
    document["facts"][JULY]["unit"] = "kg"


def other_definition(document):
    document["facts"][JULY]["definition"] = "What China exported to the moon."


def other_signed(document):
    document["facts"][JULY]["signed"] = "8 to 9 t"


def other_figure(document):
    row_of(document, "WLD/gallium/2025-07", "9.007")[ROWS["value"]] = "9.107"


def other_print_interval(document):
    row_of(document, "WLD/gallium/2025-07", "9.007")[ROWS["lo"]] = 9000.0


def later_figure(document):
    row_of(document, "WLD/gallium/2025-07", "9.007")[ROWS["released_at"]] = "2026-11-02"


def figure_left_out(document):
    place = document["figures"]["rows"].index(row_of(document, "WLD/gallium/2025-07", "9.007"))
    for vintage in document["figures"]["vintages"].values():
        vintage["rows"].remove(place)


def fact_of_another_name(document):
    document["facts"]["level:export/CHN/WLD/gallium/2025-06/mass@2026-11-01"] = document["facts"][JULY]


CHANGES = [
    other_text, other_quote, other_verdict, other_value, other_interval, other_unit, other_definition, other_signed,
    other_figure, other_print_interval, later_figure, figure_left_out, fact_of_another_name,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_is_changed_in_the_file_differs(document, change):
    assert not replayed(document).differs
    change(document)
    found = replayed(document)
    assert found.differs
    assert all(one.why for one in found.replayed if one.outcome is not Outcome.HOLDS)


def test_sql_that_is_not_ours_is_not_run(document, tmp_path):
    loot = tmp_path / "loot.csv"
    document["facts"][JULY]["sql"] = f"COPY (SELECT 1) TO '{loot}'"
    [found] = [one for one in replayed(document).replayed if one.what == JULY]
    assert found.outcome is Outcome.CANNOT
    assert "was not run" in found.why
    assert not loot.exists()


def test_a_ledger_that_has_not_all_the_figures_answers_nothing(document, tmp_path, ledger):
    row_of(document, "DEU/gallium/2025-07", "5.000")[9] = "an agency of its own"
    found = [one for one in replayed(document, ledger).replayed if one.source == "the ledger here"]
    assert {one.outcome for one in found} == {Outcome.CANNOT}
    assert found[0].why == "it lacks 1 of the 19 figures of 2026-11-01 that the file has"


def test_a_ledger_that_says_otherwise_is_told_apart_from_the_file(document, ledger):
    """A file that is consistent in itself, and leaves out a figure that the ledger has."""
    place = document["figures"]["rows"].index(row_of(document, "WLD/gallium/2025-06", "4.260"))
    document["figures"]["vintages"]["2026-11-01"]["rows"].remove(place)
    found = {(one.what, one.source): one for one in replayed(document, ledger).replayed}
    june = "level:export/CHN/WLD/gallium/2025-06/mass@2026-11-01"
    assert found[june, "the figures in the file"].outcome is Outcome.DIFFERS
    assert found[june, "the ledger here"].outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"format": NaN}', "NaN is no number"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"[]", "no claim ledger"),
        (b'{"format": "something else"}', "no claim ledger"),
        (b'{"format": "weighbridge claims 1"}', "has a 'story'"),
    ],
)
def test_what_is_no_claim_ledger_is_told_so(data, said):
    with pytest.raises(InputError, match=said):
        replay_claims(data, ledger=None)


def test_where_the_file_is_not_as_a_claim_ledger_is_is_said(document):
    document["claims"][1]["start"] = "12"
    with pytest.raises(InputError, match=r"claims\[1\]\.start is a whole number, not a text"):
        replayed(document)


def test_a_figure_that_can_be_none_is_named_with_its_row(document):
    document["figures"]["rows"][2][1] = "export/CHN/WLD/unobtainium/2025-07/mass"
    with pytest.raises(InputError, match=r"figures\.rows\[2\] is no figure: nobody here knows 'unobtainium'"):
        replayed(document)


def nodes(value, path=()):
    """Every place in a JSON document."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from nodes(part, (*path, key))


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30), st.just([]), st.just({}), st.sampled_from(["9" * 400, "2025-07", "level:x@y", "-1", 1e308]),
)  # fmt: skip


@given(data=st.data())
@settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_stands_anywhere_in_a_file_it_is_replayed_or_refused(document, data):
    changed = copy.deepcopy(document)
    places = [path for path in nodes(changed) if path and path[0] != "content"]
    path = data.draw(st.sampled_from(places))
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = data.draw(ANYTHING)
    with suppress(InputError, NotInDataError):
        assert replay_claims(json.dumps(changed).encode(), ledger=None).replayed


def test_figures_that_take_too_long_to_reconcile_are_given_up(desk, masthead):
    """Made-up figures that all contradict each other could take for ever."""
    published(desk, TRUE)
    [story] = read_public(desk).stories
    document = ledger_of(desk, story, desk.edition(story.last), masthead)
    found = replay_claims(claims_bytes(document), ledger=None, patience=0.01)
    of_facts = [one for one in found.replayed if one.what in document["facts"]]
    assert {one.outcome for one in of_facts} == {Outcome.CANNOT}
    assert of_facts[0].why == "the figures of 2026-11-01 were not reconciled within 0.01 seconds"
    assert not found.differs


@pytest.fixture
def settled(tmp_path, monkeypatch, ledger):
    """A folder to work in, with a ledger at home."""
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(ledger.root.parent))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words):
    with pytest.raises(SystemExit) as left:
        main(["replay", *words])
    return left.value.code or 0


def test_the_verb_leaves_with_0_when_all_holds_and_with_1_when_something_differs(document, settled, capsys):
    file = settled / "claims.json"
    file.write_bytes(claims_bytes(document))
    assert run("claims.json") == 0
    assert "0 differ, 0 cannot be replayed." in capsys.readouterr().out
    other_value(document)
    file.write_bytes(claims_bytes(document))
    assert run("claims.json", "--alone") == 1
    assert f"differs: {JULY}" in capsys.readouterr().out
    assert run("claims.json", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["counted"]["differs"] == 2
    assert {one["source"] for one in told["replayed"] if one["outcome"] == "differs"} == {
        "the figures in the file",
        "the ledger here",
    }


def test_the_verb_leaves_with_2_for_what_it_cannot_read_and_with_3_for_a_story_taken_back(document, settled, capsys):
    assert run("nothing.json") == 2
    assert "nothing.json cannot be read: No such file or directory" in capsys.readouterr().err
    killed = {
        "format": document["format"],
        "story": {**document["story"], "event": "killed", "notice": "It was wrong."},
    }
    (settled / "killed.json").write_text(json.dumps(killed), encoding="utf-8")
    assert run("killed.json") == 3
    assert "the story was killed, and nothing is left to replay: It was wrong." in capsys.readouterr().err


def test_nothing_in_a_file_steers_the_terminal(document, settled, capsys):
    document["content"]["title"] = "\x1b[2Jgone\x07"
    document["claims"][0]["quote"] = "\x1b]0;x\x07"
    (settled / "claims.json").write_bytes(claims_bytes(document))
    assert run("claims.json", "--alone") == 1
    assert not set(capsys.readouterr().out) & {"\x1b", "\x07"}


def test_an_empty_ledger_says_that_it_cannot_tell(document, tmp_path):
    from weighbridge.card import trade_card
    from weighbridge.ledger import Ledger

    found = replayed(document, Ledger(tmp_path / "empty", trade_card()))
    assert not found.differs
    assert {one.outcome for one in found.replayed if one.source == "the ledger here"} == {Outcome.CANNOT}
