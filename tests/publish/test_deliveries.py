"""Every channel that carried a publication has one receipt for it; what has none is outstanding, and is carried."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from threading import Thread

import pytest
from newsroom import TRUE, approved, published, reviewed

from weighbridge.desk import Desk, Store, actions
from weighbridge.publish import places
from weighbridge.publish.deliveries import (
    SITE,
    Channel,
    Courier,
    Outcome,
    deliveries,
    in_use,
    note_newsletter,
    note_site,
    outstanding,
)
from weighbridge.settings import Settings


@dataclass
class Built:
    """What a build of the site says of itself."""

    files: dict[str, str]
    through: int


@dataclass
class Issued:
    issue: int | None
    outcome: str


def site(desk: Desk, through: int | None = None, mark: str = "a") -> Built:
    """A build that holds every file of every publication."""
    shown = [p for p in desk.publications() if through is None or p.n <= through]
    files = {places.FEED: f"{mark}-feed", places.CALENDAR_FILE: f"{mark}-calendar"}
    for p in shown:
        files[places.story(p.slug, p.story)] = f"{mark}-page-{p.story}"
        files[places.beside(p.slug, p.story, "ninjs.json")] = f"{mark}-ninjs-{p.story}"
    return Built(files, max((p.n for p in shown), default=0))


def corrected(desk: Desk, story) -> None:
    """Take a published story through a correction by its two people."""
    desk.do(actions.Recheck(story.id, reason="A reader wrote."), by="ed")
    desk.do(actions.Correct(story.id, reason="It said 354; it is 353 tonnes."), by="ed")
    desk.edit(story.id, title="China ships more magnets, corrected", text=TRUE, by="rita")
    desk.do(actions.Submit(story.id), by="rita")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "eva")), by="eva")
    desk.do(actions.Publish(story.id), by="dana")


def told(desk: Desk) -> dict[tuple[int, str], str]:
    return {(d.publication, d.channel): d.outcome for d in deliveries(desk)}


def test_what_nobody_has_carried_is_outstanding_on_every_channel_in_use(desk, clock):
    assert outstanding(desk) == []
    published(desk)
    (one,) = outstanding(desk, (*SITE, Channel.NEWSLETTER))
    assert one.channels == tuple(Channel) and one.since == clock.now
    (one,) = outstanding(desk)
    assert one.channels == (Channel.PAGE, Channel.FEEDS, Channel.NINJS, Channel.CALENDAR)


def test_the_newsletter_is_a_channel_where_a_mail_server_is_set(tmp_path):
    assert in_use(Settings(tmp_path)) == SITE
    assert in_use(Settings(tmp_path, smtp_url="smtp://mail.example")) == (*SITE, Channel.NEWSLETTER)


def test_a_build_leaves_a_receipt_for_each_file_it_holds_with_the_digest_of_the_file(desk, clock):
    story = published(desk)
    clock.passes(seconds=7)
    note_site(desk, site(desk))
    assert outstanding(desk) == []
    page = next(d for d in deliveries(desk) if d.channel is Channel.PAGE)
    assert page.carrier == places.story(story.slug, story.id)
    assert (page.digest, page.delivered_at, page.outcome) == (f"a-page-{story.id}", clock.now, Outcome.CARRIED)


def test_a_file_that_a_build_does_not_hold_leaves_no_receipt(desk):
    published(desk)
    built = site(desk)
    del built.files[places.FEED]
    note_site(desk, built)
    assert [one.channels for one in outstanding(desk)] == [(Channel.FEEDS,)]


def test_a_build_that_began_before_a_publication_carries_it_not(desk):
    published(desk)
    early = site(desk)
    published(desk, title="A second story")
    early.files |= site(desk).files
    note_site(desk, early)
    assert [one.publication.n for one in outstanding(desk)] == [2]


def test_a_receipt_is_written_once_and_the_first_one_stands(desk, clock):
    published(desk)
    first = note_site(desk, site(desk, mark="a"))
    before = deliveries(desk)
    clock.passes(hours=1)
    assert len(first) == 4 and note_site(desk, site(desk, mark="b")) == []
    assert deliveries(desk) == before


def test_what_a_later_publication_overtook_before_it_was_carried_has_a_receipt_that_says_so(desk):
    story = published(desk)
    corrected(desk, story)
    note_site(desk, site(desk))
    assert told(desk) == {
        **{(1, c): Outcome.OVERTAKEN for c in SITE}, **{(2, c): Outcome.CARRIED for c in SITE},
    }  # fmt: skip


@pytest.mark.parametrize("action", [actions.Withdraw, actions.Kill])
def test_what_is_taken_back_is_carried_to_every_channel_like_anything_else(desk, action):
    story = published(desk)
    note_site(desk, site(desk, mark="a"))
    desk.do(action(story.id, reason="It rests on a forged document."), by="dana")
    assert [one.channels for one in outstanding(desk)] == [SITE]
    note_site(desk, site(desk, mark="b"))
    assert {d.digest[0] for d in deliveries(desk) if d.publication == 2} == {"b"}


def test_the_newsletter_leaves_a_receipt_once_it_has_carried_a_publication_or_had_nobody_to_carry_it_to(desk):
    for title in ("One", "Two", "Three"):
        published(desk, title=title)
    note_newsletter(desk, {1: Issued(4, "carried"), 2: Issued(None, "nobody")})
    found = {d.publication: (d.outcome, d.carrier) for d in deliveries(desk)}
    assert found == {1: (Outcome.CARRIED, "issue 4"), 2: (Outcome.NOBODY, "")}
    assert [one.publication.n for one in outstanding(desk, [Channel.NEWSLETTER])] == [3]


def test_several_that_write_the_same_receipts_at_once_write_each_once(desk, ledger):
    for n in range(6):
        published(desk, title=f"Story {n}")
    built, came = site(desk), []

    def write() -> None:
        other = Desk(Store(desk.store.url), ledger, clock=desk.clock)
        came.extend(note_site(other, built))
        other.store.engine.dispose()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == len(set(came)) == len(deliveries(desk)) == 6 * len(SITE)


# ---- the courier -----------------------------------------------------------------------------------------------------


@dataclass
class Post:
    """A newsletter that carries everything at once."""

    desk: Desk
    rounds: int = 0

    def work(self) -> None:
        self.rounds += 1

    def carriers(self) -> dict[int, Issued]:
        return {p.n: Issued(p.n, "carried") for p in self.desk.publications()} if self.rounds else {}


@dataclass
class Folder:
    """A site that can be full."""

    desk: Desk
    full: bool = False
    builds: list[int] = field(default_factory=list)

    def build(self) -> Built:
        if self.full:
            raise OSError("no space left on device")
        built = site(self.desk)
        self.builds.append(built.through)
        return built


@pytest.fixture
def folder(desk) -> Folder:
    return Folder(desk)


@pytest.fixture
def courier(desk, folder) -> Courier:
    return Courier(desk, build=folder.build, mail=Post(desk), channels=tuple(Channel))


def test_a_round_carries_everything_and_says_what_it_did(desk, courier):
    published(desk)
    came = courier.deliver()
    assert len(came.receipts) == len(Channel) and came.waiting == ()
    assert courier.deliver().receipts == (), "done again, nothing is carried twice"


def test_a_site_that_cannot_be_built_keeps_nobody_from_getting_mail_and_is_carried_later(desk, courier, folder):
    published(desk)
    folder.full = True
    with pytest.raises(OSError, match="no space"):
        courier.deliver()
    assert list(told(desk)) == [(1, Channel.NEWSLETTER)]
    folder.full = False
    assert courier.deliver().waiting == ()


def test_a_look_builds_when_readers_are_to_see_something_else_and_not_otherwise(desk, courier, folder, clock):
    story = published(desk)
    assert courier.look() is not None and courier.look() is None
    clock.passes(seconds=5)
    assert courier.look() is None and folder.builds == [1]
    desk.do(actions.Kill(story.id, reason="It is wrong."), by="dana")
    assert courier.look() is not None and folder.builds == [1, 2], "at once"
    clock.passes(days=1)
    assert courier.look() is not None, "on another day other releases are due"


def test_other_work_at_the_desk_is_seen_within_a_minute_and_a_file_that_went_astray_within_a_quarter_hour(
    desk, courier, clock
):
    published(desk)
    courier.look()
    approved(desk, title="Not out yet")
    clock.passes(seconds=30)
    assert courier.look() is None
    clock.passes(seconds=31)
    assert courier.look() is not None and courier.look() is None
    clock.passes(minutes=14)
    assert courier.look() is None
    clock.passes(minutes=2)
    assert courier.look() is not None


def test_a_look_that_failed_is_done_again_at_the_next_one(desk, courier, folder):
    published(desk)
    folder.full = True
    with pytest.raises(OSError, match="no space"):
        courier.look()
    folder.full = False
    assert courier.look() is not None


def test_what_waits_is_told_with_how_long(desk, clock):
    published(desk)
    clock.passes(minutes=3)
    came = Courier(desk, build=None).deliver()
    assert [clock.now - one.since for one in came.waiting] == [timedelta(minutes=3)]
