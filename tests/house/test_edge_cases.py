"""Each edge case of the counting rules, EC-01 to EC-81, is named by a test: in its name, its docstring or a comment."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
CASES = {f"EC-{number:02}" for number in range(1, 82)}
SPAN = re.compile(r"EC-\d\d to EC-\d\d")  # says where a file looks, and proves none of them


def named() -> set[str]:
    found: set[str] = set()
    for file in TESTS.rglob("test_*.py"):
        if file != Path(__file__):
            text = SPAN.sub("", file.read_text(encoding="utf-8"))
            found |= {f"EC-{number}" for number in re.findall(r"(?:EC-|_ec_?)(\d\d)(?!\d)", text)}
    return found


def test_every_edge_case_is_named_by_a_test() -> None:
    assert sorted(CASES - named()) == []


def test_no_test_names_an_edge_case_that_does_not_exist() -> None:
    assert sorted(named() - CASES) == []
