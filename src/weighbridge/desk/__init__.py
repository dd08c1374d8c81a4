"""Desk: a newsroom where a person signs every story.

open_desk(settings)            the desk of this machine, or the one WEIGHBRIDGE_DATABASE_URL names
Desk                           everything that can be done: stories, checks, ticks, approvals, audit
actions                        the changes of state, one object each: `desk.do(actions.Submit(story), by="ann")`
serve(settings, ...)           the web application of that desk, until it is interrupted
Extension, Doors               what other rooms add to the application: pages behind its doors, work while it is open
Publication, Edition             what the public has been shown, moment by moment: desk.publications(), desk.edition(p)
reader_reports(desk)            what readers reported, and what came of it
undated(fact)                   a fact's id without its day: another day with the same interval is the same fact
scan_into_queue(desk, by=...)  what is news in the newest release becomes leads
draft_lead, draft_anew          a lead drafted and checked; a story worded anew from the newest data
file_report(desk, story, ...)   what a reader says of a sentence, kept with its claims recomputed; answer(...) it
digest, seal_of                the hashes an approval is a signature on, from a content and from what was said of it
readable(content)              the sentences of a story by number, as readers report them
TABLE, possible                the life of a story as a table
Person, Role, State, Mark, ... the values these speak of
written, moment                moments as the database keeps them; said, one_line: what people type, put in order
"""

from weighbridge.desk import actions
from weighbridge.desk.audit import Break, Head
from weighbridge.desk.canonical import digest, seal_of, undated
from weighbridge.desk.case import Case
from weighbridge.desk.content import of_story
from weighbridge.desk.desk import SYSTEM, Desk, require_moment, utc_now
from weighbridge.desk.doors import Doors, Extension
from weighbridge.desk.guards import guard_rows
from weighbridge.desk.leads import draft_anew, draft_lead, scan_into_queue
from weighbridge.desk.moments import moment, written
from weighbridge.desk.opening import open_desk
from weighbridge.desk.public import Edition, Publication
from weighbridge.desk.reports import answer, file_report, readable, reader_reports
from weighbridge.desk.serving import serve
from weighbridge.desk.states import TABLE, Rule, possible
from weighbridge.desk.store import Store
from weighbridge.desk.typed import one_line, said
from weighbridge.desk.values import Kind, Mark, Person, Role, State, Story, Version

__all__ = [
    "SYSTEM",
    "TABLE",
    "Break",
    "Case",
    "Desk",
    "Doors",
    "Edition",
    "Extension",
    "Head",
    "Kind",
    "Mark",
    "Person",
    "Publication",
    "Role",
    "Rule",
    "State",
    "Store",
    "Story",
    "Version",
    "actions",
    "answer",
    "digest",
    "draft_anew",
    "draft_lead",
    "file_report",
    "guard_rows",
    "moment",
    "of_story",
    "one_line",
    "open_desk",
    "possible",
    "readable",
    "reader_reports",
    "require_moment",
    "said",
    "scan_into_queue",
    "seal_of",
    "serve",
    "undated",
    "utc_now",
    "written",
]
