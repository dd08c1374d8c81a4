"""A strict reader of HTML pages for the tests: every element opened is closed, in order, where it may stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input", "rect", "line", "circle"}
PHRASING_ONLY = {"p", "span", "h1", "h2", "h3", "a", "sup", "strong", "cite", "summary", "dt", "caption", "time"}
BLOCKS = {
    "p",
    "div",
    "section",
    "ul",
    "ol",
    "dl",
    "table",
    "figure",
    "aside",
    "article",
    "header",
    "footer",
    "h1",
    "h2",
    "h3",
}


@dataclass
class Element:
    """One element, with its attributes, its text and the elements it stands in."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[Element, ...] = field(repr=False)  # a failing test shows an element, not all it stands in
    text: str = ""
    line: int = 0

    def stands_in(self, tag: str) -> bool:
        return any(outer.tag == tag for outer in self.inside)


@dataclass
class Page(HTMLParser):
    """A page read strictly; a fault of structure raises AssertionError with its line."""

    source: str = field(repr=False)
    elements: list[Element] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Element] = []
        self.feed(self.source)
        self.close()
        assert not self.open, f"never closed: {[e.tag for e in self.open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"line {self.getpos()[0]}: <{tag}> says an attribute twice"
        element = Element(tag, {k: v or "" for k, v in attrs}, tuple(self.open), line=self.getpos()[0])
        for outer in self.open:
            assert not (outer.tag in PHRASING_ONLY and tag in BLOCKS), f"line {element.line}: <{tag}> in <{outer.tag}>"
            assert not (outer.tag == "a" and tag == "a"), f"line {element.line}: a link in a link"
        self.elements.append(element)
        if tag not in VOID or element.stands_in("svg"):
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] is self.elements[-1]:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"line {self.getpos()[0]}: </{tag}> closes nothing"
        last = self.open.pop()
        assert last.tag == tag, f"line {self.getpos()[0]}: </{tag}> closes <{last.tag}> of line {last.line}"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of a tag whose attributes have these values (class_ for class: one of its names)."""
        wanted = {k.rstrip("_"): v for k, v in attributes.items()}
        return [
            e
            for e in self.elements
            if e.tag == tag
            and all(
                v in e.attributes.get(k, "").split() if k == "class" else e.attributes.get(k) == v
                for k, v in wanted.items()
            )
        ]
