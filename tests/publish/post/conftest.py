"""A newsletter with a mail server of its own: subscribers who confirmed, stories that change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from correspondence import Waits
from mailserver import MailHost, served
from postgres import own_server

from weighbridge.publish import Masthead
from weighbridge.publish.post import Newsletter, Sending


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL of our own."""
    yield from own_server()


@pytest.fixture
def host():
    """A mail server that is up."""
    with served(MailHost()) as found:
        yield found


@pytest.fixture
def newsletter(desk, masthead: Masthead, host: MailHost) -> Newsletter:
    return Newsletter(desk, masthead, smtp_url=host.url)


@pytest.fixture
def waits(clock) -> Waits:
    return Waits(clock)


@pytest.fixture
def sends(newsletter: Newsletter, waits: Waits) -> Callable[..., Sending]:
    """Hand over what is due; to sleep is to set the clock forward."""

    def send(**options: object) -> Sending:
        return newsletter.send(sleep=waits, per_minute=0, **options)

    return send
