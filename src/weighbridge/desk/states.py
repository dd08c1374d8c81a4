"""The life of a story as one table: what may be done in which state, by whom, under which guards, and what comes of it.

Nothing else in the desk decides about states. A pair of state and action that has no row is not possible; there is no
flag that goes round a guard. `docs/desk.md` prints this table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from weighbridge.desk.values import Role, State

R, E, D = Role.REPORTER, Role.EDITOR, Role.DUTY_EDITOR
WRITERS = frozenset({R, E, D})
EDITORS = frozenset({E, D})
MACHINE = frozenset({Role.MACHINE})

PUBLIC = frozenset({State.PUBLISHED, State.CORRECTED, State.UPDATED})
WORKED_ON = frozenset({State.DRAFT, State.CHECKED, State.CHANGES_REQUESTED})
READY = frozenset({State.APPROVED, State.SCHEDULED})
ENDED = frozenset({State.WITHDRAWN, State.KILLED, State.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Rule:
    """What an action needs and leads to in one state; the guards are names of `guards.GUARDS`."""

    leads_to: State
    roles: frozenset[Role]
    guards: tuple[str, ...] = ()


def _rules() -> Iterator[tuple[State, str, Rule]]:
    s = State
    yield s.LEAD, "draft", Rule(s.DRAFT, WRITERS)
    yield s.LEAD, "drop", Rule(s.ARCHIVED, WRITERS)
    for state in WORKED_ON:
        yield state, "edit", Rule(s.DRAFT, WRITERS)
        yield state, "check", Rule(s.CHECKED, WRITERS)
        yield state, "drop", Rule(s.ARCHIVED, WRITERS, ("never_published",))
        yield state, "abandon", Rule(s.UNDER_RECHECK, EDITORS, ("published_before",))
    for state in (*WORKED_ON, s.IN_REVIEW):
        yield state, "reword notice", Rule(state, EDITORS, ("amends_what_is_public",))
    yield (
        s.CHECKED,
        "submit",
        Rule(s.IN_REVIEW, WRITERS, ("our_own", "checked_as_it_stands", "nothing_contradicted", "not_doubtful_in_vain")),
    )
    yield s.CHECKED, "waive", Rule(s.CHECKED, WRITERS, ("checked_as_it_stands",))
    yield s.IN_REVIEW, "waive", Rule(s.IN_REVIEW, WRITERS, ("checked_as_it_stands",))
    yield s.IN_REVIEW, "edit", Rule(s.DRAFT, WRITERS)
    yield s.IN_REVIEW, "check", Rule(s.CHECKED, WRITERS)
    yield s.IN_REVIEW, "request changes", Rule(s.CHANGES_REQUESTED, EDITORS, ("not_an_author",))
    yield (
        s.IN_REVIEW,
        "approve",
        Rule(
            s.APPROVED,
            EDITORS,
            (
                "seen_as_it_stands",
                "checked_as_it_stands",
                "not_an_author",
                "not_who_waived",
                "nothing_contradicted",
                "nothing_left_open",
                "every_claim_ticked",
                "not_signed_yet",
            ),
        ),
    )
    release = (
        "seal_holds",
        "enough_approvals",
        "nothing_contradicted",
        "nothing_left_open",
        "embargo_passed",
        "data_unchanged",
    )
    for state in READY:
        yield state, "edit", Rule(s.DRAFT, WRITERS)
        yield state, "check", Rule(s.CHECKED, WRITERS)
        by_the_clock = MACHINE if state is s.SCHEDULED else frozenset()
        yield state, "publish", Rule(s.PUBLISHED, EDITORS | by_the_clock, release)
        yield state, "kill", Rule(s.KILLED, frozenset({D}))
        yield state, "request changes", Rule(s.CHANGES_REQUESTED, EDITORS)
    yield s.APPROVED, "schedule", Rule(s.SCHEDULED, EDITORS, ("seal_holds", "enough_approvals"))
    yield s.APPROVED, "abandon", Rule(s.UNDER_RECHECK, EDITORS, ("published_before",))
    yield s.SCHEDULED, "unschedule", Rule(s.APPROVED, EDITORS)
    for state in PUBLIC:
        yield state, "recheck", Rule(s.UNDER_RECHECK, WRITERS | MACHINE)
        yield state, "archive", Rule(s.ARCHIVED, EDITORS)
    yield s.UNDER_RECHECK, "clear", Rule(s.PUBLISHED, EDITORS)
    yield s.UNDER_RECHECK, "correct", Rule(s.DRAFT, EDITORS)
    yield s.UNDER_RECHECK, "update", Rule(s.DRAFT, EDITORS)
    # A story that the public sees can be taken back at any moment, whatever is in the making.
    for state in State:
        if state not in ENDED and state is not s.LEAD:
            yield state, "withdraw", Rule(s.WITHDRAWN, EDITORS, ("published_before",))
            if state not in READY:
                yield state, "kill", Rule(s.KILLED, frozenset({D}), ("published_before",))
    yield s.KILLED, "confirm kill", Rule(s.KILLED, EDITORS, ("second_person", "kill_unconfirmed"))
    yield s.KILLED, "archive", Rule(s.ARCHIVED, EDITORS, ("kill_confirmed",))
    yield s.WITHDRAWN, "archive", Rule(s.ARCHIVED, EDITORS)
    # What is archived while the public sees it is taken up again like anything else the public sees.
    yield s.ARCHIVED, "recheck", Rule(s.UNDER_RECHECK, WRITERS | MACHINE, ("still_public",))
    yield s.ARCHIVED, "withdraw", Rule(s.WITHDRAWN, EDITORS, ("still_public",))
    yield s.ARCHIVED, "kill", Rule(s.KILLED, frozenset({D}), ("still_public",))


def _table() -> Mapping[tuple[State, str], Rule]:
    table: dict[tuple[State, str], Rule] = {}
    for state, action, rule in _rules():
        if (state, action) in table:
            raise AssertionError(f"two rows for {state}, {action}")
        table[state, action] = rule
    return MappingProxyType(dict(sorted(table.items())))


TABLE: Mapping[tuple[State, str], Rule] = _table()


def possible(state: State, roles: frozenset[Role] | None = None) -> tuple[str, ...]:
    """Return the actions that have a row in a state, for anybody or for somebody with these roles.

    >>> possible(State.SCHEDULED, frozenset({Role.REPORTER}))
    ('check', 'edit')
    """
    return tuple(a for (s, a), rule in TABLE.items() if s is state and (roles is None or rule.roles & roles))


def states_with(action: str) -> tuple[State, ...]:
    """Return the states in which an action has a row.

    >>> [str(s) for s in states_with("publish")]
    ['approved', 'scheduled']
    """
    return tuple(s for s, a in TABLE if a == action)
