"""The JSON of a review is plain, complete and described."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

from bilan.report import charts
from bilan.report import document as documents
from bilan.report.document import Document
from bilan.report.structured import SCHEMA, to_json

DESCRIPTION = Path(__file__).parents[2] / "docs" / "json.md"


def test_it_survives_json_and_says_its_schema(document: Document) -> None:
    data = to_json(document)

    assert json.loads(json.dumps(data)) == data
    assert data["schema"] == SCHEMA == "bilan.document/1"
    assert [section["key"] for section in data["sections"]] == [section.key for section in document.sections]


def test_each_part_says_what_it_is(document: Document) -> None:
    parts = [part["part"] for section in to_json(document)["sections"] for part in section["parts"]]

    assert set(parts) == {"paragraph", "figures", "points", "grid", "bullets", "columns", "funnel"}


def test_numbers_of_charts_stay_numbers(document: Document) -> None:
    parts = [part for section in to_json(document)["sections"] for part in section["parts"]]

    paul = next(row for part in parts if part["part"] == "bullets" for row in part["rows"] if row["name"] == "Paul")
    assert (paul["actual"], paul["target"], paul["status"]) == (284.0, 100.0, "reached")


def test_every_field_is_described() -> None:
    described = DESCRIPTION.read_text(encoding="utf-8")
    forms = (
        documents.Document,
        documents.Section,
        documents.Figures,
        documents.Figure,
        documents.Paragraph,
        documents.Points,
        documents.Grid,
        documents.Heading,
        documents.Row,
        documents.Cell,
        documents.Statements,
        documents.Statement,
        documents.Fact,
        charts.Bullets,
        charts.Bullet,
        charts.Columns,
        charts.Funnel,
        charts.FunnelStep,
    )

    assert [field.name for form in forms for field in fields(form) if f"`{field.name}`" not in described] == []
    assert f"`{SCHEMA}`" in described
