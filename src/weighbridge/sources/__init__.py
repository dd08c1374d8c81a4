"""Sources: the formats and calendars of the offices, as data, and the shipped figures and events.

shipped_figures()   where the figures in print that ship with the package lie
shipped_events()    the dated events that ship with the package
figure_word()       what a measure word of a figures file (`ytd_t`) says; figure_words() lists them
FIGURE_COLUMNS      the columns of a figures file
calendar()          an office's release calendar; calendars() lists all
listed_companies()  listed companies, with their tickers and the names they go by
"""

from weighbridge.sources.calendar import Calendar, calendar, calendars
from weighbridge.sources.companies import Company, listed_companies
from weighbridge.sources.events import read_events, shipped_events
from weighbridge.sources.figures import (
    FIGURE_COLUMNS,
    OPTIONAL_FIGURE_COLUMNS,
    FigureWord,
    figure_word,
    figure_words,
    shipped_figures,
)

__all__ = [
    "FIGURE_COLUMNS",
    "OPTIONAL_FIGURE_COLUMNS",
    "Calendar",
    "Company",
    "FigureWord",
    "calendar",
    "calendars",
    "figure_word",
    "figure_words",
    "listed_companies",
    "read_events",
    "shipped_events",
    "shipped_figures",
]
