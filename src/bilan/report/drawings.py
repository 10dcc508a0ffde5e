"""Where each bar, mark and word of a chart goes, as Vega-Lite.

Values keep their scale; everything else is placed in pixels, because a layout that measures text with the fonts of
the machine would give other bytes elsewhere.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, NewType

from bilan.label import Language
from bilan.report import words
from bilan.report.charts import Bullet, Bullets, Columns, Funnel, FunnelStep
from bilan.report.status import Status, signed

Spec = dict[str, Any]  # Vega-Lite's own JSON
Width = NewType("Width", int)
WIDE: Final = Width(720)
NARROW: Final = Width(340)

INK: Final = "var(--ink,#1c2530)"
MUTED: Final = "var(--muted,#56616d)"
SURFACE: Final = "var(--surface,#ffffff)"
TRACK: Final = "var(--track,#e6e9ec)"
BAR: Final = "var(--bar,#5b7386)"
FILLS: Final[dict[Status, str]] = {
    "": BAR,
    "reached": "var(--reached,#1b6f93)",
    "near": "var(--near,#a87a14)",
    "missed": "var(--missed,#c0531f)",
    "on_pace": "var(--reached,#1b6f93)",
    "near_pace": "var(--near,#a87a14)",
    "behind": "var(--missed,#c0531f)",
    "unknown": BAR,
}
SIZE: Final = 14  # px; a phone shows the narrow drawing at its own size
SMALL: Final = 13
_EM: Final = 0.6  # a generous width of a character, in font sizes
_GAP: Final = 24
MANY: Final = 12  # rows beyond which a wide drawing is set closer, so that it stays on one page


def bullets(chart: Bullets, language: Language, width: Width) -> Spec:
    """Bars against their target marks, one a row, with what they say beside them."""
    return _stacked_rows(chart, language) if width == NARROW else _aligned_rows(chart, language)


def columns_fit(chart: Columns, width: Width) -> bool:
    """Whether every figure can stand over its column and every name below."""
    slot = width / max(1, len(chart.names))
    over = [signed(text, status) for text, status in zip(chart.texts, _statuses(chart), strict=True)]
    return all(_length(text) + 8 <= slot for text in (*over, *chart.names, *chart.target_texts))


def columns(chart: Columns, language: Language, width: Width) -> Spec:
    """A KPI over its sub-periods, each with its figure above, its name and its target below."""
    slot = width / max(1, len(chart.names))
    bar = min(88.0, slot * 0.56)
    top, bottom = 58, 220
    scale = {"domain": _domain(chart.actuals, chart.targets), "range": [bottom, top], "nice": False}
    promised = _promised(chart, language, slot)
    values = [
        {
            "middle": (index + 0.5) * slot,
            "left": (index + 0.5) * slot - bar / 2,
            "right": (index + 0.5) * slot + bar / 2,
            "mark_left": (index + 0.5) * slot - bar / 2 - 8,
            "mark_right": (index + 0.5) * slot + bar / 2 + 8,
            "actual": chart.actuals[index],
            "target": chart.targets[index],
            "over": max(0.0, chart.actuals[index], chart.targets[index] or 0.0),
            "name": name,
            "text": signed(chart.texts[index], status),
            "target_text": promised[index],
            "fill": FILLS[status],
        }
        for index, (name, status) in enumerate(zip(chart.names, _statuses(chart), strict=True))
    ]
    height: Spec = {"field": "actual", "type": "quantitative", "axis": None, "scale": scale}
    mark: Spec = {"y": height | {"field": "target"}, "x": _pixels("mark_left"), "x2": {"field": "mark_right"}}
    layers: list[Spec] = [
        {
            "mark": {"type": "rect"},
            "encoding": {
                "y": height,
                "y2": {"datum": 0},
                "x": _pixels("left"),
                "x2": {"field": "right"},
                "fill": _as_is(),
            },
        },
        _rule(INK, 1, {"x": {"value": 0}, "x2": {"value": width}, "y": {"datum": 0, **_scaled(scale)}}),
        *_target_marks(chart.targets, mark),
        _words("text", {"x": _pixels("middle"), "y": height | {"field": "over"}}, align="center", dy=-14, bold=True),
        _words("name", {"x": _pixels("middle"), "y": {"value": bottom + 20}}, align="center"),
    ]
    if any(promised):
        at = {"x": _pixels("middle"), "y": {"value": bottom + 40}}
        layers.append(_words("target_text", at, align="center", fill=MUTED, size=SMALL))
    if any(target is not None for target in chart.targets):
        layers += _key(language, x=0, y=16, upright=False)
    return _spec(values, layers, width, bottom + (54 if any(promised) else 34))


def _promised(chart: Columns, language: Language, slot: float) -> list[str]:
    """The target of each period, with the word « objectif » where there is room for it."""
    if not chart.target_texts:
        return [""] * len(chart.names)
    said = [f"{words.TARGET.to(language)} {text}" if text else "" for text in chart.target_texts]
    return said if _length_of(said) <= slot else list(chart.target_texts)


def funnel(chart: Funnel, language: Language, width: Width) -> Spec:
    """From the first step to the last: a bar a step and, between two, the share that went on."""
    is_narrow = width == NARROW
    bar, gap, head = (26, 56, 56) if is_narrow else (34, 32, 30)
    left = 0.0 if is_narrow else min(220.0, _length_of([step.name for step in chart.steps]) + _GAP)
    counts = [words.number(step.count, language) for step in chart.steps]
    right = float(width) if is_narrow else width - _length_of(counts) - _GAP
    scale = {"domain": _domain([float(step.count) for step in chart.steps], []), "range": [left, right], "nice": False}
    length: Spec = {"field": "count", "type": "quantitative", "axis": None, "scale": scale}
    steps = [
        {
            "name": _shortened(step.name, 240 if is_narrow else 220),
            "count": step.count,
            "text": text,
            "top": head + index * (bar + gap),
            "bottom": head + index * (bar + gap) + bar,
            "middle": head + index * (bar + gap) + bar / 2,
            "rate": f"↓\u00a0{step.rate_text}" if step.rate_text else "",
        }
        for index, (step, text) in enumerate(zip(chart.steps, counts, strict=True))
    ]
    rate_y = _pixels("top")
    layers: list[Spec] = [
        _sieve(_passages(chart.steps, bar, gap, head), length),
        {
            "mark": {"type": "rect", "fill": FILLS["reached"]},
            "encoding": {"x": length, "x2": {"datum": 0}, "y": _pixels("top"), "y2": {"field": "bottom"}},
        },
        *_step_words(length, width, is_narrow=is_narrow),
        _words("rate", {"x": {"value": left + 10}, "y": rate_y}, dy=-gap + 14 if is_narrow else -gap / 2, size=SMALL),
    ]
    if any(step.rate_text for step in chart.steps):
        key = {"x": {"value": left + (10 if left else 0)}, "y": {"value": 12}}
        layers.append(_label(f"↓\u00a0{words.SHARE.to(language).lower()}", key))
    return _spec(steps, layers, width, head + len(steps) * (bar + gap) - gap + 6)


def _step_words(length: Spec, width: Width, *, is_narrow: bool) -> list[Spec]:
    if is_narrow:
        above = {"y": _pixels("top")}
        return [
            _words("name", {"x": {"value": 0}, **above}, dy=-12),
            _words("text", {"x": {"value": width}, **above}, align="right", dy=-12, bold=True),
        ]
    beside = {"y": _pixels("middle")}
    return [
        _words("name", {"x": {"value": 0}, **beside}),
        _words("text", {"x": length, **beside}, dx=10, bold=True),
    ]


def _passages(steps: tuple[FunnelStep, ...], bar: int, gap: int, head: int) -> list[Spec]:
    """The slopes between one step and the next."""
    return [
        {"passage": index, "edge": head + index * (bar + gap) + bar + offset, "count": step.count}
        for index, pair in enumerate(pairwise(steps))
        for step, offset in zip(pair, (0, gap), strict=True)
    ]


def _sieve(values: list[Spec], length: Spec) -> Spec:
    return {
        "data": {"values": values},
        "mark": {"type": "area", "orient": "horizontal", "fill": TRACK, "fillOpacity": 1},
        "encoding": {"y": _pixels("edge"), "x": length, "x2": {"datum": 0}, "detail": {"field": "passage"}},
    }


def _aligned_rows(chart: Bullets, language: Language) -> Spec:
    """A wide page: name, bar, then figures in columns as in a table."""
    head, row, bar = (34, 38, 18) if len(chart.rows) <= MANY else (34, 24, 12)
    ends: dict[str, float] = {}
    right = float(WIDE)
    for field, heading in (
        ("attainment", words.ATTAINMENT),
        ("target_text", words.TARGET),
        ("actual_text", words.ACTUAL),
    ):
        texts = [text for text in (_said(each, field) for each in chart.rows) if text]
        if texts:
            ends[field] = right
            room = 22 if field == "target_text" else 0  # the mark that stands beside its name
            right -= max(_length_of(texts), _length(heading.to(language), SMALL) + room) + _GAP
    left = min(180.0, _length_of([each.name for each in chart.rows]) + _GAP)
    middles = [head + index * row + row / 2 for index in range(len(chart.rows))]
    values = [_values(each, middle, bar, 172) for each, middle in zip(chart.rows, middles, strict=True)]
    layers = [*_bars(chart, left, right), _words("name", {"x": {"value": 0}, "y": _pixels("middle")})]
    for field, end in ends.items():
        style: Spec = {"fill": MUTED} if field == "target_text" else {"bold": True}
        layers.append(_words(field, {"x": {"value": end}, "y": _pixels("middle")}, align="right", **style))
    layers += _headings(ends, language)
    return _spec(values, layers, WIDE, head + len(values) * row + 2)


def _headings(ends: dict[str, float], language: Language) -> list[Spec]:
    named = {"attainment": words.ATTAINMENT, "target_text": words.TARGET, "actual_text": words.ACTUAL}
    layers: list[Spec] = []
    for field, end in ends.items():
        text = named[field].to(language)
        layers.append(_label(text, {"x": {"value": end}, "y": {"value": 14}}, align="right"))
        if field == "target_text":
            layers += _key_mark(end - _length(text, SMALL) - 6, 14, upright=True)
    return layers


def _stacked_rows(chart: Bullets, language: Language) -> Spec:
    """A phone: name and attainment, then the bar, then what was done and what was promised.

    Without attainments (weeks, months) the figure stands beside the name and the key alone names the mark.
    """
    has_target = any(each.target is not None for each in chart.rows)
    has_attainment = any(each.attainment_text for each in chart.rows)
    head, row, bar = (30 if has_target else 4), (78 if has_attainment else 52), 16
    middles = [head + index * row + 34 for index in range(len(chart.rows))]
    values = [_values(each, middle, bar, 236) for each, middle in zip(chart.rows, middles, strict=True)]
    for value, each in zip(values, chart.rows, strict=True):
        value["target_text"] = (
            f"{words.TARGET.to(language)} {each.target_text}" if each.target is not None else each.target_text
        )
    at: Spec = {"y": _pixels("middle")}
    layers = [
        *_bars(chart, 0, NARROW - 4),
        _words("name", {"x": {"value": 0}, **at}, dy=-24),
    ]
    beside = "attainment" if has_attainment else "actual_text"
    layers.append(_words(beside, {"x": {"value": NARROW}, **at}, align="right", dy=-24, bold=True))
    if has_attainment:
        layers.append(_words("actual_text", {"x": {"value": 0}, **at}, dy=24, bold=True))
        layers.append(_words("target_text", {"x": {"value": NARROW}, **at}, align="right", dy=24, fill=MUTED))
    if has_target:
        layers += _key(language, x=0, y=12, upright=True)
    return _spec(values, layers, NARROW, head + len(values) * row)


def _bars(chart: Bullets, left: float, right: float) -> list[Spec]:
    targets = [each.target for each in chart.rows]
    scale = {"domain": _domain([each.actual for each in chart.rows], targets), "range": [left, right], "nice": False}
    length: Spec = {"field": "actual", "type": "quantitative", "axis": None, "scale": scale}
    thick: Spec = {"y": _pixels("top"), "y2": {"field": "bottom"}}
    return [
        {
            "mark": {"type": "rect", "fill": TRACK},
            "encoding": {"x": {"value": left}, "x2": {"value": right}, **thick},
        },
        {"mark": {"type": "rect"}, "encoding": {"x": length, "x2": {"datum": 0}, **thick, "fill": _as_is()}},
        *_target_marks(
            targets, {"x": length | {"field": "target"}, "y": _pixels("mark_top"), "y2": {"field": "mark_bottom"}}
        ),
    ]


def _values(row: Bullet, middle: float, bar: int, room: int) -> Spec:
    return {
        "name": _shortened(row.name, room),
        "actual": row.actual,
        "target": row.target,
        "actual_text": _said(row, "actual_text"),
        "target_text": row.target_text,
        "attainment": _said(row, "attainment"),
        "fill": FILLS[row.status],
        "middle": middle,
        "top": middle - bar / 2,
        "bottom": middle + bar / 2,
        "mark_top": middle - bar / 2 - 4,
        "mark_bottom": middle + bar / 2 + 4,
    }


def _said(row: Bullet, field: str) -> str:
    """A row's words; the sign of its status goes with the attainment, or with the figure where there is none."""
    if field == "attainment":
        return signed(row.attainment_text, row.status) if row.attainment_text else ""
    if field == "target_text":
        return row.target_text
    return row.actual_text if row.attainment_text else signed(row.actual_text, row.status)


