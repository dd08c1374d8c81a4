"""What the tests of the newsletter share: sleeping without losing time, subscribing, and stories that change."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsroom import Clock, reviewed

from weighbridge.desk import Desk, Story, actions
from weighbridge.publish.post import LetterState, Newsletter, Subscriber, letters

ANN, BOB, CAT, DAN = "ann@example.org", "bob@example.org", "cat@example.org", "dan@example.org"
MAGNETS = "REPM_85051110"


@dataclass
class Waits:
    """Sleeps by setting the clock forward, and remembers for how long."""

    clock: Clock
    slept: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.passes(seconds=seconds)


def subscribed(newsletter: Newsletter, *addresses: str, topics: tuple[str, ...] = ()) -> list[Subscriber]:
    """Ask for these addresses and confirm at once, one after the other."""
    made = []
    for address in addresses:
        newsletter.ask(address, topics)
        (found,) = (s for s in newsletter.subscribers(address=address) if not s.left_at)
        confirmed = newsletter.confirm(found.confirmation)
        assert confirmed is not None
        newsletter.desk.clock.passes(seconds=1)  # letters go out in the order in which people came
        made.append(confirmed)
    return made


def amended(desk: Desk, story: Story, kind: type[actions.Correct | actions.Update], text: str, notice: str) -> Story:
    """A public story with other words, out as a correction or an update."""
    desk.do(actions.Recheck(story.id, reason="somebody asks"), by="ron")
    desk.do(kind(story.id, reason=notice), by="eva")
    desk.edit(story.id, title=desk_title(desk, story), text=text, by="rita")
    desk.do(actions.Submit(story.id), by="rita")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    return desk.do(actions.Publish(story.id), by="dana")


def desk_title(desk: Desk, story: Story) -> str:
    return str(desk.edition(desk.publications(story=story.id)[-1]).content["title"])


def states(newsletter: Newsletter, kind: str = "") -> dict[str, str]:
    """Where the letters stand, by the address they are for; "-" for who has left."""
    with newsletter.desk.store.reading() as connection:
        found = letters.letters_in(connection, *LetterState)
    people = {s.id: s.address or "-" for s in newsletter.subscribers()}
    return {people[letter.subscriber]: str(letter.state) for letter in found if not kind or letter.kind == kind}
