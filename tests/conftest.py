"""How laws are tried: with the same examples in every run, so that a change is what turns a test red, and not the day.

`make soak` sets WEIGHBRIDGE_WANDER, and every run then tries other examples.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("the same in every run", derandomize=True, database=None)
settings.register_profile("others in every run", derandomize=False)
settings.load_profile("others in every run" if os.environ.get("WEIGHBRIDGE_WANDER") else "the same in every run")