def _target_marks(targets: list[float | None] | tuple[float | None, ...], encoding: Spec) -> list[Spec]:
    """The mark of the target, with an edge so that it is seen over a bar of any colour."""
    if all(target is None for target in targets):
        return []
    kept = [{"filter": "isValid(datum.target)"}]
    return [
        {"transform": kept, **_rule(SURFACE, 7, encoding)},
        {"transform": kept, **_rule(INK, 3, encoding)},
    ]


def _key(language: Language, *, x: float, y: float, upright: bool) -> list[Spec]:
    text = {"x": {"value": x + (12 if upright else 32)}, "y": {"value": y}}
    return [*_key_mark(x + 2, y, upright=upright), _label(words.TARGET.to(language), text)]


def _key_mark(x: float, y: float, *, upright: bool) -> list[Spec]:
    ends: Spec = {"x": {"value": x}, "y": {"value": y - 7}, "y2": {"value": y + 7}}
    if not upright:
        ends = {"x": {"value": x}, "x2": {"value": x + 22}, "y": {"value": y}}
    return [{"data": {"values": [{}]}, **_rule(INK, 3, ends)}]


def _rule(colour: str, thickness: float, encoding: Spec) -> Spec:
    return {"mark": {"type": "rule", "stroke": colour, "strokeWidth": thickness}, "encoding": encoding}


