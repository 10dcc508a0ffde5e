"""What a file seems to be, from its headers and its values: shown to a person before anything is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow.compute as pc
from pydantic import BaseModel

from bilan.errors import BilanError
from bilan.facts.tables import DEALS, MEETINGS, TABLES, Type
from bilan.label import Label
from bilan.sources.files.batches import batches
from bilan.sources.files.choices import choice
from bilan.sources.files.convert import Conversion
from bilan.sources.files.mapping import Mapping
from bilan.sources.files.moments import seconds_of, split_moment
from bilan.sources.files.words import EXTRAS, HEADERS, REJECTED_HEADERS, bare, gist, includes_tax, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilan.sources.files.reading import Raw
    from bilan.sources.source import Context

_SAMPLE_ROWS = 5
_LOOKED_AT = 200
_EXACT, _BARE, _GIST, _PART, _TAIL = 100, 95, 85, 60, 30
_NAMES = ("owner", "account", "stage", "title")  # never money nor dates: those must be named plainly
_FITS, _FITS_NAMED = (
    0.7,
    0.3,
)  # part of the values seen that must look like the column's type; less under its plain name
_NAMED = 850
_NUMBER = re.compile(r"^[^0-9]{0,6}[0-9][0-9 '’.,\u00a0\u202f\u2009]*[^0-9]{0,6}$")
_DATE = re.compile(
    r"^(?:[A-Za-z]{3,9}\.?,? )?(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
    r"|\d{1,2}(?:er)? [^\W\d]+\.? \d{4}|[^\W\d]+\.? \d{1,2},? \d{4})"
)
_REQUIRED = {
    "deals": (("status",), ("amount_cents", "closed_on", "signed_on", "stage")),
    "meetings": (
        ("start_at", "start_day"),
        ("title", "declared_kind", "end_at", "minutes", "outcome", "start_time", "mode"),
    ),
    "bookings": (("deal",), ("day",), ("entry",), ("amount_cents",)),
    "measures": (("measure",), ("day",), ("value",)),
}  # fmt: skip
_FILE_WORDS = {
    "deals": r"deal|opportunit|affaire|transaction|pipeline|lead",
    "meetings": r"meeting|rdv|rendez|activit|event|evenement|agenda|calendar|reunion",
    "bookings": r"booking|ecriture|signature",
    "measures": r"measure|releve|kpi|indicateur",
}
Scores = dict[str, tuple[str, int]]  # canonical column -> header, confidence in per cent


class Guess(BaseModel):
    """A reading of a file, to be confirmed: which table, which column is what, and what remains open."""

    mapping: Mapping
    confidence: dict[str, int]  # canonical column -> per cent
    unmapped: tuple[str, ...]
    questions: tuple[Label, ...]  # to be answered, else rows or the file are refused
    assumptions: tuple[Label, ...]  # taken unless the person says otherwise
    sample: tuple[dict[str, str], ...]  # five rows as they would be kept
    rows: int
    sheets: tuple[str, ...]


def guess(
    raw: Raw, name: str, context: Context, table: str | None = None, sheet: str | None = None
) -> Guess:  # the public call's own parts
    """The likeliest reading of a file, with its open questions and a sample."""
    scores = {kind: _assign(raw, kind) for kind in ([table] if table else TABLES)}
    best = max(scores, key=lambda kind: _worth(scores[kind], kind, name))
    found = scores[best]
    if not found or (table is None and not _complete(found, best)):
        raise _unknown(raw.headers)
    mapping = _mapping(raw, best, found, sheet)
    conversion_questions, sample = _trial(raw, mapping, context)
    used = set(mapping.columns.values())
    ignored = {header for header in raw.headers if plain(header) in REJECTED_HEADERS}
    return Guess(
        mapping=mapping,
        confidence={column: score for column, (_, score) in found.items()},
        unmapped=tuple(header for header in raw.headers if header not in used | ignored),
        questions=conversion_questions,
        assumptions=_assumptions(mapping),
        sample=sample,
        rows=raw.table.num_rows + len(raw.ragged),
        sheets=raw.sheets,
    )


def _unknown(headers: tuple[str, ...]) -> BilanError:
    shown = ", ".join(headers[:20])
    return BilanError(
        Label(
            f"Ce fichier ne ressemble ni à des affaires, ni à des rendez-vous, ni à des écritures, ni à des relevés. "
            f"Rien n'a été importé. Nommez la table, ou donnez une correspondance. Colonnes lues : {shown}.",
            f"This file looks like neither deals, meetings, booking entries nor measures. "
            f"Nothing was imported. Name the table, or give a mapping. Columns read: {shown}.",
        )
    )


# --- headers


def _assign(raw: Raw, table: str) -> Scores:
    """Each canonical column with the header that fits it best; a header serves once."""
    seen = {header: _seen(raw, header) for header in raw.headers if plain(header) not in REJECTED_HEADERS}
    ranked = sorted(
        (
            (score, -rank, -at, column, header)
            for rank, column in enumerate(HEADERS[table])
            for at, header in enumerate(seen)
            if (score := _score(table, column, header, seen[header])) > 0
        ),
        reverse=True,
    )
    found: Scores = {}
    taken: set[str] = set()
    for score, _, _, column, header in ranked:
        if column not in found and header not in taken:
            found[column] = (header, min(score // 10, 100))
            taken.add(header)
    return _completed(found, table)


def _completed(found: Scores, table: str) -> Scores:
    """A stage also gives the status; a day beside a time column is the day of that time."""
    if table == DEALS.name and "status" not in found and "stage" in found:
        found["status"] = found["stage"]
    if table == MEETINGS.name and "start_time" in found and "start_day" not in found and "start_at" in found:
        found["start_day"] = found.pop("start_at")
    if table == MEETINGS.name and "start_at" in found:
        found.pop("start_day", None)
        found.pop("start_time", None)
    if table == MEETINGS.name and "end_at" in found:
        found.pop("minutes", None)
    return found


def _seen(raw: Raw, header: str) -> list[str]:
    column = raw.values(header).slice(0, _LOOKED_AT)
    return [text for text in pc.unique(pc.utf8_trim_whitespace(column)).to_pylist() if text]


def _score(table: str, column: str, header: str, seen: list[str]) -> int:
    words = HEADERS[table][column]
    score = _likeness(words, header) or (_tail(words, header) if column in _NAMES else 0)
    if score and seen and _fitting(table, column, seen) < (_FITS_NAMED if score >= _NAMED else _FITS):
        return 0
    return score


def _likeness(words: tuple[str, ...], header: str) -> int:
    """How surely a header names a column: word for word, without its units, or as a part of it."""
    for text, score in ((plain(header), _EXACT), (bare(header), _BARE)):
        if text in words:
            return score * 10 - min(words.index(text), 49)
    either = re.split(r"\s*/\s*", header)
    if len(either) > 1:  # « Lieu/Mode » is either of them, a little less surely
        return max(_likeness(words, part) for part in either) * 9 // 10
    if gist(header) in {gist(word) for word in words}:
        return _GIST * 10
    whole = f" {bare(header)} "
    parts = [word for word in words if len(word) > 4 and f" {word} " in whole]  # noqa: PLR2004  # short words are found anywhere
    longest = max(parts, key=len, default="")
    return _PART * 10 * len(longest) // len(whole) if len(longest) * 2 > len(whole) else 0


def _tail(words: tuple[str, ...], header: str) -> int:
    """A name may carry more words around it, as “Sales owner (main)” or « Commercial référent »."""
    whole = bare(header)
    near = any(whole.endswith(f" {word}") or whole.startswith(f"{word} ") for word in words if len(word) > 4)  # noqa: PLR2004  # see above
    return _TAIL * 10 if near else 0


def _fitting(table: str, column: str, seen: list[str]) -> float:
    """The part of the values seen that look like what the column holds."""
    tests: dict[str, Callable[[str], bool]] = {
        "start_day": _is_date,
        "closed_on": _is_date,
        "start_time": _is_clock,
        "minutes": _is_length,
        "end_at": _is_end,
        "private": _is_text,
    }
    by_type: dict[Type, Callable[[str], bool]] = {
        Type.DAY: _is_date,
        Type.MOMENT: _is_date,
        Type.CENTS: _is_number,
        Type.MILLIONTHS: _is_number,
    }
    kind = TABLES[table].column(column).type if column not in tests else Type.TEXT
    test = tests.get(column) or by_type.get(kind, _is_word(column))
    return sum(test(text) for text in seen) / len(seen)


def _is_date(text: str) -> bool:
    return _DATE.match(text) is not None


def _is_clock(text: str) -> bool:
    return seconds_of(text) is not None


def _is_end(text: str) -> bool:
    return _is_date(text) or _is_clock(text)


def _is_number(text: str) -> bool:
    return _NUMBER.match(text) is not None and not (_is_date(text) and split_moment(text)[0].count("/") > 1)


def _is_length(text: str) -> bool:
    return re.match(r"^\d+([.,:h]\d*)?\s*[a-z]*$", text, re.IGNORECASE) is not None


def _is_text(text: str) -> bool:
    return not _is_date(text)


def _is_word(column: str) -> Callable[[str], bool]:
    if column in {"entry", "business", "outcome"}:
        return lambda text: choice(column, text) is not None
    if column == "currency":
        return lambda text: len(text) <= 4 or text.lower().startswith("euro")  # noqa: PLR2004  # a code or a sign
    return _is_text


# --- table


def _complete(found: Scores, table: str) -> bool:
    return all(any(name in found for name in names) for names in _REQUIRED[table])


def _worth(found: Scores, table: str, name: str) -> int:
    named = re.search(_FILE_WORDS[table], plain(name)) is not None
    total = sum(score for _, score in found.values())
    return total // 10 + 500 * _complete(found, table) + 150 * named


def _mapping(raw: Raw, table: str, found: Scores, sheet: str | None) -> Mapping:
    columns = {name: found[name][0] for name in (*TABLES[table].names, *EXTRAS[table]) if name in found}
    return Mapping(
        table=table,
        columns=columns,
        sheet=sheet,
        outcome_default="by_date" if table == MEETINGS.name else None,
        values=_words(raw, table, columns),
    )


def _words(raw: Raw, table: str, columns: dict[str, str]) -> dict[str, dict[str, str]]:
    """Each word of a closed column with the meaning taken for it, for a person to check and edit."""
    said: dict[str, dict[str, str]] = {}
    for name in ("status", "business", "outcome", "entry"):
        if name not in columns:
            continue
        words = sorted(_trimmed(raw, columns[name]) - {""})
        meant = {word: known for word in words[:100] if (known := choice(name, word))}
        if meant and name in TABLES[table].names:
            said[name] = meant
    return said


def _trimmed(raw: Raw, header: str) -> set[str]:
    return set(pc.unique(pc.utf8_trim_whitespace(raw.values(header))).to_pylist())


# --- questions


def _trial(raw: Raw, mapping: Mapping, context: Context) -> tuple[tuple[Label, ...], tuple[dict[str, str], ...]]:
    """What must be asked, and the first rows as they would be kept."""
    taxed = [header for name, header in mapping.columns.items() if name.endswith("_cents") and includes_tax(header)]
    tried = mapping.model_copy(update={"vat_rate": mapping.vat_rate or "0"}) if taxed else mapping
    conversion = Conversion(raw, tried, context)
    asked = [_taxed(header) for header in taxed]
    for name, header in mapping.columns.items():
        kind = mapping.kind.column(name).type if name in mapping.kind.names else Type.TEXT
        if kind in {Type.DAY, Type.MOMENT} or name in {"closed_on", "start_day"}:
            asked += [_which_order(header, text) for text in conversion.undecided_dates(name)[:1]]
        elif kind in {Type.CENTS, Type.MILLIONTHS}:
            asked += [_which_mark(header, text) for text in conversion.undecided_amounts(name)[:1]]
    if "key" not in mapping.columns:
        asked.append(_no_key(mapping))
    head = next((batch for batch in batches(_head(raw), tried, context) if batch.rows.num_rows), None)
    rows = head.rows.slice(0, _SAMPLE_ROWS).to_pylist() if head else []
    return tuple(asked), tuple({name: str(value) for name, value in row.items() if value is not None} for row in rows)


def _head(raw: Raw) -> Raw:
    return type(raw)(raw.headers, raw.table.slice(0, _LOOKED_AT), (), raw.serials_from)


def _taxed(header: str) -> Label:
    return Label(
        f"« {header} » est TTC : quel taux de TVA (vat_rate), ou quelle colonne HT ?",
        f"“{header}” includes VAT: which VAT rate (vat_rate), or which column excludes it?",
    )


def _which_order(header: str, text: str) -> Label:
    return Label(
        f'« {header} » : dans {text}, le jour vient-il d\'abord (date_order = "dmy") ou le mois ("mdy") ?',
        f'“{header}”: in {text}, does the day come first (date_order = "dmy") or the month ("mdy")?',
    )


def _which_mark(header: str, text: str) -> Label:
    return Label(
        f"« {header} » : dans {text}, le signe sépare-t-il les milliers ou les décimales (decimal) ?",
        f"“{header}”: in {text}, does the mark separate thousands or decimals (decimal)?",
    )


def _no_key(mapping: Mapping) -> Label:
    fr = ", ".join(mapping.kind.column(name).label.fr for name in mapping.kind.natural_key)
    en = ", ".join(mapping.kind.column(name).label.en for name in mapping.kind.natural_key)
    return Label(
        f"Aucune colonne d'identifiant : les lignes sont reconnues par {fr}. En existe-t-il une ?",
        f"No identifier column: rows are recognised by {en}. Is there one?",
    )


def _assumptions(mapping: Mapping) -> tuple[Label, ...]:
    taken = []
    if mapping.table == MEETINGS.name and "outcome" not in mapping.columns:
        taken.append(
            Label(
                "Sans colonne d'issue, un rendez-vous passé est compté comme tenu, un rendez-vous à venir comme pris.",
                "Without an outcome column, a past meeting counts as held and a coming one as booked.",
            )
        )
    if "closed_on" in mapping.columns:
        header = mapping.columns["closed_on"]
        taken.append(
            Label(
                f"« {header} » est la date de signature d'une affaire gagnée, de perte d'une perdue, prévue sinon.",
                f"“{header}” is the signature date of a won deal, the loss date of a lost one, expected otherwise.",
            )
        )
    if mapping.columns.get("status") == mapping.columns.get("stage", ""):
        taken.append(
            Label(
                "Le statut est tiré de l'étape : ce qui n'est ni gagné, ni perdu, ni annulé est ouvert.",
                "The status is taken from the stage: what is neither won, lost nor cancelled is open.",
            )
        )
    return tuple(taken)
