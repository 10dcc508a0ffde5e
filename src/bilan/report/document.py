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


@dataclass(frozen=True, slots=True)
class Number:
    """One number behind a statement, for whoever reads it with a program."""

    name: str
    value: float | int | str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a statement rests on: the finding's address, how sure it is, its numbers by their names."""

    key: str
    verdict: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that the review says, in one sentence; how it is known, and what it does not say, on demand."""

    text: str
    sense: Literal["", "success", "failure"] = ""
    tag: str = ""  # « à répliquer », « à ajuster »
    beside: tuple[str, ...] = ()  # what the facts say, what the person answers
    why: tuple[str, ...] = ()
    evidence: Evidence | None = None  # of a finding, where whoever reads may know whom it is about


@dataclass(frozen=True, slots=True)
class Statements:
    """Sentences one under the other; none says why there is none."""

    items: tuple[Statement, ...]
    title: str = ""
    empty: str = ""


Part = Figures | Paragraph | Points | Grid | Statements | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the review; ``key`` is its address inside the document."""

    key: str
    title: str
    parts: tuple[Part, ...]
    step: str = ""  # which of the three steps of the method it belongs to (Z3)


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the cover: « Périmètre : toute l'entreprise »."""

    label: str
    value: str


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
    cover: tuple[Fact, ...] = field(default_factory=tuple)  # perimeter, author, version: the page de garde
    confidentiality: str = ""  # for whom it is, at the head of each printed page
    version: str = ""  # « v1 · 3f9a12c4 », at the foot of each printed page
    dated: str = ""  # the day that the printed file bears, as ISO 8601
    logo: str = ""  # the company's, as an image inside a data address