def _words(field: str, at: Spec, **style: Any) -> Spec:
    return {"mark": _type(**style), "encoding": {**at, "text": {"field": field}}}


def _label(text: str, at: Spec, **style: Any) -> Spec:
    mark = _type(**{"fill": MUTED, "size": SMALL, **style})
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {**at, "text": {"value": text}}}


def _type(**style: Any) -> Spec:
    weight = 650 if style.pop("bold", False) else 400
    size = style.pop("size", SIZE)
    return (
        {"type": "text", "align": "left", "baseline": "middle", "fill": INK, "fontWeight": weight}
        | style
        | {"fontSize": size}
    )


def _pixels(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _scaled(scale: Spec) -> Spec:
    return {"type": "quantitative", "axis": None, "scale": scale}


def _as_is() -> Spec:
    return {"field": "fill", "type": "nominal", "scale": None}


def _domain(actuals: list[float] | tuple[float, ...], targets: list[float | None] | tuple[float | None, ...]) -> Any:
    known = [0.0, *actuals, *(target for target in targets if target is not None)]
    return [min(known), max(known) or 1.0]


def _statuses(chart: Columns) -> tuple[Status, ...]:
    unsaid: Status = ""
    return chart.statuses or (unsaid,) * len(chart.names)


def _length(text: str, size: int = SIZE) -> float:
    return len(text) * size * _EM


def _length_of(texts: list[str]) -> float:
    return max((_length(text) for text in texts), default=0.0)


def _shortened(name: str, room: float) -> str:
    """A long name cut to its room; the table under the chart has it whole."""
    kept = int(room / (SIZE * _EM))
    return name if len(name) <= kept else f"{name[: kept - 1].rstrip()}…"


def _spec(values: list[Spec], layers: list[Spec], width: Width, height: float) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "padding": 0,
        "autosize": "none",
        "background": None,
        "view": {"stroke": None},
        "config": {"aria": False, "font": "inherit"},
        "data": {"values": values},
        "layer": layers,
    }
