"""From facts to a worded, referenced story in which every number carries its fact.

draft(product, period, view=..., events=..., focus=...)   the story, a brief, or a notice that nothing is news
markdown(story)                                            the story as Markdown
Story                                                      the story as a value; `as_dict` for other rooms
"""

from weighbridge.story.document import Chart, Reference, Sentence, Span, Story
from weighbridge.story.drafting import draft
from weighbridge.story.markdown import markdown

__all__ = ["Chart", "Reference", "Sentence", "Span", "Story", "draft", "markdown"]
