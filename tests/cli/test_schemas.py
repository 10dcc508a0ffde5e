"""The published shape of every answer: sound, closed, documented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cli.conftest import ROOT, SCHEMAS

ALL = sorted(SCHEMAS.glob("*.json"))
FREE = {("strategy.json", "strategy")}  # the document has its own reference


def objects(schema: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object that a schema describes, with the key it stands under."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield name, schema
        for key, value in schema.items():
            yield from objects(value, key)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value, name)


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_a_schema_is_sound_closed_and_named_after_its_file(file: Path) -> None:
    schema = json.loads(file.read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(schema)

    assert schema["title"] == schema["properties"]["schema"]["const"] == f"bilan.{file.stem}/1"
    found = [(name, one) for name, one in objects(schema) if (file.name, name) not in FREE]
    assert [name for name, one in found if one.get("additionalProperties") is not False] == []
    assert [name for name, one in found if sorted(one["required"]) != sorted(one["properties"])] == []


def test_every_name_that_the_command_answers_with_has_its_schema_and_its_lines() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("cli", "report")
        for path in (ROOT / "src/bilan" / room).glob("*.py")
    )
    said = set(re.findall(r'"(bilan\.[a-z-]+/\d)"', code))
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")

    assert said == {f"bilan.{file.stem}/1" for file in ALL}
    assert [name for name in said if f"`{name}`" not in page] == []


def test_every_key_of_an_answer_is_written_in_the_page() -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    keys = {
        (file.stem, key)
        for file in ALL
        for _, one in objects(json.loads(file.read_text(encoding="utf-8")))
        for key in one.get("properties", {})
    }

    assert sorted((stem, key) for stem, key in keys if f"`{key}`" not in page) == []
