"""Check: read any text cold, find its claims, weigh each against the data as they stood on a day.

check(document, view=..., card=..., as_of=...)   the report: claims with verdicts, findings, horizon
Vintages(ledger).check(document, as_of=...)      the same, with what was revised since told from what was wrong
read_file, read_bytes                            a file or bytes as a Document
unwrapped                                        a text with its wrapped lines put together, to show it
kept_reading, Reweighing, rests_on               a claim's reading as JSON, weighed again on other data; its cells
as_json, file_name                               the report as the JSON contract, and its file's name
"""

from weighbridge.check.checker import check
from weighbridge.check.claim import Claim, Finding, Verdict
from weighbridge.check.contract import as_json, file_name
from weighbridge.check.document import Document
from weighbridge.check.lines import unwrapped
from weighbridge.check.reading import LARGEST_FILE, read_bytes, read_file
from weighbridge.check.report import Report
from weighbridge.check.restating import Held, Reweighing, kept_reading, reading_of
from weighbridge.check.resting import rests_on
from weighbridge.check.vintages import Vintages

__all__ = [
    "LARGEST_FILE",
    "Claim",
    "Document",
    "Finding",
    "Held",
    "Report",
    "Reweighing",
    "Verdict",
    "Vintages",
    "as_json",
    "check",
    "file_name",
    "kept_reading",
    "read_bytes",
    "read_file",
    "reading_of",
    "rests_on",
    "unwrapped",
]
