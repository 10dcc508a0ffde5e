"""From a file's text to canonical rows, by whole columns; a row that breaks a rule is set apart with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bilan.errors import BilanError
from bilan.facts.tables import ARROW, Column, Type
from bilan.label import Label
from bilan.sources.files import rules, values
from bilan.sources.files.columns import Cents, Moments, Reader, Troubles, clean
from bilan.sources.files.moments import is_open_to_two, proven_order
from bilan.sources.files.words import EXTRAS, includes_tax

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilan.money import Mark
    from bilan.sources.files.mapping import Mapping
    from bilan.sources.files.moments import Order, Trouble
    from bilan.sources.files.reading import Raw
    from bilan.sources.source import Context

    Parse = Callable[[pa.Array], tuple[pa.Array, Troubles]]

_HUNDRED = 100


@dataclass(slots=True)
class Draft:
    """Some rows being converted: their text, what was read so far, and what is wrong with which row."""

    texts: dict[str, pa.Array]
    size: int
    columns: dict[str, pa.Array] = field(default_factory=dict)
    troubles: dict[int, list[Trouble]] = field(default_factory=dict)

    def text(self, name: str) -> pa.Array:
        return self.texts.get(name, pa.nulls(self.size, pa.string()))

    def blame(self, troubles: Troubles) -> None:
        for at, trouble in sorted(troubles.items()):
            self.troubles.setdefault(at, []).append(trouble)

    def blame_where(self, mask: pa.Array, trouble: Trouble) -> None:
        at = pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()  # noqa: FBT003  # Arrow's own signature
        self.blame(dict.fromkeys(at, trouble))


class Conversion:
    """One file's reading: what its columns prove about dates and amounts is settled once, for all its rows."""

    def __init__(self, raw: Raw, mapping: Mapping, context: Context) -> None:
        self.mapping, self.context, self.kind = mapping, context, mapping.kind
        self.missing = [header for header in mapping.columns.values() if header not in raw.headers]
        if self.missing:
            raise _no_header(self.missing, raw.headers)
        self.places = {name: str(raw.headers.index(header)) for name, header in mapping.columns.items()}
        self._raw = raw
        self._starts: dict[str, list[str]] = {}
        self._vat = values.vat(mapping.vat_rate)
        self._parsers = {column.name: self._parser(column) for column in self.kind.columns}
        self._extras = {name: self._extra(name) for name in EXTRAS[self.kind.name] if name in self.places}

    def draft(self, rows: pa.Table) -> Draft:
        """These rows in canonical columns, faults noted beside them."""
        texts = {name: clean(_one(rows.column(at))) for name, at in self.places.items()}
        draft = Draft(texts, rows.num_rows)
        if self.kind.name == "meetings":
            rules.join_day_and_time(draft)
        for column in self.kind.columns:
            self._read(draft, column.name, self._parsers[column.name], ARROW[column.type])
        for name, parse in self._extras.items():
            self._read(draft, name, parse, pa.null())
        rules.apply(draft, self.mapping, self.context)
        return draft

    def _read(self, draft: Draft, name: str, parse: Parse, kind: pa.DataType) -> None:
        if name not in draft.texts:
            draft.columns[name] = pa.nulls(draft.size, kind)
            return
        draft.columns[name], troubles = parse(draft.texts[name])
        draft.blame(troubles)

    def _parser(self, column: Column) -> Parse:
        """How the text of one canonical column is read in this file."""
        name = column.name
        if name == "currency" or column.type == Type.CHOICE:
            own = self.mapping.values.get(name, {})
            return Reader(values.currency if name == "currency" else values.word_reader(column, own), pa.string())
        if column.type == Type.FLAG:
            return Reader(values.flag_of, pa.bool_())
        if column.type in {Type.DAY, Type.MOMENT}:
            moments = Moments(self.context.zone, self.order(name), self._raw.serials_from)
            return moments.days if column.type == Type.DAY else moments
        return self._number(column)

    def _number(self, column: Column) -> Parse:
        mark = self.mark(column.name) if column.type != Type.TEXT else None
        if column.type == Type.CENTS:
            rate = self._rate(column.name)
            read = Reader(values.cents_reader(mark, rate), pa.int64())
            return read if rate is not None else Cents(mark or ".", read)
        if column.type == Type.MILLIONTHS:
            scale = self._percent(mark) if column.name == "probability" else Fraction(1)
            return Reader(values.millionths_reader(mark, scale), pa.int64())
        return lambda texts: (texts, {})

    def _extra(self, name: str) -> Parse:
        if name == "minutes":
            return Reader(values.length_reader(self.mapping.columns[name]), pa.int64())
        if name == "closed_on":
            return Moments(self.context.zone, self.order(name), self._raw.serials_from).days
        return lambda texts: (texts, {})

    def order(self, name: str) -> Order | None:
        """The order of day and month: declared, else proven by the column, else by the file's other dates.

        One export writes its dates one way: a column of its own that proves the other order is not overruled.
        """
        if self.mapping.date_order:
            return self.mapping.date_order
        own = proven_order(self._heads(name)) if name in self.places else None  # a start may come from two columns
        return own or proven_order(text for other in self._dates for text in self._heads(other))

    @property
    def _dates(self) -> list[str]:
        dated = {column.name for column in self.kind.columns if column.type in {Type.DAY, Type.MOMENT}} | {
            "closed_on",
            "start_day",
            "end_day",
        }
        return [name for name in self.places if name in dated]

    def undecided_dates(self, name: str) -> list[str]:
        """Dates of a column that read in two orders, where nothing settles which."""
        return [] if self.order(name) else [text for text in self._heads(name) if is_open_to_two(text)]

    def _heads(self, name: str) -> list[str]:
        place = self.places[name]
        if place not in self._starts:
            heads = pc.utf8_slice_codeunits(self._raw.table.column(place), 0, 10)
            self._starts[place] = sorted(pc.unique(heads).to_pylist())
        return self._starts[place]

    def mark(self, name: str) -> Mark | None:
        """The decimal mark of a column: declared, else proven by the column itself."""
        if self.mapping.decimal or name not in self.places:
            return self.mapping.decimal
        column = self._raw.table.column(self.places[name])
        if not pc.any(pc.match_substring_regex(column, values.AMBIGUOUS), min_count=0).as_py():
            return None
        return values.proven_mark(pc.unique(column).to_pylist())

    def undecided_amounts(self, name: str) -> list[str]:
        """Amounts of a column that read in two ways, where nothing settles which."""
        column = self._raw.table.column(self.places[name])
        unclear = column.filter(pc.match_substring_regex(column, values.AMBIGUOUS))
        return sorted(pc.unique(unclear).to_pylist()) if len(unclear) and self.mark(name) is None else []

    def _rate(self, name: str) -> Fraction | None:
        header = self.mapping.columns.get(name, "")
        if not includes_tax(header):
            return None
        if self._vat is None:
            raise BilanError(
                Label(
                    f"La colonne « {header} » est TTC et tout se compte ici hors taxes. Rien n'a été importé. "
                    'Donnez le taux dans la correspondance (vat_rate = "20"), ou une colonne HT.',
                    f"The column “{header}” includes VAT and everything here excludes it. Nothing was imported. "
                    'Give the rate in the mapping (vat_rate = "20"), or a column that excludes VAT.',
                )
            )
        return self._vat

    def _percent(self, mark: Mark | None) -> Fraction:
        """Whether a column of chances without signs counts in hundredths: it does if one is above 1."""
        if "probability" not in self.places:
            return Fraction(1)
        read = values.millionths_reader(mark, Fraction(1))
        texts = pc.unique(self._raw.table.column(self.places["probability"])).to_pylist()
        numbers = [read(text.strip()) for text in texts if text.strip() and "%" not in text]
        above = any(isinstance(number, int) and number > values.MILLION for number in numbers)
        return Fraction(1, _HUNDRED) if above else Fraction(1)


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _no_header(missing: list[str], headers: tuple[str, ...]) -> BilanError:
    names, known = ", ".join(missing), ", ".join(headers[:30])
    return BilanError(
        Label(
            f"Le fichier n'a pas la colonne « {names} » que la correspondance attend. Rien n'a été importé. "
            f"Corrigez la correspondance. Colonnes du fichier : {known}.",
            f"The file lacks the column “{names}” that the mapping expects. Nothing was imported. "
            f"Correct the mapping. The file's columns: {known}.",
        )
    )
