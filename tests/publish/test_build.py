"""Building the site: what changed is made, killed anywhere it comes to the same bytes, nothing stale stays."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import shutil
from datetime import date
from hashlib import sha256
from types import SimpleNamespace

import pytest
from newsroom import DOUBTFUL, SECOND, TRUE, Clock, published, put_out

from weighbridge.desk import Desk, Store, actions
from weighbridge.errors import InputError
from weighbridge.publish import Masthead, build


@pytest.fixture(scope="session")
def kept_in(tmp_path_factory):
    """What is drawn and worked out in one test is not drawn again in the next."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "site"


@pytest.fixture
def built(desk, masthead, out, kept_in):
    """Builds the site as it is to be now."""
    return lambda **more: build(desk, masthead, out, kept_in=kept_in, **more)


def everything(root):
    """Every public file of a folder, by path."""
    return {
        found.relative_to(root).as_posix(): found.read_bytes()
        for found in root.rglob("*")
        if found.is_file() and ".weighbridge" not in found.parts
    }


def from_nothing(desk, masthead, folder, kept_in):
    build(desk, masthead, folder, kept_in=kept_in)
    return everything(folder)


def withdraw(desk, story):
    desk.do(actions.Withdraw(story.id, reason="The office asked for it."), by="dana")


def test_what_was_built_is_named_with_its_digest(desk, built, out):
    published(desk, TRUE)
    made = built()
    files = everything(out)
    assert files.keys() == made.files.keys() | {"site.json"}
    assert all(sha256(files[path]).hexdigest() == digest for path, digest in made.files.items())
    about = json.loads(files["site.json"])
    assert about["files"] == made.files
    assert about["audit"] == {"n": desk.head().n, "hash": desk.head().hash}
    assert (about["through"], about["stories"]) == (made.through, 1)


def test_an_empty_newsroom_has_a_front_page_all_the_same(built, out):
    assert built().stories == 0
    assert b"Nothing has been published yet" in (out / "index.html").read_bytes()


def test_a_second_build_makes_and_writes_nothing(desk, built, out):
    published(desk, TRUE)
    published(desk, SECOND)
    first = built()
    before = {path: (out / path).stat().st_mtime_ns for path in first.files}
    second = built()
    assert (first.made, second.made, second.written, second.removed) == (2, 0, 0, 0)
    assert {path: (out / path).stat().st_mtime_ns for path in second.files} == before


def test_only_the_story_that_changed_is_made_and_the_result_is_that_of_a_build_from_nothing(
    desk, masthead, built, out, kept_in, tmp_path
):
    stays, goes = published(desk, TRUE), published(desk, SECOND)
    built()
    page = next(path for path in everything(out) if stays.id in path)
    before = (out / page).stat().st_mtime_ns
    withdraw(desk, goes)
    assert built().made == 1
    assert (out / page).stat().st_mtime_ns == before
    assert everything(out) == from_nothing(desk, masthead, tmp_path / "other", kept_in)


class Unread(Desk):
    """A desk where nobody may read an edition."""

    def edition(self, publication):
        raise AssertionError(f"publication {publication.n} was read")


def test_stories_that_did_not_change_are_not_even_read(desk, ledger, masthead, built, out, kept_in):
    published(desk, TRUE)
    built()
    assert build(Unread(desk.store, ledger), masthead, out, kept_in=kept_in).stories == 1


