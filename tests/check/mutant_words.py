"""Sentences of many shapes for the mutation test, written without a look at the checker's grammar.

A shape says one thing of one kind. Slots: {goods} {Goods} what is traded; {flow} exports or imports, {Flow} at the head
of a sentence; {traded} exported or imported; {to} " to Germany", " from Brazil" or nothing; {partner}; {month} "June
2025"; {mon} "June", read from the dateline; {prev} the month before; {value} number and unit; {pct}; {rose} {up} {rise}
{higher} {more} {above} {gained} by the sign; {span} "the first six months of 2025"; {other} the partner or month it is
compared with.
Tags: x only exports, m only imports, p only with a partner.
"""

from __future__ import annotations

SHAPES: dict[str, tuple[tuple[str, str], ...]] = {
    "level": (
        ("", "China {traded} {value} of {goods}{to} in {month}."),
        ("", "In {month}, China's {flow} of {goods}{to} came to {value}."),
        ("", "{Flow} of {goods}{to} stood at {value} in {month}, the customs office said."),
        ("", "{month}: {flow} of {goods}{to} {value}."),
        ("", "According to customs, {flow} of Chinese {goods}{to} were {value} in {mon}."),
        ("", "The figure for {goods} {traded}{to} in {month} is {value}."),
        ("xp", "{partner} received {value} of {goods} from China in {month}."),
        ("xp", "{value} of {goods} went from China to {partner} in {month}."),
        ("xp", "{partner} bought {value} of Chinese {goods} in {month}, traders said, citing customs."),
        ("xp", "Of the {goods} that left China in {month}, {value} were destined for {partner}."),
        ("xp", "{Goods}, {month}\n\n{partner}: {value}"),
        ("mp", "{partner} supplied China with {value} of {goods} in {month}."),
        ("mp", "Chinese buyers took {value} of {goods} from {partner} in {month}."),
        ("", "China's {flow} of {goods}{to}, which had been watched closely, amounted to {value} in {month}."),
        ("x", "Shipments of {goods}{to} totaled {value} in {month}, Chinese data show."),
        ("x", "Volumes in {month}: China sold {value} of {goods} abroad{to}."),
        (
            "xp",
            "China's customs office has published its {month} figures for {goods}. Exports to {partner} were {value}.",
        ),
        (
            "xp",
            "The market for {goods} was lively in {month}. China's exports to {partner} came to {value} that month.",
        ),
        ("mp", "China's imports of {goods} made headlines in {month}. {partner} supplied {value}."),
        ("x", "Exporters of {goods} had an eventful {month}. In all, {value} left China{to}."),
    ),
    "mom": (
        ("", "China's {flow} of {goods}{to} {rose} {pct} in {month} from the month before."),
        ("", "In {month}, {flow} of {goods}{to} {rose} by {pct} from a month earlier, Chinese customs said."),
        ("", "{Flow} of {goods}{to} were {pct} {higher} in {month} than in {prev}."),
        ("", "{Goods}: China's {flow}{to} {up} {pct} m/m in {month}."),
        ("", "Compared with {prev}, China's {flow} of {goods}{to} {rose} {pct} in {mon}."),
        ("", "China's {flow} of {goods}{to} in {month} were {pct} {above} those of {prev}."),
        ("", "There was {rise} of {pct} month on month in China's {flow} of {goods}{to} in {month}."),
        ("", "{month} brought China {rise} of {pct} over {prev} in its {flow} of {goods}{to}."),
        ("", "On a monthly basis, Chinese {flow} of {goods}{to} {gained} {pct} in {month}."),
        ("xp", "China's {month} figures for {goods} are out. Exports to {partner} {rose} {pct} from {prev}."),
    ),
    "yoy": (
        ("", "China's {flow} of {goods}{to} {rose} {pct} in {month} from a year earlier."),
        ("", "Year on year, {flow} of {goods}{to} were {up} {pct} in {month}, Chinese customs said."),
        ("", "{Flow} of {goods}{to} in {month} were {pct} {higher} than in the same month of the previous year."),
        ("", "{Goods}: China's {flow}{to} {up} {pct} y/y in {month}."),
        ("", "Against {same}, China's {flow} of {goods}{to} {rose} {pct} in {month}."),
        ("", "China's {flow} of {goods}{to} in {month} were {pct} {above} their level of {same}."),
        ("", "In {mon}, China {traded} {pct} {more} {goods}{to} than twelve months before."),
        ("", "China saw {rise} of {pct} on the year in its {flow} of {goods}{to} in {month}."),
        ("xp", "{month} figures for Chinese {goods} are out. Exports to {partner} were {up} {pct} on the year."),
    ),
    "base": (
        ("", "Between {other} and {month}, China's {flow} of {goods}{to} {rose} by {pct}."),
        ("", "China's {flow} of {goods}{to} were {pct} {higher} in {month} than in {other}."),
        ("", "From {other} to {month}, {flow} of {goods}{to} from China {gained} {pct}."),
        ("", "In {month}, China {traded} {pct} {more} {goods}{to} than in {other}."),
        ("", "China's {flow} of {goods}{to}, {up} {pct} in {month} compared with {other}, are watched closely."),
    ),
    "ytd": (
        ("", "In {span}, China {traded} {value} of {goods}{to}."),
        ("", "China's {flow} of {goods}{to} added up to {value} in {span}."),
        ("", "For {span}, {flow} of {goods}{to} amounted to {value}, Chinese customs said."),
        ("", "{Flow} of {goods}{to} from January to {month} reached {value} in China's count."),
        ("", "China's cumulative {flow} of {goods}{to} through {month} were {value}."),
        ("xp", "{partner} took {value} of Chinese {goods} in {span}."),
        ("x", "Total shipments of {goods}{to} over {span}: {value}, according to China's customs."),
    ),
    "ytd_yoy": (
        ("", "In {span}, China's {flow} of {goods}{to} {rose} {pct} from a year earlier."),
        (
            "",
            "China's {flow} of {goods}{to} in {span} were {pct} {higher} than in the same period of the previous year.",
        ),
        ("", "Over {span}, China {traded} {pct} {more} {goods}{to} than in the corresponding period a year before."),
        ("", "China's {flow} of {goods}{to} were {up} {pct} year on year in {span}."),
    ),
    "share": (
        ("xp", "{partner} accounted for {pct} of China's {goods} exports in {month}."),
        ("xp", "In {month}, {pct} of China's exports of {goods} went to {partner}."),
        ("xp", "{partner}'s share of Chinese {goods} exports was {pct} in {month}."),
        ("mp", "{partner} supplied {pct} of China's {goods} imports in {month}."),
        ("mp", "In {month}, {pct} of the {goods} that China imported came from {partner}."),
    ),
    "times": (
        ("", "China's {flow} of {goods}{to} in {month} were {times} times those of {other}."),
        ("", "In {month}, China {traded} {times} times as many tonnes of {goods}{to} as in {other}."),
        ("", "{Flow} of {goods}{to} from China grew {fold} between {other} and {month}."),
    ),
    "times_partner": (
        ("xp", "In {month}, {partner} bought {times} times as many tonnes of Chinese {goods} as {other}."),
        ("xp", "China's exports of {goods} to {partner} were {times} times those to {other} in {month}."),
        ("mp", "China's imports of {goods} from {partner} were {times} times those from {other} in {month}."),
    ),
    "more": (
        ("xp", "{partner} received {more} Chinese {goods} than {other} in {month}."),
        ("xp", "In {month}, China exported {more} {goods} to {partner} than to {other}."),
        ("xp", "China's {goods} exports to {partner} were {larger} than those to {other} in {month}."),
        ("mp", "In {month}, China imported {more} {goods} from {partner} than from {other}."),
        ("mp", "{partner} sold China {more} {goods} than {other} did in {month}."),
    ),
    "more_month": (
        ("", "China's {flow} of {goods}{to} were {larger} in {month} than in {other}."),
        ("", "China {traded} {more} {goods}{to} in {month} than in {other}."),
        ("", "In {month}, China's {flow} of {goods}{to} {exceeded} those of {other}."),
    ),
    "difference": (
        ("", "China's {flow} of {goods}{to} were {value} {larger} in {month} than in {other}."),
        ("", "In {month}, China {traded} {value} {more} {goods}{to} than in {other}."),
    ),
    "both": (
        ("xp", "{partner} and {other} together took {value} of Chinese {goods} in {month}."),
        ("xp", "Combined, China's exports of {goods} to {partner} and {other} were {value} in {month}."),
        ("mp", "{partner} and {other} together supplied {value} of China's {goods} imports in {month}."),
    ),
    "sum": (
        ("", "In the months from {other} to {month}, China {traded} {value} of {goods}{to} in total."),
        ("", "China's {flow} of {goods}{to} between {other} and {month} totalled {value}."),
    ),
    "streak": (
        ("", "China's {flow} of {goods}{to} {rose} for the {nth} month in a row in {month}."),
        ("", "{month} was the {nth} consecutive month in which China's {flow} of {goods}{to} {rose}."),
        ("", "After {other}, China's {flow} of {goods}{to} {rose} in each month up to {month}."),
    ),
    "extreme": (
        ("", "{month} was {best} month of {year} so far for China's {flow} of {goods}{to}."),
        ("", "China's {flow} of {goods}{to} in {month} were the {highest} of {year} to date."),
        ("", "In {month}, China's {flow} of {goods}{to} were at their {highest} of the year so far."),
    ),
    "since": (
        ("", "China's {flow} of {goods}{to} in {month} were the {highest} since {other}."),
        ("", "In {month}, {flow} of {goods}{to} from China hit their {highest} level since {other}."),
    ),
    "order": (
        ("xp", "In {month}, {first} was the largest of China's buyers of {goods}, followed by {second} and {third}."),
        ("mp", "In {month}, {first} was China's largest supplier of {goods}, followed by {second} and {third}."),
    ),
    "leads": (
        ("xp", "{first} took the most Chinese {goods} in {month}, ahead of {second} and {third}."),
        ("xp", "In {month}, {first} was the largest of China's buyers of {goods}."),
        ("xp", "No country bought more Chinese {goods} in {month} than {first}."),
        ("mp", "{first} was China's largest supplier of {goods} in {month}."),
        ("mp", "{first} supplied more {goods} to China in {month} than {second} or {third}."),
    ),
    "zero": (
        ("x", "China exported no {goods} at all in {month}."),
        ("x", "In {month}, China's exports of {goods} were zero."),
    ),
}

