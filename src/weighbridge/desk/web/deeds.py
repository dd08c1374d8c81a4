"""From what a form or a request says to an action of the desk, the same for the pages and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from weighbridge.desk.actions import (
    Abandon,
    Action,
    Approve,
    Archive,
    Clear,
    ConfirmKill,
    Correct,
    Drop,
    Kill,
    Publish,
    Recheck,
    RequestChanges,
    RewordNotice,
    Schedule,
    Submit,
    Unschedule,
    Update,
    Waive,
    Withdraw,
)
from weighbridge.desk.desk import require_moment
from weighbridge.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk
    from weighbridge.desk.values import Story

Given = Mapping[str, str]
_PLAIN: Mapping[str, type[Action]] = {a.name: a for a in (Submit, Unschedule, Publish, ConfirmKill, Archive)}
_REASONED: Mapping[str, type] = {
    a.name: a for a in (RequestChanges, Recheck, Clear, Correct, Update, RewordNotice, Abandon, Withdraw, Kill, Drop)
}
_MORE: Mapping[str, Callable[[str, int | None, Given], Action]] = {
    "approve": lambda story, revision, given: Approve(story, revision, seal=given.get("seal", "")),
    "waive": lambda story, revision, given: Waive(
        story, revision, claim=given.get("claim", ""), reason=given.get("reason", "")
    ),
    "schedule": lambda story, revision, given: Schedule(story, revision, at=_moment(given.get("at", ""))),
}
NAMES = tuple(sorted((*_PLAIN, *_REASONED, *_MORE, "check", "check newest", "embargo")))


def perform(desk: Desk, name: str, story: str, revision: int | None, given: Given, *, by: str) -> Story:
    """Do what was asked to a story, and return it as it then stands; raises what `Desk.do` raises."""
    if name in {"check", "check newest"}:
        return desk.check(story, by=by, newest=name == "check newest")
    if name == "embargo":
        return desk.embargo(story, _moment(given.get("at", "")), by=by)
    return desk.do(action_of(name, story, revision, given), by=by)


def action_of(name: str, story: str, revision: int | None, given: Given) -> Action:
    """Return the action of a name; raises UnknownNameError for a name no form may send."""
    if name in _PLAIN:
        return _PLAIN[name](story, revision)
    if name in _REASONED:
        if not given.get("reason", "").strip():
            raise InputError(f"{name} needs a reason in words")
        made: Action = _REASONED[name](story, revision, reason=given["reason"])
        return made
    if name in _MORE:
        return _MORE[name](story, revision, given)
    raise UnknownNameError("action", name[:40], NAMES)


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    found = require_moment(text)
    if not 1990 <= found.year <= 2200:
        raise InputError(f"{text.strip()[:40]!r} lies too far away")
    return found
