"""The review as plain data, for whoever reads it with a program; docs/json.md describes every field."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, Final

from bilan.report.charts import Bullets, Columns, Funnel
from bilan.report.document import Document, Figures, Grid, Paragraph, Points, Statements

SCHEMA: Final = "bilan.document/1"

# What stands in a section says what it is; everything below has one possible form.
_KINDS: Final[dict[type, str]] = {
    Figures: "figures",
    Paragraph: "paragraph",
    Points: "points",
    Grid: "grid",
    Statements: "statements",
    Bullets: "bullets",
    Columns: "columns",
    Funnel: "funnel",
}


def to_json(document: Document) -> dict[str, Any]:
    """The document as dictionaries, lists, texts and numbers, in reading order."""
    return {"schema": SCHEMA, **_plain(document)}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        kind = _KINDS.get(type(value))
        named = {"part": kind} if kind else {}
        return named | {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
