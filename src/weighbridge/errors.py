"""The one error tree, split by who can act.

    WeighbridgeError
    ├── InputError              you can fix it: says what, where, what would be valid
    │   ├── UnknownNameError    a product, partner, metric, ... nobody here knows; carries the near misses
    │   ├── PeriodError         a text that is no period, or a period the question does not allow
    │   ├── UnitError           a unit that is unknown or cannot be converted
    │   ├── FigureFileError     a figures file that cannot be taken in; names file, row and column
    │   ├── LedgerError         the ledger on disk cannot be used as it is
    │   ├── RefusedError        a deed at the desk that may not be done now; carries every reason why
    │   └── ConflictError       somebody else changed it meanwhile; look again
    ├── NotInDataError          the question is fine, the data cannot answer it; the reason is for readers
    └── InternalError           our fault; keeps the context

Every message is one or more whole sentences a reader can act on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class WeighbridgeError(Exception):
    """Every error this package raises on purpose."""


class InputError(WeighbridgeError):
    """Something the person asked or handed over is wrong, and they can mend it."""


class UnknownNameError(InputError):
    """A name that nothing here carries, with the nearest names that something does.

    >>> str(UnknownNameError("partner", "Grmany", ["Germany", "France"]))
    "no partner is called 'Grmany'; did you mean 'Germany'?"
    """

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        self.kind, self.name = kind, name
        self.near = near_misses(name, known)
        hint = f"; did you mean {' or '.join(repr(n) for n in self.near)}?" if self.near else ""
        super().__init__(f"no {kind} is called {name!r}{hint}")


class PeriodError(InputError):
    """A text that is no period, or a period that the question does not allow."""


class UnitError(InputError):
    """A unit nobody here can convert; the message names it."""


class Problem(NamedTuple):
    """One thing wrong in a file: its row (the header is row 1), its column where one is to blame, and why.

    >>> str(Problem(7, "value", "'1,238' is no number"))
    "row 7, value: '1,238' is no number"
    """

    row: int
    column: str
    why: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.why}" if self.column else f"row {self.row}: {self.why}"


class FigureFileError(InputError):
    r"""A file of figures that cannot be taken in; nothing of it has been.

    `problems` are those of its rows, the first twenty at most; empty when the file as a whole is to blame.

    >>> print(FigureFileError("june.csv has faults", [Problem(7, "value", "'1,238' is no number")]))
    june.csv has faults:
      row 7, value: '1,238' is no number
    """

    def __init__(self, message: str, problems: Sequence[Problem] = (), *, more: bool = False) -> None:
        self.problems = tuple(problems)
        lines = [message + ":" * bool(problems), *(f"  {p}" for p in problems), *(["  and more"] if more else [])]
        super().__init__("\n".join(lines))


class LedgerError(InputError):
    """The ledger on disk cannot be read or written as it is; the message says which file and what to do."""


class RefusedError(InputError):
    """A deed at the desk that may not be done now, with all the reasons why, each half a sentence.

    >>> str(RefusedError("approve", ["Ann Lee wrote version 2; somebody else has to review it"]))
    'approve is refused: Ann Lee wrote version 2; somebody else has to review it'
    """

    def __init__(self, action: str, reasons: Iterable[str]) -> None:
        self.action, self.reasons = action, tuple(reasons)
        super().__init__(f"{action} is refused: {'. '.join(self.reasons)}")


class ConflictError(InputError):
    """Somebody else changed it meanwhile; nothing was done, and looking again is the way on."""


class NotInDataError(WeighbridgeError):
    """The data, as they stood on that day, cannot answer; the message says why."""


class InternalError(WeighbridgeError):
    """Something that should be impossible; please report it with its message."""


def near_misses(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return at most `most` of the known names that look like `name`, nearest first, in their own spelling.

    >>> near_misses("magnest", ["magnets", "gallium"])
    ['magnets']
    """
    from difflib import get_close_matches  # only an error needs it

    spelling = {k.casefold(): k for k in known}
    return [spelling[k] for k in get_close_matches(name.casefold(), spelling, n=most, cutoff=0.6)]
