"""The API against its own description: whatever the OpenAPI document allows is answered, and as it says."""

from __future__ import annotations

import re

import pytest
import schemathesis
from browsing import keys
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.desk import Role, actions

CASES = 12  # for each operation


@pytest.fixture
def tokens(desk):
    """Tokens of somebody in each role; the last may only read."""
    desk.add_person("ada", "Ada Byrne", Role.ADMINISTRATOR)
    people = ("rita", "edgar", "dana", "ada")
    made = [desk.make_token(person, "full", read_only=False, by=person) for person in people]
    return [*made, desk.make_token("edgar", "looks", read_only=True, by="edgar")]


@pytest.fixture
def real(desk, published):
    """What stands for the placeholders of a path: things that are there."""
    desk.do(actions.Recheck(published, reason="a reader asks"), by="edgar")
    comment = desk.comment(published, where="text", start=0, end=5, words="sure?", by="edgar")
    key = keys(desk, published)[0][0]
    return {"id": published, "key": key, "n": str(comment), "action": "clear", "report": "0" * 12, "person": "dana"}


def codes_of(operation, client, tokens, real):
    """Ask one operation in many ways, and return the codes it answers with; each is one it names, and none a 5xx."""
    codes = set()

    @settings(
        max_examples=CASES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), token=st.sampled_from(tokens), there=st.booleans())
    def asked(case, token, there):
        sent = case.as_transport_kwargs(base_url="http://127.0.0.1/api/v1")
        if there:
            sent["url"] = "http://127.0.0.1/api/v1" + re.sub(r"\{(\w+)\}", lambda m: real[m[1]], operation.path)
        more = {name: sent[name] for name in ("params", "json") if name in sent}
        answer = client.request(sent["method"], sent["url"], headers={"authorization": f"Bearer {token}"}, **more)
        codes.add(answer.status_code)
        assert answer.status_code < 500, (operation.label, sent, answer.text)
        assert str(answer.status_code) in operation.definition.raw["responses"], (operation.label, sent, answer.text)

    asked()
    return codes


def test_what_the_document_allows_is_answered_as_it_says(desk, client, tokens, real):
    document = client.get("/api/v1/openapi.json").json()
    operations = [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]
    assert len(operations) == sum(len(methods) for methods in document["paths"].values())
    answered = {code for operation in operations for code in codes_of(operation, client, tokens, real)}
    assert desk.verify() is None
    assert answered >= {200, 403, 404, 422}  # it met more than refusals
