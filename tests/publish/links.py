"""A reader of a whole site that follows every link and asks no other host: what is wrong with its pages."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("desk/web", "pages")]

from accessible import faults_of
from strict_page import Page

LOADED = {  # what a browser fetches without being asked
    "script": ("src",), "link": ("href",), "img": ("src", "srcset"), "source": ("src", "srcset"), "iframe": ("src",),
    "object": ("data",), "embed": ("src",), "video": ("src", "poster"), "audio": ("src",), "track": ("src",),
    "use": ("href",), "image": ("href",), "input": ("src",),
}  # fmt: skip
NOT_FETCHED = {"canonical", "alternate", "prev", "next", "license", "author", "help", "self", "related"}  # links


class Whole:
    """All files of a site in a folder, with the pages among them read."""

    def __init__(self, folder: Path, *, hosts: tuple[str, ...]) -> None:
        """`hosts` are the newsroom's own: the site's and that of its forms."""
        self.folder, self.hosts = folder, hosts
        found = (path for path in folder.rglob("*") if path.is_file())
        self.files = {path.relative_to(folder).as_posix() for path in found}
        self.texts = {name: (folder / name).read_text(encoding="utf-8") for name in self.files if name[-5:] == ".html"}

    @cached_property
    def pages(self) -> dict[str, html.HtmlElement]:
        return {name: html.document_fromstring(text) for name, text in self.texts.items()}

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        return {name: {e.get("id") for e in page.xpath("//*[@id]")} for name, page in self.pages.items()}

    def faults(self) -> dict[str, list[str]]:
        """Return what is wrong, by page; nothing for a site without a fault."""
        found = {name: [*self._of(name)] for name in sorted(self.pages)}
        return {name: faults for name, faults in found.items() if faults}

    def _of(self, name: str) -> Iterator[str]:
        yield from faults_of(self.texts[name])
        yield from self._nesting(name)
        yield from self._dead_links(name)
        yield from self._strangers(name)
        yield from self._run_inline(name)

    def leads_to(self, name: str) -> set[str]:
        """Return the files of the site that a page's links lead a reader to."""
        targets = (urlsplit(link.get("href")) for link in self.pages[name].xpath("//body//a[@href]"))
        return {self._path(name, to.path) for to in targets if not to.scheme and to.path}

    def _nesting(self, name: str) -> Iterator[str]:
        try:
            Page(self.texts[name])
        except AssertionError as why:
            yield str(why)

    def _dead_links(self, name: str) -> Iterator[str]:
        for element in self.pages[name].xpath("//*[@href or @src or @data-index]"):
            for attribute in ("href", "src", "data-index"):
                target = element.get(attribute)
                if target is not None and not self._leads_somewhere(name, target):
                    yield f"<{element.tag} {attribute}={target!r}> leads nowhere"

    def _leads_somewhere(self, name: str, target: str) -> bool:
        parts = urlsplit(target)
        if parts.scheme in {"http", "https"}:
            own = f"{parts.scheme}://{parts.netloc}/" == self.hosts[0]
            return bool(parts.hostname) and (not own or parts.path.lstrip("/") in self.files)
        if parts.scheme:
            return parts.scheme in {"data", "mailto"}
        path = self._path(name, parts.path) if parts.path else name
        if path not in self.files:
            return False
        return not parts.fragment or path not in self.ids or unquote(parts.fragment) in self.ids[path]

    @staticmethod
    def _path(name: str, target: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target)))

    def _strangers(self, name: str) -> Iterator[str]:
        page = self.pages[name]
        for tag, attributes in LOADED.items():
            for element in page.iter(tag):
                if tag == "link" and set(element.get("rel", "").split()) <= NOT_FETCHED:
                    continue
                for attribute in attributes:
                    if urlsplit(element.get(attribute, "")).netloc or element.get(attribute, "").startswith("//"):
                        yield f"<{tag}> fetches {element.get(attribute)}"
        for style in page.xpath("//style/text() | //@style"):
            if "url(" in style and "url(#" not in style:
                yield f"a style fetches {style[:60]}"
        for form in page.xpath("//form[@action]"):
            if not form.get("action").startswith(self.hosts):
                yield f"a form goes to {form.get('action')}"
        policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        if not policy.startswith("default-src 'none'"):
            yield "no policy that forbids everything it does not name"

    def _run_inline(self, name: str) -> Iterator[str]:
        for script in self.pages[name].xpath("//script[not(@src)]"):
            if script.get("type") not in {"application/ld+json", "application/json"}:
                yield "a script stands inline"
        for element in self.pages[name].iter():
            handlers = [a for a in element.attrib if a.startswith("on")]
            if handlers or "javascript:" in "".join(element.attrib.values()).lower():
                yield f"<{element.tag}> runs something inline"
