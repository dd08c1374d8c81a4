"""Tiny views written as tables (see tiny.py)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tiny import TinyView, cell_of, read_table

from weighbridge.model import Cell


@pytest.fixture
def tiny() -> Callable[..., TinyView]:
    return read_table


@pytest.fixture
def cell() -> Callable[..., Cell]:
    return cell_of
