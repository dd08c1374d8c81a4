"""Headline, standfirst and opening: the news itself."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from weighbridge.model import Fact, Period
from weighbridge.sources import calendar
from weighbridge.story.context import Near, after_phrase
from weighbridge.story.figures import (
    above_or_below,
    amount,
    direction,
    is_nothing,
    known_partners,
    month,
    more_or_less,
    moved,
    size,
    verb_of,
)
from weighbridge.story.matter import WORLD, Matter
from weighbridge.story.naming import short_place
from weighbridge.story.phrase import Line, Mark, Pieces, listed, perhaps, say
from weighbridge.words import day_name, month_name

HEADLINE = 90  # characters, at most


def on_month(m: Matter, partner: str | None = None) -> Fact | None:
    """Return the change on the month where it has a meaning and a direction."""
    if not m.period.is_month:
        return None
    fact = m.fact("change_on_month_pct", partner)
    return fact if direction(fact) and size(m, fact) else None


def on_year(m: Matter, partner: str | None = None) -> Fact | None:
    """Return the change on the year where it has a direction and can be worded."""
    fact = m.fact("change_on_year_pct", partner)
    return fact if direction(fact) and size(m, fact) else None


def lead_change(m: Matter) -> Fact | None:
    """Return the change the story leads with: on the month, unless the year's is by far the larger."""
    month_, year = on_month(m), on_year(m)
    if month_ is None or year is None:
        return month_ or year
    return month_ if _weight(month_) >= 0.5 * _weight(year) else year


def still_below(m: Matter, partner: str | None = None) -> bool:
    """Whether a month below last year follows another one below, so that it may be called still below."""
    before = m.fact("change_on_year_pct", partner, m.period.previous()) if m.period.is_month else None
    return direction(on_year(m, partner)) < 0 and direction(before) < 0


def _weight(fact: Fact) -> float:
    return abs(log(max(1 + fact.value / 100, 0.01)))


def on_the_year(fact: Fact) -> bool:
    """Whether the change is on the year."""
    return fact.metric != "change_on_month_pct"


# ---- headline ------------------------------------------------------------------------------------------------------


def headline(m: Matter) -> Line:
    """Return the headline: under ninety characters, the strongest true statement that fits."""
    fitting = [line for line in _headlines(m) if line and len(line.text) < HEADLINE]
    if fitting:
        return fitting[0]
    level = m.fact("level")
    assert level is not None
    return say(
        _owner(m), f" {m.naming.attributive} {m.naming.noun}{_to(m, short=True)}: ", Mark(m.when(m.period), level)
    )


def _headlines(m: Matter) -> Iterator[Line | None]:
    lead, level = lead_change(m), m.fact("level")
    if level is None:
        return
    if is_nothing(m, level):
        subject = f"{_owner(m)} {m.naming.trade}{_to(m, short=True)}"
        yield perhaps(
            subject,
            " ",
            Mark("fall to zero" if lead else "at zero", lead or level),
            " in ",
            Mark(_headline_period(m), level),
        )
    when = Mark(_headline_period(m), level)
    much = amount(m, level)
    for trade in dict.fromkeys((m.naming.trade, f"{m.naming.headline} {m.naming.noun}")):
        subject = f"{_owner(m)} {trade}{_to(m, short=True)}"
        yield from _extreme_headlines(m, subject, when, much)
        if is_resumed(m) and much:
            yield perhaps(subject, " ", Mark("resume", level), " in ", when, " with ", much)
        if lead is None:
            if much:
                yield perhaps(subject, " reach ", much, " in ", when)
            continue
        verb, by = verb_of(m, lead, "headline", "now"), size(m, lead)
        against = Mark(" on the year", lead) if on_the_year(lead) else ""
        other = on_year(m)
        if not on_the_year(lead) and direction(lead) > 0 > direction(other) and still_below(m):
            yield perhaps(subject, " ", verb, " ", by, " in ", when, ", stay ", above_or_below(m, other), " last year")
        if much and not on_the_year(lead):
            yield perhaps(subject, " ", verb, " ", by, " in ", when, " to ", much)
        yield perhaps(subject, " ", verb, " ", by, against, " in ", when)


