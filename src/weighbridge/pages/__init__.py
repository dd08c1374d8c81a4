"""What readers see: the story page, the notice page and the charts, in one look, with nothing from another host.

    render_story    a story dict becomes a whole HTML page
    render_notice   a month with nothing newsworthy becomes a page that says so, with the scores
    render_check    a checked text becomes a page with its claims marked and the evidence beside
    render_chart    a Vega-Lite spec becomes SVG (wide and narrow) and PNG
    render_card     the picture that stands for a page where others link to it, CARD its size
    render_charts   the same for every chart of a story dict; drawing_rules names what else a drawing rests on
    render_desk     one of the desk's pages; desk_assets and desk_policy are what they load and what binds them
    review_rows     a checked content as marked lines; changed_words is what an edit did, chart_file a drawing as a file
    render_mail     a letter as plain text and HTML
    LOOKS           the shape and word of each verdict; note_of and shared_caveats say what its note says
    render_site     one of the published site's pages; site_assets are what they load, House what they share
    read_rows       a content with its claims and their evidence as the page of a story shows it; inline a chart
    day_in_words, period_in_words   an ISO day or a period as a reader writes it
    event_layers    dated events become chart layers whose labels keep out of each other's way

`weighbridge.pages.theme` says what a chart spec may lean on.
"""

from weighbridge.pages.charts import CARD, Rendered, drawing_rules, render_card, render_chart, render_charts
from weighbridge.pages.check import render_check
from weighbridge.pages.desk import Asset, changed_words, chart_file, desk_assets, desk_policy, render_desk, review_rows
from weighbridge.pages.events import event_layers
from weighbridge.pages.mail import Mail, render_mail
from weighbridge.pages.sheet import day_in_words, period_in_words
from weighbridge.pages.site import House, inline, read_rows, render_site, site_assets
from weighbridge.pages.story import render_notice, render_story
from weighbridge.pages.verdicts import LOOKS, note_of, shared_caveats

__all__ = [
    "CARD",
    "LOOKS",
    "Asset",
    "House",
    "Mail",
    "Rendered",
    "changed_words",
    "chart_file",
    "day_in_words",
    "desk_assets",
    "desk_policy",
    "drawing_rules",
    "event_layers",
    "inline",
    "note_of",
    "period_in_words",
    "read_rows",
    "render_card",
    "render_chart",
    "render_charts",
    "render_check",
    "render_desk",
    "render_mail",
    "render_notice",
    "render_site",
    "render_story",
    "review_rows",
    "shared_caveats",
    "site_assets",
]
