"""The API: the same deeds as the pages, for whoever holds a token."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from browsing import TEXT, approved, keys
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.desk import Role, reports
from weighbridge.desk.web import deeds


@pytest.fixture
def asks(desk, client):
    """Ask the API with the token of somebody; `person ro` has one that may only read."""
    made = {}

    def ask(who, method, path, **sent):
        person, _, read_only = who.partition(" ")
        if who not in made:
            made[who] = desk.make_token(person, f"of {who}", read_only=bool(read_only), by=person)
        headers = {"authorization": f"Bearer {made[who]}", **sent.pop("headers", {})}
        return client.request(method, f"/api/v1{path}", headers=headers, **sent)

    return ask


def test_the_whole_road_by_the_api(desk, asks):
    made = asks("rita", "POST", "/stories", json={"title": "Magnets", "text": TEXT, "dateline": "2026-05-04"})
    assert made.status_code == 201
    story = f"/stories/{made.json()['id']}"
    assert asks("rita", "POST", f"{story}/actions/submit").json()["state"] == "in review"
    told = asks("edgar", "GET", story).json()
    assert "approve" in told["possible"]
    for claim in told["claims"]:
        mark = "accepted" if claim["verdict"] == "SUPPORTED" else "sourced"
        sent = {"claim": claim["key"], "mark": mark, "note": "p. 2"}
        assert asks("edgar", "POST", f"{story}/ticks", json=sent).status_code == 204
        opened = {"claim": claim["key"], "seconds": 4.5}
        assert asks("edgar", "POST", f"{story}/openings", json=opened).status_code == 204
    signed = asks(
        "edgar", "POST", f"{story}/actions/approve", json={"seal": told["seal"], "revision": told["revision"]}
    )
    assert signed.json()["state"] == "approved"
    assert asks("edgar", "POST", f"{story}/actions/publish").json()["state"] == "published"
    assert asks("rita ro", "GET", f"{story}/record").json()["approvals"][0]["by"] == "edgar"
    assert asks("rita ro", "GET", "/audit/head").json()["hash"] == desk.head().hash


def test_a_refusal_names_every_reason(asks, written):
    asks("rita", "POST", f"/stories/{written}/actions/submit")
    answer = asks("rita", "POST", f"/stories/{written}/actions/approve", json={"seal": "x"})
    assert answer.status_code == 403
    assert len(answer.json()["reasons"]) > 2


def test_a_stale_revision_is_a_conflict(asks, written):
    sent = {"title": "Magnets", "text": TEXT, "revision": 1}
    assert asks("rita", "PUT", f"/stories/{written}/words", json=sent).status_code == 409


def test_a_token_that_may_only_read_does_nothing_else(desk, asks, written, client):
    before = desk.head()
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method in methods.keys() - {"get"}:
            at = path.format(id=written, key="0" * 20, n=1, action="submit", report="0" * 12, person="rita")
            answer = asks("edgar ro", method.upper(), at, json={})
            assert answer.status_code in {403, 422}, (method, path)
    assert desk.head().n == before.n + 1  # the token that was made


@pytest.mark.parametrize("given", [None, "Bearer x", "Basic eDp5", "Bearer é".encode("latin-1"), "Bearer"])
def test_without_a_token_in_use_nothing_is_told(client, written, given):
    header = {} if given is None else {"authorization": given}
    answer = client.get(f"/api/v1/stories/{written}", headers=header)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_session_of_the_pages_opens_nothing_of_the_api(rita):
    assert rita.client.get("/api/v1/stories").status_code == 401


def test_a_revoked_token_and_one_of_somebody_gone_are_void(desk, client):
    token = desk.make_token("rita", "laptop", read_only=True, by="rita")
    header = {"authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me", headers=header).json()["read_only"] is True
    desk.revoke_token("rita", "laptop", by="rita")
    assert client.get("/api/v1/me", headers=header).status_code == 401


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b'"x"', b'{"text": 1}', b'{"text": "\\ud800"}', b"\xff", b'{"text": ""}',
        b'{"text": "x", "more": 1}', b'{"text": "x", "dateline": "2025-02-30"}', b"[" * 50_000,
        b'{"text": "x", "title": "' + b"t" * 3_000 + b'"}',
    ],
)  # fmt: skip
def test_broken_bodies_are_refused_in_words(asks, content):
    answer = asks("rita", "POST", "/stories", content=content)
    assert answer.status_code in {400, 422}
    assert answer.json()["reasons"]


@pytest.mark.parametrize(
    "path", ["/stories/x", "/stories/000000000000", "/stories/%00", "/nowhere", f"/stories/{'a' * 9000}"]
)
def test_what_is_not_there_is_said_as_json(asks, path):
    answer = asks("rita", "GET", path)
    assert answer.status_code in {404, 422}
    assert answer.json()["error"]


@pytest.mark.parametrize("action", ["force", "edit", "draft", "%00", "approve%2f..", "Approve"])
def test_an_action_that_is_none_is_not_found(asks, written, action):
    assert asks("edgar", "POST", f"/stories/{written}/actions/{action}").status_code == 404


def test_words_that_no_database_keeps_are_put_in_order(desk, asks, written):
    (key,) = [key for key, verdict in keys(desk, written) if verdict == "NOT_IN_DATA"]
    sent = {"claim": key, "reason": "nul \x00 and bell \x07"}
    assert asks("rita", "POST", f"/stories/{written}/actions/waive", json=sent).status_code == 200
    assert desk.record(written)["waivers"][0]["reason"] == "nul  and bell"


def test_the_openapi_document_is_whole(client):
    """Every operation says what it is for, what it takes and gives, and all references lead somewhere."""
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], path
            assert operation["operationId"]
            assert {"401", "403", "404", "409", "422"} <= operation["responses"].keys()
            assert operation["security"], (method, path)
            named = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}
    for reference in _references(document):
        found = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
    ids = [o["operationId"] for operations in document["paths"].values() for o in operations.values()]
    assert len(ids) == len(set(ids))


def _references(part):
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def test_everything_the_api_takes_and_gives_is_json(asks, written):
    answer = asks("rita", "GET", f"/stories/{written}")
    assert json.loads(answer.text)["content"]["title"] == "Magnets to the US jump"
    claim = answer.json()["claims"][0]["key"]
    evidence = asks("rita", "GET", f"/stories/{written}/claims/{claim}").json()["evidence"]
    assert evidence[0]["sql"]
    assert evidence[0]["sources"][0]["url"].startswith("http")


def test_what_changed_between_two_versions_is_told_word_by_word(asks, written):
    sent = {"title": "Magnets to the US leap", "text": TEXT}
    assert asks("rita", "PUT", f"/stories/{written}/words", json=sent).status_code == 200
    told = asks("edgar ro", "GET", f"/stories/{written}/diff", params={"old": 1, "new": 2}).json()
    assert "jump" in str(told["title_pieces"]) and "leap" in str(told["title_pieces"])
    assert not told["same"] and told["new"]["by"] == "Rita Reyes"
    assert asks("edgar", "GET", f"/stories/{written}/diff", params={"old": 1, "new": 9}).status_code == 404
    assert asks("edgar", "GET", f"/stories/{written}/diff", params={"old": 1}).status_code == 422


def test_the_exports_are_those_of_the_pages(asks, edgar, written):
    for path in ("/stories.csv", f"/stories/{written}/claims.csv"):
        by_token = asks("edgar ro", "GET", path)
        assert by_token.headers["content-type"].startswith("text/csv")
        assert by_token.content == edgar.client.get(path).content


def test_one_paragraph_is_edited_and_a_stale_one_is_a_conflict(desk, asks, written):
    revision = desk.story(written).revision
    sent = {"words": "Exports to all countries came to 4,188 tonnes in June 2025.", "revision": revision}
    story = asks("rita", "PUT", f"/stories/{written}/paragraphs/2", json=sent).json()
    assert story["latest"] == 2
    assert desk.record(written)["versions"][-1]["why"] == "paragraph 3"
    assert asks("edgar", "PUT", f"/stories/{written}/paragraphs/2", json=sent).status_code == 409
    sent["revision"] = story["revision"]
    assert asks("rita", "PUT", f"/stories/{written}/paragraphs/9", json=sent).status_code == 422
    assert asks("rita ro", "PUT", f"/stories/{written}/paragraphs/0", json=sent).status_code == 403


def test_people_come_and_go_by_the_api_as_an_administrator_wants(desk, asks):
    desk.add_person("ada", "Ada Ash", Role.ADMINISTRATOR)
    eva = {"id": "eva", "name": "Eva Ek", "roles": ["editor"]}
    assert asks("edgar", "POST", "/people", json=eva).status_code == 403
    assert asks("ada", "POST", "/people", json=eva).json() == eva | {"active": True}
    assert asks("ada", "POST", "/people", json=eva).status_code == 409
    assert asks("ada", "POST", "/people", json=eva | {"id": "mac", "roles": ["machine"]}).status_code == 422
    assert asks("ada", "POST", "/people/eva/link").json()["path"].startswith("/welcome/")
    assert asks("edgar", "POST", "/people/eva/link").status_code == 403
    assert asks("edgar", "POST", "/people/eva/retire").status_code == 403
    assert asks("ada", "POST", "/people/eva/retire").status_code == 204
    assert asks("ada", "POST", "/people/nobody/retire").status_code == 404
    assert eva | {"active": False} in asks("rita ro", "GET", "/people").json()


def test_a_readers_report_is_answered_by_an_editor_once(desk, asks, published):
    report = reports.file_report(desk, published, version=1, sentence=1, words="That is not so.")
    sent = {"outcome": "stands", "words": "It is what the release says."}
    assert asks("rita", "POST", f"/reports/{report}/answer", json=sent).status_code == 403
    assert asks("edgar", "POST", f"/reports/{report}/answer", json=sent).status_code == 204
    assert asks("dana", "POST", f"/reports/{report}/answer", json=sent).status_code == 409
    assert asks("rita ro", "GET", "/reports").json()[0]["answer"] == "It is what the release says."


# ---- whatever is sent ------------------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "title", "text", "dateline", "name", "form", "why", "revision", "seal", "reason", "claim", "at", "mark", "note",
    "seconds", "where", "start", "end", "words", "outcome",
)  # fmt: skip
BODIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6)
MOMENTS = ["", "2026-05-05T08:00+00:00", "9999-12-31T23:59-14:00", "x"]
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(max_size=30), "text": st.text(max_size=60), "words": st.text(max_size=30),
        "reason": st.text(max_size=30), "at": st.sampled_from(MOMENTS),
        "where": st.sampled_from(["title", "text"]), "start": st.integers(-1, 2**40), "end": st.integers(-1, 2**40),
        "mark": st.sampled_from(["accepted", "flagged", "sourced", "x"]), "seconds": st.floats(),
        "claim": st.text("0123456789abcdef", min_size=20, max_size=20), "revision": st.integers(-1, 2**70),
        "form": st.sampled_from(["text", "markdown", "html", "json"]),
    },
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data(), body=BODIES | LIKELY)
def test_whatever_is_sent_to_any_operation_nothing_breaks(desk, asks, written, client, data, body):
    """Over every operation of the OpenAPI document: an answer in JSON, never a 5xx, and the audit chain stays whole."""
    document = client.get("/api/v1/openapi.json").json()
    operations = [(p, m) for p, methods in document["paths"].items() for m in methods]
    path, method = data.draw(st.sampled_from(operations))
    action = data.draw(st.sampled_from([*deeds.NAMES, "x"]))
    n = data.draw(st.integers(0, 2**40))
    key = keys(desk, written)[0][0] if keys(desk, written) else "0" * 20
    at = path.format(id=written, key=key, n=n, action=quote(action), report="0" * 12, person="dana")
    who = data.draw(st.sampled_from(["rita", "edgar", "dana"]))
    sent = {"content": json.dumps(body), "headers": {"content-type": "application/json"}}  # NaN and Infinity as written
    answer = asks(who, method.upper(), at, **({} if method == "get" else sent))
    assert answer.status_code < 500, (method, at, body, answer.text)
    if answer.status_code != 204 and not answer.headers["content-type"].startswith("text/csv"):
        answer.json()
    assert desk.verify() is None


def test_of_two_who_publish_at_once_one_does(desk, asks, written):
    approved(desk, written)
    tokens = [asks(who, "GET", "/me") for who in ("edgar", "dana")]
    assert [t.status_code for t in tokens] == [200, 200]
    with ThreadPoolExecutor(8) as pool:
        publish = f"/stories/{written}/actions/publish"
        sent = pool.map(lambda n: asks(("edgar", "dana")[n % 2], "POST", publish), range(8))
        codes = sorted(answer.status_code for answer in sent)
    assert codes == [200] + [403] * 7
    assert [e["action"] for e in desk.record(written)["history"]].count("publish") == 1
    assert desk.verify() is None
