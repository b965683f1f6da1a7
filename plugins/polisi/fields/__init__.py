"""The one definition of what a school fills in, and the answers held against it."""

from polisi.fields.answers import Answers, AnswersError, called, validate
from polisi.fields.schema import Change, Empty, Field, Group, Schema, Type, load, parse

__all__ = [
    "Answers",
    "AnswersError",
    "Change",
    "Empty",
    "Field",
    "Group",
    "Schema",
    "Type",
    "called",
    "load",
    "parse",
    "validate",
]