def _extreme_headlines(m: Matter, subject: str, when: Mark, much: Mark | None) -> Iterator[Line | None]:
    for metric, words in (("record_high", "hit record"), ("record_low", "hit record low of")):
        record = m.fact(metric)
        if record is not None and much and "months_missing" not in record.caveats:
            yield perhaps(subject, " ", Mark(words, record), " ", much, " in ", when)
    lead = lead_change(m)
    for metric, word, way in (("highest_since", "highest", 1), ("lowest_since", "lowest", -1)):
        fact = m.fact(metric)
        if fact is not None and lead is not None and fact.value >= 9 and "months_missing" not in fact.caveats:
            since = _since(m, fact)
            if direction(lead) == way and not on_the_year(lead):
                verb = verb_of(m, lead, "headline", "now")
                yield perhaps(
                    subject, " ", verb, " ", size(m, lead), " in ", when, " to ", Mark(f"{word} since {since}", fact)
                )


def _since(m: Matter, fact: Fact) -> str:
    return m.when(Period.parse(str(fact.detail["since"])))


def _owner(m: Matter) -> str:
    return f"{m.place(m.reporter)}'s"


def _to(m: Matter, short: bool = False) -> str:
    if m.is_world:
        return ""
    return f" {m.naming.to} {short_place(m.view.card, m.focus) if short else m.place(m.focus)}"


def _things(m: Matter) -> str:
    """The trade at a later mention: 'shipments', or 'shipments to the United States'."""
    return f"{m.naming.things}{_to(m)}"


def _headline_period(m: Matter) -> str:
    if m.period.is_month:
        return month_name(m.period)
    return m.when(m.period).replace("January and February", "January-February").removesuffix(" of the year")


# ---- standfirst ----------------------------------------------------------------------------------------------------


def standfirst(m: Matter, near: list[Near]) -> Line:
    """Return the summary under the headline: what came before, and how the whole or the year stands."""
    lead = lead_change(m)
    after = after_phrase(m, near, direction(lead))
    parts: list[Pieces] = []
    if lead is not None and after is not None:
        parts.append(("the ", verb_of(m, lead, "standfirst", "noun", plain=True), " came ", after))
    if wider := (_whole(m) if not m.is_world else _year_so_far(m)):
        parts.append(wider)
    if not parts:
        parts += [part for part in (_other_change(m), _biggest_partner(m)) if part]
    return say(listed(parts, last="; "), ".") if parts else _little_known(m, lead)


def _little_known(m: Matter, lead: Fact | None) -> Line:
    """Return the summary of a month of which little more is known than the opening says."""
    level = m.fact("level")
    assert level is not None
    base = amount(m, m.fact("level", period=_base(m, lead))) if lead is not None else None
    if base is not None:
        goods = f"{m.naming.things} of {m.naming.short}{_to(m)}"
        return say("In ", Mark(m.when(_base(m, lead)), lead), f", {goods} had come to ", base, ".")
    if amount(m, level) is None and not is_nothing(m, level):
        return say("For ", Mark(m.when(m.period), level), " no amount can be stated.")
    if (none_then := _none_in(m, m.period.year_before())) is not None:
        return none_then
    if is_beyond_comparison(m):
        earlier = [m.period.previous(), m.period.year_before()] if m.period.is_month else [m.period.year_before()]
        names = listed([(Mark(m.when(period), level),) for period in earlier], last=" or for ")
        return say("No figure for ", names, " is at hand to compare it with.")
    return say("Whether ", Mark(m.when(m.period), level), " brought more or less than the months before is left open.")


def _none_in(m: Matter, period: Period) -> Line | None:
    """Say that nothing was traded in an earlier period, where that is known."""
    then = m.fact("level", period=period)
    if then is None or not is_nothing(m, then):
        return None
    nothing = Mark(f"No {m.naming.name} had been {m.naming.verb}", then)
    return say(nothing, f"{_to(m)} in ", Mark(m.when(period), then), ".", weight=20)


def is_resumed(m: Matter) -> bool:
    """Whether something was traded after a month in which nothing was."""
    now, before = m.fact("level"), m.fact("level", period=m.period.previous())
    return m.period.is_month and now is not None and now.interval.lo > 0 and is_nothing(m, before)