def test_a_new_standing_is_on_the_page(desk, built, out):
    story = published(desk, TRUE)
    path = f"stories/{story.slug}-{story.id}.html"
    built()
    assert "Checked against the release of <time" in (out / path).read_text(encoding="utf-8")
    held = SimpleNamespace(checked_against=date(2026, 12, 20), stands=True)
    assert built(standings={story.id: held}).made == 1
    assert "December 20, 2026" in (out / path).read_text(encoding="utf-8")
    waits = SimpleNamespace(checked_against=date(2026, 12, 20), stands=False)
    assert built(standings={story.id: waits}).made == 1
    assert "waits for an editor to decide" in (out / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", ["deleted", "changed", "manifest deleted", "manifest damaged"])
def test_what_somebody_did_to_the_folder_is_put_right(desk, masthead, built, out, kept_in, tmp_path, damage):
    story = published(desk, TRUE)
    built()
    page, manifest = out / f"stories/{story.slug}-{story.id}.html", out / ".weighbridge" / "manifest.json"
    if damage == "deleted":
        page.unlink()
    elif damage == "changed":
        page.write_text("x" * page.stat().st_size, encoding="utf-8")
    elif damage == "manifest deleted":
        manifest.unlink()
    else:
        manifest.write_text('{"format": 1, "parts": {"sto', encoding="utf-8")
        (out / "stories" / "left-over.html").write_text("an orphan", encoding="utf-8")
    built()
    assert everything(out) == from_nothing(desk, masthead, tmp_path / "other", kept_in)


def test_a_copied_folder_is_known_again(desk, masthead, built, out, kept_in, tmp_path):
    published(desk, TRUE)
    built()
    copy = tmp_path / "copy"
    shutil.copytree(out, copy, copy_function=shutil.copy)  # other times, the same bytes
    again = build(desk, masthead, copy, kept_in=kept_in)
    assert (again.made, again.written) == (0, 0)


@pytest.mark.parametrize(("standing", "nth"), [*((False, n) for n in range(5)), *((True, n) for n in range(3))])
def test_killed_at_any_file_and_run_again_it_comes_to_the_same_bytes(
    desk, masthead, built, out, kept_in, tmp_path, nth, standing
):
    """It stops before the nth file is put in place, of a new site or one that stands; then a story is killed."""
    stays, goes = published(desk, TRUE, DOUBTFUL), published(desk, SECOND)
    if standing:
        built()
        withdraw(desk, stays)
    count = iter(range(100))

    def killed(path):
        if next(count) == nth:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        built(step=killed)
    desk.do(actions.Kill(goes.id, reason="It never was so."), by="dana")
    built()
    assert everything(out) == from_nothing(desk, masthead, tmp_path / "other", kept_in)
    assert not list((out / ".weighbridge" / "waiting").iterdir())


def _builds(database, home, out, kept_in):
    from pathlib import Path

    from weighbridge.ledger import shipped_ledger
    from weighbridge.settings import Settings

    desk = Desk(Store(f"sqlite:///{database}"), shipped_ledger(Settings(Path(home))), clock=Clock())
    masthead = Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")
    os._exit(0 if build(desk, masthead, Path(out), kept_in=Path(kept_in)).stories == 3 else 1)


def test_two_at_once_build_the_same_site(desk, ledger, masthead, out, kept_in, tmp_path):
    for sentence in (TRUE, SECOND, DOUBTFUL):
        published(desk, sentence)
    context = multiprocessing.get_context("spawn")
    given = (desk.store.url.removeprefix("sqlite:///"), str(ledger.root.parent), str(out), str(kept_in))
    both = [context.Process(target=_builds, args=given) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    assert everything(out) == from_nothing(desk, masthead, tmp_path / "other", kept_in)


def test_a_folder_that_holds_other_things_is_left_alone(built, out):
    out.mkdir()
    (out / "thesis.doc").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds other things already, as thesis\.doc; name an empty folder"):
        built()
    assert everything(out) == {"thesis.doc": b"years of work"}


def test_a_file_is_no_folder_to_build_into(built, out):
    out.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is a file; a site is built into a folder"):
        built()


def test_charts_are_drawn_once(desk, masthead, june, tmp_path):
    put_out(desk, june)
    kept_in = tmp_path / "kept"
    first = from_nothing(desk, masthead, tmp_path / "one", kept_in)
    for file in (kept_in / "drawings").iterdir():  # whoever read them back shows what was put into them
        drawn = gzip.decompress(file.read_bytes()).decode()
        file.write_bytes(gzip.compress(drawn.replace("<svg ", "<svg data-kept='' ").encode()))
    second = from_nothing(desk, masthead, tmp_path / "two", kept_in)
    (page,) = (path for path in first if path.startswith("stories/") and path.count("/") == 1)
    assert b"data-kept" not in first[page]
    assert second[page].replace(b" data-kept=''", b"") == first[page] != second[page]
