"""A page and a school's answers to a filled page."""

from polisi.fill.filling import Filled, escape, fill

__all__ = ["Filled", "escape", "fill"]
