"""One document, whatever it is printed on: sections of figures, sentences, tables and charts, in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bilan.label import Language
from bilan.report.charts import Chart
from bilan.report.status import Status


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or word of a table, ready to read; ``note`` is said on demand, ``status`` is never colour alone."""

    text: str
    note: str = ""
    status: Status = ""
    interval: tuple[float, float] | None = None  # of a share of cases: where it truly lies, at 95 %


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column; figures are aligned on the right."""

    text: str
    is_figure: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; a total stands out."""

    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption; an empty one says why it is empty."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    empty: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that must be understood in ten seconds: what, how much, against what."""

    label: str
    value: str
    detail: str = ""  # « 140 % de l'objectif de 800 k€ »
    comparison: str = ""  # « +12 % par rapport à T2 2026 »
    status: Status = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The few numbers of a synthesis, side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two; ``kind`` decides how much it stands out."""

    text: str
    kind: Literal["plain", "lead", "warning", "aside"] = "plain"


@dataclass(frozen=True, slots=True)
class Points:
    """A short list of sentences."""

    items: tuple[str, ...]
    title: str = ""


Part = Figures | Paragraph | Points | Grid | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the review; ``key`` is its address inside the document."""

    key: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The review as it is read: whose, of which period, as of when, in which state."""

    language: Language
    title: str  # « Bilan commercial »
    company: str
    period: str  # « T3 2026 · 1er juillet – 30 septembre 2026 »
    as_of: str  # « Arrêté au 30 septembre 2026 »
    state: str  # « provisoire », « brouillon »…
    sections: tuple[Section, ...] = field(default_factory=tuple)
    provenance: tuple[str, ...] = field(default_factory=tuple)  # imports, strategy and formula versions, at the foot
