"""Somebody at the desk who has nothing but pages and forms, and what tests ask of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import html
from starlette.testclient import TestClient

from weighbridge.desk import Desk, Mark, actions

_PART = re.compile(
    r"(?P<tag>^[a-z0-9]+)|\.(?P<cls>[\w-]+)|#(?P<id>[\w-]+)|"
    r"\[(?P<name>[\w-]+)(?:(?P<how>\^?=)'?(?P<value>[^\]']*)'?)?\]"
)


def css(under: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """The elements a selector names: tags, classes, ids and attributes, and what stands inside of what."""
    path = ""
    for step in selector.split():
        path += "//" + ("*" if step[0] in ".#[" else "")
        for part in _PART.finditer(step):
            if part["tag"]:
                path += part["tag"]
            elif part["cls"]:
                path += f"[contains(concat(' ', normalize-space(@class), ' '), ' {part['cls']} ')]"
            elif part["id"]:
                path += f"[@id='{part['id']}']"
            elif part["how"] == "^=":
                path += f"[starts-with(@{part['name']}, '{part['value']}')]"
            else:
                path += f"[@{part['name']}='{part['value']}']" if part["how"] else f"[@{part['name']}]"
    return list(under.xpath("." + path))


PASSWORD = "a long enough password"
WALKERS = (("rita", "drafts"), ("edgar", "reviews"), ("dana", "kills"))
HOST = "desk.example.org"
TEXT = (
    "China shipped 353 tonnes of rare-earth magnets to the United States in June, 660% more than in May.\n\n"
    "Prices rose to $500 million, traders said.\n\n"
    "Exports to all countries came to 3,188 tonnes."
)


@dataclass
class Clock:
    """A clock that stands still until it is told to move."""

    now: datetime = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Browser:
    """Somebody at the desk with nothing but pages and forms: no script."""

    client: TestClient
    last: Any = field(default=None, repr=False)

    def sees(self, path: str, status: int = 200) -> html.HtmlElement:
        self.last = self.client.get(path)
        assert self.last.status_code == status, self.text[:2000]
        return self.page

    @property
    def page(self) -> html.HtmlElement:
        return html.document_fromstring(self.last.text)

    @property
    def text(self) -> str:
        return " ".join(self.page.text_content().split())

    def form(self, action: str, /, **having: str) -> html.FormElement:
        """The form of the page that goes to an address and carries these hidden values."""
        for form in self.page.forms:
            values = dict(form.form_values())
            if form.action == action and all(values.get(k) == v for k, v in having.items()):
                return form
        raise AssertionError(f"no form to {action} with {having} on {self.last.url}")

    def sends(self, action: str, /, having: dict[str, str] | None = None, status: int = 200, **fields: str) -> None:
        form = self.form(action, **(having or {}))
        values = {k: v for k, v in form.form_values() if k} | fields
        self.last = self.client.post(action, data=values)
        assert self.last.status_code == status, f"{self.last.status_code}: {self.text[:1500]}"

    def does(self, story: str, action: str, status: int = 200, **fields: str) -> None:
        """Load the story's page and send the form of an action as it stands there."""
        self.sees(f"/stories/{story}")
        self.sends(f"/stories/{story}/do", {"action": action}, status, **fields)

    @property
    def reasons(self) -> list[str]:
        return [e.text_content() for e in css(self.page, ".refused li")]


def keys(desk: Desk, story: str) -> list[tuple[str, str]]:
    with desk.looking_at(story, by="edgar") as case:
        return [(c["key"], c["verdict"]) for c in case.claims]


def approved(desk: Desk, story: str) -> str:
    """Take a checked story through review, and return it approved."""
    desk.do(actions.Submit(story), by="rita")
    for key, verdict in keys(desk, story):
        desk.tick(story, key, Mark.ACCEPTED if verdict == "SUPPORTED" else Mark.SOURCED, by="edgar", note="p. 1")
    with desk.looking_at(story, by="edgar") as case:
        seal = case.seal
    return desk.do(actions.Approve(story, seal=seal), by="edgar").id


def claim_links(page: html.HtmlElement) -> list[str]:
    return [re.sub(r"#.*", "", a.get("href")) for a in css(page, ".tag a")]