def is_beyond_comparison(m: Matter) -> bool:
    """Whether the figures say nothing of a change, neither on the month before nor on the year before."""
    return m.fact("change_on_month_pct") is None and m.fact("change_on_year_pct") is None


def _other_change(m: Matter) -> Pieces | None:
    lead, year, monthly = lead_change(m), on_year(m), on_month(m)
    if year is not None and lead is not year:
        return (f"{_things(m)} were ", above_or_below(m, year), " ", month(m, m.period.year_before(), year))
    if monthly is not None and lead is not monthly:
        return (f"{_things(m)} were ", above_or_below(m, monthly), " ", month(m, m.period.previous(), monthly))
    return None


def _biggest_partner(m: Matter) -> Pieces | None:
    """Return the largest partner known, with its change, for a summary of the whole."""
    if not m.is_world:
        return None
    for partner in known_partners(m)[:1]:
        much, rank = size(m, m.fact("share_pct", partner)), m.fact("rank", partner)
        if much is None:
            return None
        most: Pieces = (
            (", ", Mark(f"the most among the {m.naming.partners} with figures", rank))
            if rank and rank.value == 1
            else ()
        )
        return (f"{m.place(partner)} {m.naming.takes} ", much, " of the total", *most)
    return None


def _whole(m: Matter) -> Pieces | None:
    total, year = amount(m, m.fact("level", WORLD)), above_or_below(m, on_year(m, WORLD))
    monthly = moved(m, on_month(m, WORLD))
    noun = f"total {m.naming.attributive} {m.naming.noun}"
    if total and year:
        still = "still " if direction(on_month(m, WORLD)) > 0 and still_below(m, WORLD) else ""
        return (f"{noun} came to ", total, f", {still}", year, " a year earlier")
    if total and monthly:
        return (f"{noun} came to ", total, ", ", monthly, " on the month")
    part = size(m, m.fact("share_pct"))
    if total and part:
        return (f"{m.place(m.focus)} {m.naming.takes} ", part, f" of {noun} of ", total)
    return (f"{noun} came to ", total) if total else None


def _year_so_far(m: Matter) -> Pieces | None:
    change = above_or_below(m, _tellable_year_to_date(m))
    if change is None or m.period.is_year_to_date or m.period.month_of_year == 1:
        return None
    noun = f"{m.naming.headline} {m.naming.noun}"
    return (f"{noun} in ", Mark(span_name(m), change.fact), " were ", change, " a year earlier")


def _tellable_year_to_date(m: Matter) -> Fact | None:
    fact = m.fact("year_to_date_change_pct")
    return fact if direction(fact) else None


def span_name(m: Matter) -> str:
    """Return the year to date in words: the first half of the year, the first seven months of the year."""
    return m.when(m.period.year_to_date())


# ---- opening -------------------------------------------------------------------------------------------------------


def opening(m: Matter) -> list[Line]:
    """Return the first paragraph: what was shipped, against what came before, when that became known."""
    second = _none_in(m, m.period.previous()) if is_resumed(m) else _second(m)
    return [line for line in (_first(m), _small_base(m), second) if line]


def _first(m: Matter) -> Line:
    level, lead = m.fact("level"), lead_change(m)
    assert level is not None
    much, when = amount(m, level), Mark(m.when(m.period), level)
    if is_nothing(m, level):
        return _nothing(m, level, lead)
    if much is None:
        base = (" from ", Mark(m.when(_base(m, lead)), lead)) if lead else ()
        told = (f"{_owner(m)} {m.naming.trade}{_to(m)} were ", moved(m, lead), base, " in ", when)
        return say(*told, ", ", _released(m, level), ".", weight=99)
    against: Pieces = ()
    if lead is not None:
        base_period = _base(m, lead)
        than, before = amount(m, m.fact("level", period=base_period)), Mark(m.when(base_period), lead)
        more = more_or_less(m, lead)
        against = (
            (", ", more, " the ", than, " of ", before)
            if _plain(than) and more
            else (", ", more, " in ", before)
            if more
            else ()
        )
    start = f"{m.place(m.reporter)} {m.pick('verb', [m.naming.verb, m.naming.also])} "
    goods = f" of {m.naming.name}{_to(m)}"
    if m.pick("lede", [True, False]) or not against:
        return say(start, much, goods, " in ", when, against, ", ", _released(m, level), ".", weight=99)
    return say("In ", when, f", {start}", much, goods, against, ", ", _released(m, level), ".", weight=99)


