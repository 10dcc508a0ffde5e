"""The strategy as a file: nothing lost, equal bytes, and every fault with its line, key and remedy in two languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from inspect import getsource
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bilan.strategy import faults
from bilan.strategy.document import Strategy
from bilan.strategy.faults import SENTENCES, SYNTAX, StrategyErrors
from bilan.strategy.lines import lines
from bilan.strategy.nomenclature import DEFAULT
from bilan.strategy.toml import dumps, loads, read
from strategy_cast import TEXT, target, with_targets, zignature

HEAD = 'period = "2026-T3"\n[company]\nname = "Zignature"\n'
words = some.text(some.characters(codec="utf-8"), max_size=12)
keys = some.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
shares = some.decimals(0, 1, places=3)
days = some.dates(date(2000, 1, 1), date(2100, 1, 1))
amounts = some.decimals(0, 10**9, places=4)


@some.composite
def documents(draw: some.DrawFn) -> dict[str, Any]:
    maybe = some.none() | days
    membership = some.fixed_dictionaries({"team": keys, "since": maybe, "until": maybe})
    absence = some.fixed_dictionaries({"first_day": days, "last_day": days, "share": shares})
    rep = some.fixed_dictionaries({
        "key": keys, "name": words, "addresses": some.lists(words, max_size=2), "manages": some.booleans(),
        "teams": some.lists(membership, max_size=2), "absences": some.lists(absence, max_size=3),
        "ramp": some.lists(shares, max_size=3), "arrived_on": maybe,
    })  # fmt: skip
    one_target = some.fixed_dictionaries({
        "kpi": keys, "scope": some.sampled_from(["company", "each_rep", "team:nord"]), "window": words,
        "value": amounts, "cadence": some.sampled_from([None, "week"]), "published_on": maybe,
        "seasonality": some.dictionaries(words, amounts, max_size=3),
    })  # fmt: skip
    site = some.fixed_dictionaries({"key": keys, "name": words, "days_off": some.lists(days, max_size=2)})
    said = some.sampled_from([None, True, False])
    condition = some.fixed_dictionaries({"column": words, "is_in": some.lists(words, max_size=2), "is_said": said})
    filters = some.lists(condition, max_size=2)
    quantity = some.fixed_dictionaries({"table": some.just("deals"), "dated_by": words, "filters": filters})
    kpi = some.fixed_dictionaries({"key": keys, "value": some.none() | quantity, "per": some.none() | quantity,
                                   "source": some.none() | some.fixed_dictionaries({"name": words})})  # fmt: skip
    return {
        "company": {"name": draw(words), "sites": draw(some.lists(site, max_size=2))},
        "period": draw(words),
        "reps": draw(some.lists(rep, max_size=3)),
        "targets": draw(some.lists(one_target, max_size=3)),
        "kpis": draw(some.lists(kpi, max_size=2)),
        "nomenclature": draw(some.sampled_from([(), DEFAULT])),
        "thresholds": {"over_assignment": draw(shares),
                       "stage_probability": draw(some.dictionaries(words, shares, max_size=2))},
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(documents())
def test_what_is_written_is_read_back_the_same_and_written_the_same(content: dict[str, Any]) -> None:
    strategy = Strategy.model_validate(content)

    text = dumps(strategy)

    assert loads(text, "x") == strategy
    assert dumps(loads(text, "x")) == text


@settings(max_examples=40, deadline=None)
@given(documents())
def test_every_key_of_a_written_strategy_has_a_line_where_it_stands(content: dict[str, Any]) -> None:
    text = dumps(Strategy.model_validate(content))
    rows = text.split("\n")

    for place, line in lines(text).items():
        last = place[-1]
        if isinstance(last, str) and re.fullmatch(r"[a-z_]+", last) and last not in content["period"]:
            assert last in rows[line - 1]
    assert set(_places(tomllib.loads(text))) == set(lines(text))


def _places(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if place:
        yield place
    pairs: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    if isinstance(value, list):
        pairs = list(enumerate(value))
    for key, inner in pairs:
        yield from _places(inner, (*place, key))


def test_one_and_a_half_is_written_once_only_however_it_was_typed() -> None:
    one = with_targets(target("company", Decimal("1.50")))
    other = with_targets(target("company", Decimal("1.5")))

    assert one == other
    assert dumps(one) == dumps(other)


def test_the_file_says_in_french_how_to_change_it() -> None:
    text = dumps(zignature())

    assert text.startswith("# Stratégie de la période")
    assert "over_assignment = 0.2" in text


def test_a_team_can_be_added_at_the_end_of_a_written_file() -> None:
    team = '\n[[teams]]\nkey = "est"\nname = "Est"\n'
    days = "first_day = 2026-09-05\nlast_day = 2026-09-14\n"
    fair = f'[[company.stretches]]\nname = "Foire"\ncadence = "custom"\n{days}'
    text = dumps(zignature()) + team + fair

    assert [team.key for team in loads(text, "x").teams] == ["nord", "sud", "est"]


def test_a_file_is_read_with_its_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "strategie.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())

    assert read(path) == zignature()


@pytest.mark.parametrize("content", [None, "Léa".encode("cp1252")])
def test_a_file_that_cannot_be_read_is_refused_without_a_traceback(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "strategie.toml"
    if content:
        path.write_bytes(content)

    with pytest.raises(StrategyErrors) as refused:
        read(path)

    assert "strategie.toml, ligne 1" in refused.value.to("fr")


def faults_of(text: str) -> tuple[faults.Fault, ...]:
    with pytest.raises(StrategyErrors) as refused:
        loads(text, "z.toml")
    return refused.value.faults


def test_every_fault_is_listed_with_file_line_and_key() -> None:
    text = HEAD + '[[targets]]\nkpi = "bookings"\nscope = "company"\nwindow = 3\nvalue = "33 k€"\n\n[[rep]]\n'

    found = faults_of(text)

    assert [(fault.line, fault.where) for fault in found] == [
        (7, "targets[1].window"),
        (8, "targets[1].value"),
        (10, "rep"),
    ]
    assert found[1].label.fr.startswith(
        "z.toml, ligne 8 – targets[1].value : « 33 k€ » n'est pas accepté ; écrivez un nombre"
    )
    assert "Vouliez-vous dire « reps » ?" in found[2].message.fr
    assert "Did you mean “reps”?" in found[2].message.en


def test_a_missing_key_points_at_its_section() -> None:
    (fault,) = faults_of('period = "2026-T3"\n\n[[teams]]\nkey = "nord"\n[company]\nname = "Zignature"\n')

    assert (fault.line, fault.where) == (3, "teams[1].name")
    assert fault.message.fr == "la clé « name » manque ; ajoutez-la ici."


def test_a_key_inside_a_list_on_several_lines_is_found_on_its_own_line() -> None:
    text = (
        HEAD
        + '[[reps]]\nkey = "paul"\nname = "Paul"\nteams = [  # [ici]\n  { team = "nord" },\n  { tam = "sud" },\n]\n'
    )

    found = faults_of(text)

    assert {(fault.line, fault.where) for fault in found} == {(9, "reps[1].teams[2].tam"), (9, "reps[1].teams[2].team")}


WRONG = {
    "missing": '[[teams]]\nkey = "nord"', "extra_forbidden": '[[teams]]\nkey = "nord"\nname = "Nord"\nkolor = 1',
    "literal_error": '[[kpis]]\nkey = "a"\npolarity = "up"', "enum": '[[kpis]]\nkey = "a"\ncadence = "weekly"',
    "string_type": "[[teams]]\nkey = 'nord'\nname = 3", "string_pattern_mismatch": "[[teams]]\nkey = 'É'\nname = ''",
    "string_too_long": f"[[teams]]\nkey = '{'a' * 65}'\nname = ''",
    "decimal_type": "[thresholds]\nover_assignment = true",
    "decimal_parsing": "[thresholds]\nover_assignment = '20 %'", "finite_number": "[thresholds]\nover_assignment = nan",
    "int_type": "[thresholds]\nstalled_after_days = true", "bool_type": "[thresholds]\ncount_renewals = []",
    "bool_parsing": "[thresholds]\ncount_renewals = 'oui'",
    "date_type": "[[rates]]\ncurrency = 'USD'\nsince = 2026\nrate = 1",
    "date_from_datetime_parsing": "[[rates]]\ncurrency = 'USD'\nsince = 'demain'\nrate = 1",
    "date_from_datetime_inexact": "[[rates]]\ncurrency = 'USD'\nsince = 2026-01-01T10:00:00\nrate = 1",
    "tuple_type": "[teams]\nkey = 'nord'", "dict_type": "[thresholds]\nstage_probability = 3",
    "model_type": "thresholds = 3", "greater_than_equal": "[thresholds]\nover_assignment = -1",
    "less_than_equal": "[thresholds]\nover_assignment = 20",
    "greater_than": "[[rates]]\ncurrency = 'USD'\nsince = 2026-01-01\nrate = 0",
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_every_kind_of_refusal_is_said_in_both_languages(kind: str) -> None:
    text = 'period = "2026-T3"\ncompany = { name = "Zignature" }\n' + WRONG[kind]
    with pytest.raises(StrategyErrors) as refused:
        loads(text, "z.toml")

    cause = refused.value.__cause__
    (fault,) = refused.value.faults
    assert kind in str(cause)
    assert fault.line >= 3
    assert fault.message.fr != fault.message.en
    assert "documentation" not in fault.message.fr


def test_every_refusal_that_the_model_can_raise_has_its_sentence() -> None:
    raised: set[str] = set()
    schema_types = {"str": {"string_type", "string_pattern_mismatch", "string_too_long"},
                    "decimal": {"decimal_type", "decimal_parsing", "finite_number", "greater_than_equal",
                                "less_than_equal", "greater_than"},
                    "int": {"int_type", "greater_than_equal", "less_than_equal"}, "bool": {"bool_type", "bool_parsing"},
                    "date": {"date_type", "date_from_datetime_parsing", "date_from_datetime_inexact"},
                    "literal": {"literal_error"}, "enum": {"enum"}, "tuple": {"tuple_type"}, "dict": {"dict_type"},
                    "model": {"model_type"}, "model-fields": {"missing", "extra_forbidden"},
                    "nullable": set(), "default": set(), "definitions": set(), "definition-ref": set(),
                    "model-field": set(), "function-before": set()}  # fmt: skip
    for kind in set(_schema_types(Strategy.__pydantic_core_schema__)):
        raised |= schema_types[kind]

    assert raised == set(SENTENCES)
    assert set(WRONG) == set(SENTENCES)


def _schema_types(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        kind = schema.get("type")
        if isinstance(kind, str) and kind not in {
            "any",
            "function-plain",
            "call",
            "no-info",
            "with-info",
            "definition",
        }:
            yield kind
        for key, inner in schema.items():
            if key not in {"metadata", "serialization", "function", "config", "expected", "default"}:
                yield from _schema_types(inner)
    elif isinstance(schema, list | tuple):
        for inner in schema:
            yield from _schema_types(inner)


def test_every_complaint_of_python_about_toml_has_its_sentence() -> None:
    source = getsource(tomllib._parser)  # type: ignore[attr-defined]  # the only list of its messages is its source
    messages = re.findall(r'suffixed_err\(\s*src,\s*[^,]+,\s*f?"((?:[^"\\]|\\.)+)"', source)

    assert len(messages) > 15
    assert [message for message in messages if not any(message.startswith(start) for start in SYNTAX)] == []


@pytest.mark.parametrize(("text", "line", "said"), [
    ('period = "2026-T3\n', 1, "guillemets"), ("a = 1\n\na = 2\n", 3, "déjà donnée"), ("a = [1\n", 2, "crochet"),
    ("a = 33 k€\n", 1, "de trop"), ("jour = 2026-02-30\n", 1, "date"),
    ("a == 1", 1, "guillemets"), ("?", 1, "clé = valeur"),
])  # fmt: skip
def test_a_text_that_is_no_toml_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    (fault,) = faults_of(text)

    assert fault.line == line
    assert said in fault.message.fr
