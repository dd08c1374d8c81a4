"""Periods and days found in a row of tokens: June 2025, the first half, nine-month, three months to August."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from weighbridge.check.tokens import Token, number_of
from weighbridge.check.vocabulary import Vocabulary
from weighbridge.check.when import When
from weighbridge.errors import PeriodError
from weighbridge.model import Period

_MONTH = frozenset({"month"})
_SPAN = frozenset({"span"})
_RELATIVE = frozenset({"relative"})
_SMALL = frozenset({"cardinal"})
_ORDINAL = frozenset({"ordinal"})
_SUPERLATIVES = frozenset({"most", "least", "high", "low", "record"})
_AND = frozenset({"and", "&", "/"})
_TO = frozenset({"to", "through", "thru", "till", "until", "-", "–", "—"})
_STRETCHES = frozenset({"quarter", "period", "months", "span", "stretch", "half", "run"})
_EARLIER = frozenset({"earlier", "before", "ago", "previously", "prior"})
_ENDING = frozenset({"to", "through", "until", "till", "ending", "ended", "up"})
_YEAR_TAGS = {"last year": 1, "this year": 0, "the previous year": 1, "the year before": 1}


class Timed(NamedTuple):
    """`tokens[i:end]` is a period (tag `period`), or a day (tag `day`)."""

    tag: str
    end: int
    when: When | None


def period_at(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    """Return the period or day that begins at token `i`, None without one."""
    token = tokens[i]
    for read in _OF_DIGITS if token.form == "number" else _OF_WORDS if token.key.isalpha() else _OF_CODES:
        if (found := read(tokens, i, vocabulary)) is not None:
            return found
    return None


def leans_back(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> bool:
    """Return whether a count of months or years begins here that only says since when: twelve months before."""
    found = _relative(tokens, i, vocabulary)
    return found is not None and found.when is not None and found.when.kind in ("back", "year_before", "previous")


def _word(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].key if 0 <= i < len(tokens) else ""


def _skip(tokens: Sequence[Token], i: int, *words: str) -> int:
    return i + 1 if _word(tokens, i) in words else i


def _code(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    """2025-06, 2025-Q2, 2025-06-20, Q2 2025, H1, 1Q25."""
    key = tokens[i].key
    if tokens[i].form == "code" and key[:2] in ("19", "20") and "-" in key:
        if key.count("-") == 2:
            return Timed("day", i + 1, None)
        try:
            period = Period.parse(key)
        except PeriodError:
            return None
        return Timed("period", i + 1, When("fixed", period.first, period.months))
    part, size = key[:1], key[1:]
    if len(key) == 2 and part in "qh" and size in "1234" and not (part == "h" and size in "34"):
        months = 3 if part == "q" else 6
        return _with_year(tokens, i + 1, (int(size) - 1) * months + 1, months, vocabulary)
    if tokens[i].form == "code" and len(key) in (2, 4) and key[1] in "QH":
        months = 3 if key[1] == "Q" else 6
        if len(key) == 2:
            return _with_year(tokens, i + 1, (int(key[0]) - 1) * months + 1, months, vocabulary)
        year = 2000 + int(key[2:])
        return Timed("period", i + 1, When("fixed", year * 12 + (int(key[0]) - 1) * months, months))
    return None


def _year_at(tokens: Sequence[Token], i: int) -> int | None:
    if i >= len(tokens) or tokens[i].form != "number" or not tokens[i].words.isdigit():
        return None
    year = int(tokens[i].words)
    return year if len(tokens[i].words) == 4 and 1990 <= year <= 2099 else None


def _with_year(tokens: Sequence[Token], i: int, first: int, months: int, vocabulary: Vocabulary) -> Timed:
    """The period from month `first` on, and the year that follows it in whatever form."""
    kind = "month" if months == 1 else "span"
    end = i
    if _word(tokens, end) in (",", "of", "in") or _word(tokens, end) == "the":
        end = _skip(tokens, end, ",", "of", "in")
        end = _skip(tokens, end, "the")
    year = _year_at(tokens, end)
    if year is not None and not _is_amount(tokens, end):
        return Timed("period", end + 1, When("fixed", year * 12 + first - 1, months))
    back, stop = _years_back(tokens, _skip(tokens, i, "of", "in"))
    if back is not None:
        return Timed("period", stop, When(kind, first, months, back))
    return Timed("period", i, When(kind, first, months))


def _is_amount(tokens: Sequence[Token], i: int) -> bool:
    """Whether four digits are a quantity after all: 2025 tonnes."""
    return _word(tokens, i + 1) in ("t", "tons", "tonnes", "metric", "kg", "%", "percent", "per", "million")


def _years_back(tokens: Sequence[Token], i: int) -> tuple[int | None, int]:
    two = f"{_word(tokens, i)} {_word(tokens, i + 1)}"
    if two in _YEAR_TAGS:
        return _YEAR_TAGS[two], i + 2
    three = f"{two} {_word(tokens, i + 2)}"
    if three in _YEAR_TAGS:
        return _YEAR_TAGS[three], i + 3
    return None, i


def _day(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    """July 20, 20 July 2025, the 20th of July: a day, not a period of figures."""
    month = vocabulary.at(tokens, i, _MONTH)
    if month and month.end < len(tokens) and _is_day(tokens, month.end):
        end = _after_ordinal(tokens, month.end + 1)
        stop = _skip(tokens, end, ",")
        return Timed("day", stop + 1 if _year_at(tokens, stop) else end, None)
    if _is_day(tokens, i):
        end = _skip(tokens, _after_ordinal(tokens, i + 1), "of")
        later = vocabulary.at(tokens, end, _MONTH) if end < len(tokens) else None
        if later:
            stop = _skip(tokens, later.end, ",")
            return Timed("day", stop + 1 if _year_at(tokens, stop) else later.end, None)
    return None


def _is_day(tokens: Sequence[Token], i: int) -> bool:
    if i >= len(tokens) or tokens[i].form != "number" or not tokens[i].words.isdigit():
        return False
    following = _word(tokens, i + 1)
    return (
        len(tokens[i].words) <= 2
        and 1 <= int(tokens[i].words) <= 31
        and following not in ("%", "percent", "per", "pct", "t", "tons", "tonnes", "metric", "kg", "times")
    )


def _after_ordinal(tokens: Sequence[Token], i: int) -> int:
    return i + 1 if i < len(tokens) and tokens[i].glued and tokens[i].key in ("st", "nd", "rd", "th") else i


def _months(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    """June, June 2025, last June, January-February, January to June, August last year."""
    back: int | None = None
    start = i
    if _word(tokens, i) in ("last", "this") and i + 1 < len(tokens):
        back, start = (1 if _word(tokens, i) == "last" else 0), i + 1
    month = vocabulary.at(tokens, start, _MONTH)
    if month is None:
        return None
    first, end = int(month.meaning.value), month.end
    if (
        end < len(tokens)
        and _word(tokens, end) == "."
        and start == end - 1
        and tokens[end].glued
        and _is_short(tokens[start])
    ):
        end += 1
    if back is not None:
        return Timed("period", end, When("month", first, 1, back))
    return _to_month(tokens, i, end, first, vocabulary) or _with_year(tokens, end, first, 1, vocabulary)


def _is_short(token: Token) -> bool:
    return len(token.key) <= 4 and token.key not in ("may", "june", "july")


def _to_month(tokens: Sequence[Token], i: int, end: int, first: int, vocabulary: Vocabulary) -> Timed | None:
    """The span of months that two month names make: joined by a dash, `to`, or `and` where they are one period."""
    year, join = _year_at(tokens, end), end
    if year:
        join += 1
    word = _word(tokens, join)
    stop = join + 1
    if word == "-" and _word(tokens, stop) == "to" and _word(tokens, stop + 1) == "-":
        stop += 2
    if word not in _TO | _AND or stop >= len(tokens):
        return None
    later = vocabulary.at(tokens, stop, _MONTH)
    if later is None:
        return None
    last = int(later.meaning.value)
    if word in ("to", "until", "till") and _word(tokens, i - 1) == "from" and _word(tokens, i - 2) not in _STRETCHES:
        return None  # "rose from May to June" compares two months; what is only counted the walk puts together
    if word in _AND and not _is_one_period(tokens, i, later.end, first, last):
        return None
    months = (last - first) % 12 + 1
    timed = _with_year(tokens, later.end, first, months, vocabulary)
    when = timed.when
    if year and when is not None:
        closes = when.first // 12 * 12 + last - 1 if when.kind == "fixed" else None  # October 2024 to June 2025
        begun = year * 12 + first - 1
        span = (closes - begun + 1) if closes and closes >= begun else months
        return Timed("period", timed.end, When("fixed", begun, min(span, 36)))
    if when is not None and when.kind == "fixed" and last < first:  # November to February 2026 ends in 2026
        return Timed("period", timed.end, When("fixed", when.first - 12, months))
    return timed


def _is_one_period(tokens: Sequence[Token], i: int, end: int, first: int, last: int) -> bool:
    """Whether "January and February" is one span: the two are neighbours and nothing says both, either or each."""
    if last != first % 12 + 1 or _word(tokens, i - 1) in ("both", "between", "either", "each"):
        return False
    return (
        (first, last) == (1, 2)
        or _word(tokens, i - 1) in ("combined", "together")
        or _word(tokens, end) in ("combined", "together")
    )


def _part_of_year(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    """The third quarter of 2025, the first half, first six months, the opening two months, 3rd quarter."""
    start = _skip(tokens, i, "the", "its", "this", "their")
    if start >= len(tokens):
        return None
    nth = _ordinal(tokens, start, vocabulary)
    if nth is None:
        return None
    number, end = nth
    end = _skip(tokens, end, "-")
    span = vocabulary.at(tokens, end, _SPAN) if end < len(tokens) else None
    if span and span.meaning.value == 3 and number <= 4 and not _counts_months(tokens, span.end):
        return _with_year(tokens, span.end, (number - 1) * 3 + 1, 3, vocabulary)
    if (span is None and _word(tokens, end) == "half") or (span and span.meaning.value == 6):
        return _with_year(tokens, end + 1, (number - 1) * 6 + 1, 6, vocabulary) if number <= 2 else None
    if number != 1:
        return None
    size = _count(tokens, end, vocabulary)
    if size is None:
        return None
    span = vocabulary.at(tokens, _skip(tokens, size[1], "-"), _SPAN) if size[1] < len(tokens) else None
    if span is None or not 2 <= size[0] * span.meaning.value <= 12:
        return None
    stop = span.end
    if (
        _word(tokens, stop) in ("of", "in")
        and _word(tokens, stop + 1) in ("the", "this")
        and _word(tokens, stop + 2) == "year"
    ):
        return Timed("period", stop + 3, When("span", 1, size[0] * span.meaning.value))
    return _with_year(tokens, stop, 1, size[0] * span.meaning.value, vocabulary)


def _counts_months(tokens: Sequence[Token], end: int) -> bool:
    """Whether an ordinal before a quarter counts a streak: a third straight quarter, third quarter running."""
    return _word(tokens, end) in ("running", "straight", "consecutive") or (
        _word(tokens, end) == "in" and _word(tokens, end + 1) in ("a", "succession")
    )


def _ordinal(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    if _word(tokens, i) in ("opening", "initial"):
        return 1, i + 1
    if (found := vocabulary.at(tokens, i, _ORDINAL)) is not None:
        return int(found.meaning.value), found.end
    token = tokens[i]
    if (
        token.form == "number"
        and i + 1 < len(tokens)
        and tokens[i + 1].glued
        and tokens[i + 1].key in ("st", "nd", "rd", "th")
    ):
        return int(number_of(token.words)), i + 2
    return None


def _count(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    if i >= len(tokens):
        return None
    if tokens[i].form == "number" and tokens[i].words.isdigit() and len(tokens[i].words) <= 2:
        return int(tokens[i].words), i + 1
    found = vocabulary.at(tokens, i, _SMALL)
    return (int(found.meaning.value), found.end) if found else None


_HIGHS = frozenset(
    {
        "high",
        "highs",
        "low",
        "lows",
        "run",
        "streak",
        "string",
        "straight",
        "consecutive",
        "in",
        "running",
        "peak",
        "rise",
        "fall",
        "gain",
        "decline",
        "losing",
        "winning",
        "trough",
        "delay",
        "ban",
        "lag",
        "wait",
    }
)


def _counted_months(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    """Nine-month exports, three months to August, the last three months, the six months through June 2025."""
    over = _word(tokens, i) == "over" and _clause_begins(tokens, i)
    start = _skip(tokens, i + 1, "the", "these") if over else _skip(tokens, i, "the", "its")
    leaning = _word(tokens, start) in ("last", "past", "latest", "preceding")
    start = start + 1 if leaning else start
    size = _count(tokens, start, vocabulary)
    if size is None or size[1] >= len(tokens):
        return None
    span = vocabulary.at(tokens, _skip(tokens, size[1], "-"), _SPAN)
    if span is None:
        return None
    months, end = size[0] * span.meaning.value, span.end
    if not 2 <= months <= 36 or _word(tokens, end) in _EARLIER or _comes_later(tokens, end) is not None:
        return None
    ending = _ending(tokens, end, vocabulary)
    if ending is not None:
        when = ending[0]
        if when.kind == "fixed":
            return Timed("period", ending[1], When("fixed", when.first + when.months - months, months))
        return Timed("period", ending[1], When("trailing", when.first, months, when.years_back))
    if leaning and months <= 12:
        return Timed("period", end, When("trailing", 0, months))
    return _counted_by_itself(tokens, i, end, months, vocabulary) if span.meaning.value == 1 and months <= 12 else None


def _counted_by_itself(tokens: Sequence[Token], i: int, end: int, months: int, vocabulary: Vocabulary) -> Timed | None:
    """Nine-month exports, in eleven months: counted from January where nothing says otherwise."""
    hyphen = "-" in (tokens[n].key for n in range(i, end))
    if _word(tokens, i) == "over":  # over four months, the country took
        return Timed("period", end, When("so_many", months, months)) if months < 12 else None
    if not hyphen and months < 12 and (over := _months_so_far(tokens, i, end)) is not None:
        return Timed("period", over, When("so_many", months, months))
    heads = i == 0 and _word(tokens, end) == ":"  # Seven months: 27,897 t
    if (hyphen or heads) and _word(tokens, _skip(tokens, end, "-")) not in _HIGHS:
        if _word(tokens, end) == "of":
            return _with_year(tokens, end, 1, months, vocabulary)
        return Timed("period", end, When("span", 1, months))
    return None


def _clause_begins(tokens: Sequence[Token], i: int) -> bool:
    return i == 0 or tokens[i - 1].form == "sign"


_OPENS = frozenset({"had", "have", "brought", "yielded", "saw", "made", "came", "were"})


def _months_so_far(tokens: Sequence[Token], i: int, end: int) -> int | None:
    """Where a count of months ends that says how far the year has gone, None where it counts something else."""
    following, before = _word(tokens, end), _word(tokens, i - 1)
    if i == 0 and following == "in" and _word(tokens, end + 1) == ",":
        return end + 1  # seven months in, the total was
    if following == "so" and _word(tokens, end + 1) == "far":
        return end + 2  # the four months so far
    if i == 0 and following in _OPENS:
        return end
    if before not in ("in", "over", "during", "for", "after") or following in _HIGHS or i > 3:
        return None
    if _word(tokens, i - 2).endswith(("est", "ost", "orst", "east")):
        return None  # the lowest in six months
    if (before, following) == ("after", "of"):
        return None  # after three months of increases
    return end  # in eleven months 51,440 tonnes were exported


def _stretch_to(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    """The quarter to June, the half-year through December 2025, the year ended in March."""
    start = _skip(tokens, i, "the")
    half_year = _word(tokens, start) == "half" and _word(tokens, _skip(tokens, start + 1, "-")) == "year"
    months = 6 if half_year else {"quarter": 3, "half": 6, "year": 12}.get(_word(tokens, start), 0)
    end = _skip(tokens, start + 1, "-") + 1 if half_year else start + 1
    if not months or _word(tokens, end) not in _ENDING:
        return None
    found = _ending(tokens, end, vocabulary)
    if found is None:
        return None
    when = found[0]
    if when.kind == "fixed":
        return Timed("period", found[1], When("fixed", when.first + when.months - months, months))
    return Timed("period", found[1], When("trailing", when.first, months, when.years_back))


def _ending(tokens: Sequence[Token], end: int, vocabulary: Vocabulary) -> tuple[When, int] | None:
    """The month that closes a span: to August, through June 2025, ended in March, total for June-August."""
    if _word(tokens, end) not in _ENDING:
        return None
    at = _skip(tokens, _skip(tokens, end + 1, "to", "in", "with"), "the", "end", "of")
    timed = _months(tokens, at, vocabulary) if at < len(tokens) else None
    return (timed.when, timed.end) if timed and timed.when and timed.when.months == 1 else None


def _bare_year(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    """2024, all of 2024, the whole of 2024: a year by itself, where it is not the size of something."""
    year = _year_at(tokens, i)
    if year is None or _is_amount(tokens, i) or _word(tokens, i - 1) in ("$", "€", "£"):
        return None
    if _word(tokens, i + 1) == "-" and i + 2 < len(tokens) and tokens[i + 2].form == "number" and tokens[i + 2].glued:
        return None
    return Timed("period", i + 1, When("year", year))


def _relative(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    found = vocabulary.at(tokens, i, _RELATIVE)
    if found is None:
        return _years_earlier(tokens, i, vocabulary)
    if (
        _word(tokens, i) == "since"
        and found.meaning.value == "to_date"
        and (_year_at(tokens, found.end) or _is_superlative(tokens, i, vocabulary))
    ):
        return None  # the highest since January; since January 2025
    return Timed("period", found.end, When(str(found.meaning.value)))


def _is_superlative(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.at(tokens, n, _SUPERLATIVES) is not None for n in range(max(0, i - 5), i))


def _years_earlier(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Timed | None:
    """Two years earlier, five years before, three months ago; four months later, a month on, a year after that."""
    size = (1, i + 1) if _word(tokens, i) in ("a", "one") else _count(tokens, i, vocabulary)
    if size is None or size[1] >= len(tokens):
        return None
    span = vocabulary.at(tokens, size[1], _SPAN)
    if span is None or not span.meaning.value:
        return None
    months, end = size[0] * int(span.meaning.value), span.end
    if end < len(tokens) and _word(tokens, end) in _EARLIER:
        return Timed("period", end + 1, When("back", months))
    later = _comes_later(tokens, end)
    return Timed("period", later, When("back", -months)) if later is not None else None


def _comes_later(tokens: Sequence[Token], end: int) -> int | None:
    """Where the words end by which a count of months looks ahead: later, on, after that; None without them."""
    word, following = _word(tokens, end), _word(tokens, end + 1)
    if word == "later" or (word == "on" and (end + 1 >= len(tokens) or following in (",", ":", ";"))):
        return end + 1
    return end + 2 if word == "after" and following in ("that", "then") else None


# what may begin with digits, with a word, with a code such as Q2 or 2025-06
_OF_DIGITS = (_day, _part_of_year, _counted_months, _bare_year, _relative)
_OF_WORDS = (_day, _months, _part_of_year, _stretch_to, _counted_months, _relative)
_OF_CODES = (_code, *_OF_WORDS)