def _plain(much: Mark | None) -> bool:
    """Whether an amount begins with its number, so that it can follow 'the'."""
    return much is not None and much.text[0].isdigit()


def _nothing(m: Matter, level: Fact, lead: Fact | None) -> Line:
    """Return the opening of a month in which nothing was traded."""
    after: Pieces = ()
    if lead is not None:
        base = _base(m, lead)
        than = amount(m, m.fact("level", period=base))
        after = (", after ", than, " in ", Mark(m.when(base), lead)) if than else ()
    goods = f" {m.naming.name}{_to(m)} in "
    nothing = Mark(f"{m.naming.verb} no", level)
    return say(
        f"{m.place(m.reporter)} ",
        nothing,
        goods,
        Mark(m.when(m.period), level),
        after,
        ", ",
        _released(m, level),
        ".",
        weight=99,
    )


def _base(m: Matter, lead: Fact | None) -> Period:
    return m.period.year_before() if lead is not None and on_the_year(lead) else m.period.previous()


def _released(m: Matter, level: Fact) -> Pieces:
    day = Mark(day_name(m.as_of), level)
    if calendar(m.product.calendar).release_day(m.period) == m.as_of:
        return ("customs figures released on ", day, m.pick("show", [" show", " showed"]))
    return ("according to customs figures as they stood on ", day)


def _small_base(m: Matter) -> Line | None:
    """Warn where a large percentage is measured from an unusually small base."""
    change, times = on_month(m), m.fact("multiple_on_month")
    if change is None or times is None or "base_effect" not in change.caveats or change is not lead_change(m):
        return None
    told = size(m, times)
    if told is None:
        return None
    text = f"{m.when(m.period)}'s volume was {told.text} {m.when(m.period.previous())}'s"
    return perhaps(
        "The percentage is measured from ",
        Mark("an unusually small base", change),
        ": ",
        Mark(text, times),
        ".",
        weight=12,
    )


def _second(m: Matter) -> Line | None:
    """Set the other change beside the leading one: on the year beside the month's, or the other way round."""
    lead, year, monthly = lead_change(m), on_year(m), on_month(m)
    if year is None or monthly is None or is_nothing(m, m.fact("level")):
        return None
    if lead is year:
        than = amount(m, m.fact("level", period=m.period.previous()))
        before = Mark(m.when(m.period.previous()), monthly)
        base: Pieces = (" from ", than, " in ", before) if than else (" from ", before)
        return perhaps(
            f"On the month, {_things(m)} ",
            verb_of(m, monthly, "second"),
            " ",
            size(m, monthly),
            base,
            ".",
            weight=20,
        )
    then = amount(m, m.fact("level", period=m.period.year_before()))
    before = Mark(m.when(m.period.year_before()), year)
    tail: Pieces = (", when they came to ", then) if then is not None else ()
    returned = _returned(m, year)
    things = _things(m)
    if returned is not None:
        return perhaps(f"{things} were ", above_or_below(m, year), " ", before, returned, ".", weight=20)
    if direction(monthly) > 0 > direction(year):
        still = "still " if still_below(m) else "nevertheless "
        return perhaps(f"{things} were {still}", above_or_below(m, year), " ", before, tail, ".", weight=20)
    if direction(monthly) < 0 < direction(year):
        return perhaps(f"Even so, {things} were ", above_or_below(m, year), " ", before, tail, ".", weight=20)
    return perhaps("Compared with ", before, tail, f", {things} were ", moved(m, year), ".", weight=20)


def _returned(m: Matter, year: Fact) -> Pieces | None:
    """Return the tail of a month that is back above last year, or back below it, or None where it was there before."""
    earlier = m.period.previous()
    was = m.fact("change_on_year_pct", period=earlier)
    told = above_or_below(m, was)
    if told is None or direction(was) == direction(year):
        return None
    return ("; in ", Mark(m.when(earlier), was), " they had been ", told, " a year earlier")
