"""Watch: every published claim held against every new vintage, and what is no longer true put before a person.

recheck(desk)            look at what is new since the last time: vintages, publications, readers' reports, kills
doubt(desk, what, ...)   put in doubt what rests on a fact, a cell or a source, as when a source corrects itself
standing(desk)           by story: held against the release of which day, and what waits for a decision
rechecks(desk)           the looks so far; waiting(desk) what nobody has decided on; in_words, proposed_notice
accuracy(desk)           the newsroom's record, computed from its history
extension(desk)          the page of rechecks behind the desk's doors, and the recheck after every release
Outcome, Cause, ...      the values these speak of
"""

from weighbridge.watch.accuracy import Accuracy, accuracy
from weighbridge.watch.doors import extension
from weighbridge.watch.notices import in_words, proposed_notice
from weighbridge.watch.recheck import doubt, recheck
from weighbridge.watch.standing import rechecks, standing, waiting
from weighbridge.watch.values import Cause, Outcome, Recheck, Rechecked, Standing

__all__ = [
    "Accuracy",
    "Cause",
    "Outcome",
    "Recheck",
    "Rechecked",
    "Standing",
    "accuracy",
    "doubt",
    "extension",
    "in_words",
    "proposed_notice",
    "recheck",
    "rechecks",
    "standing",
    "waiting",
]