GOODS = {
    "REPM_85051110": ("rare earth magnets", "rare-earth magnets", "rare earth permanent magnets"),
    "RE_ALL": ("rare earths",),
    "RE_PRODUCTS": ("rare earth products",),
    "gallium": ("gallium",),
    "germanium": ("germanium",),
    "dysprosium": ("dysprosium",),
    "terbium": ("terbium",),
    "antimony_oxide": ("antimony oxide",),
    "graphite_flake_25041010": ("flake graphite",),
    "graphite_spherical_25041091": ("spherical graphite",),
    "IMP_soybean": ("soybeans",),
    "IMP_crude_oil": ("crude oil",),
    "IMP_iron_ore": ("iron ore",),
    "IMP_lithium_carbonate": ("lithium carbonate",),
    "EXP_lithium_carbonate": ("lithium carbonate",),
}

PARTNERS = {
    "AFRICA": "Africa",
    "ARG": "Argentina",
    "ASIA": "Asia",
    "BRA": "Brazil",
    "CHL": "Chile",
    "DEU": "Germany",
    "DNK": "Denmark",
    "EST": "Estonia",
    "EU27": "the European Union",
    "EUROPE": "Europe",
    "IND": "India",
    "ITA": "Italy",
    "JPN": "Japan",
    "KOR": "South Korea",
    "MYS": "Malaysia",
    "NAMERICA": "North America",
    "NLD": "the Netherlands",
    "OCEANIA": "Oceania",
    "RUS": "Russia",
    "SAMERICA": "South America",
    "SAU": "Saudi Arabia",
    "THA": "Thailand",
    "TWN": "Taiwan",
    "USA": "the United States",
    "VNM": "Vietnam",
}

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

# the word of a slot for a rise or a plus, and for a fall or a minus; one of the pairs is drawn
SIGNED = {
    "rose": (("rose", "fell"), ("climbed", "dropped"), ("increased", "decreased"), ("jumped", "slid")),
    "up": (("up", "down"),),
    "rise": (("a rise", "a fall"), ("an increase", "a decline"), ("a gain", "a drop")),
    "gained": (("gained", "lost"), ("advanced", "declined"), ("grew", "shrank")),
    "higher": (("higher", "lower"), ("larger", "smaller")),
    "above": (("above", "below"),),
    "more": (("more", "less"),),
    "larger": (("larger", "smaller"), ("greater", "lower")),
    "exceeded": (("exceeded", "fell short of"), ("were above", "were below")),
    "best": (("the best", "the worst"), ("the strongest", "the weakest")),
    "highest": (("highest", "lowest"),),
}
