"""What a file seems to be, from its headers and its values: shown to a person before anything is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow.compute as pc
from pydantic import BaseModel

from bilan.errors import BilanError
from bilan.facts.tables import MEASURES, MEETINGS, TABLES, Type
from bilan.label import Label
from bilan.sources.files.assign import assign
from bilan.sources.files.batches import batches
from bilan.sources.files.choices import choice
from bilan.sources.files.convert import Conversion
from bilan.sources.files.likeness import is_date
from bilan.sources.files.mapping import Mapping
from bilan.sources.files.words import EXTRAS, REJECTED_HEADERS, includes_tax, plain, thousands

if TYPE_CHECKING:
    from bilan.sources.files.reading import Raw
    from bilan.sources.source import Context

_SAMPLE_ROWS = 5
_LOOKED_AT = 200
_NUMBER = re.compile(r"^[0-9][0-9 .,]*€?$")
_REQUIRED = {
    "deals": (("status",), ("amount_cents", "closed_on", "signed_on", "stage")),
    "meetings": (
        ("start_at", "start_day"),
        ("title", "declared_kind", "end_at", "minutes", "outcome", "start_time", "mode"),
    ),
    "bookings": (("deal",), ("day",), ("entry",), ("amount_cents",)),
    "measures": (("day",), ("value",)),
}  # fmt: skip
_FILE_WORDS = {
    "deals": r"deal|opportunit|affaire|transaction|pipeline|lead",
    "meetings": r"meeting|rdv|rendez|activit|event|evenement|agenda|calendar|reunion",
    "bookings": r"booking|ecriture|signature",
    "measures": r"measure|releve|kpi|indicateur",
}
_COUNTED = {"calls": re.compile(r"\b(appels?|calls?|dials?)\b")}
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
    assigned = {kind: assign(raw, kind) for kind in ([table] if table else TABLES)}
    best = max(assigned, key=lambda kind: _worth(assigned[kind].found, kind, name))
    found, ties = assigned[best].found, assigned[best].ties
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
        questions=(*_torn(best, ties), *_in_thousands(raw, best, found), *conversion_questions),
        assumptions=_assumptions(mapping),
        sample=sample,
        rows=raw.table.num_rows + len(raw.ragged),
        sheets=raw.sheets,
    )


def _unknown(headers: tuple[str, ...]) -> BilanError:
    shown = ", ".join(headers[:20])
    bare = any(is_date(header) or _NUMBER.match(header) for header in headers)
    fr = " Sa première ligne semble porter des données\u00a0: ajoutez une ligne d'en-têtes." if bare else ""
    en = " Its first line seems to hold data: add a line of headers." if bare else ""
    return BilanError(
        Label(
            f"Ce fichier ne ressemble ni à des affaires, ni à des rendez-vous, ni à des écritures, ni à des relevés. "
            f"Rien n'a été importé.{fr} Nommez la table (--table deals, meetings…), ou donnez une correspondance "
            f"(--mapping). Colonnes lues : {shown}.",
            f"This file looks like neither deals, meetings, booking entries nor measures. "
            f"Nothing was imported.{en} Name the table (--table deals, meetings…), or give a mapping (--mapping). "
            f"Columns read: {shown}.",
        )
    )


# --- table


def _complete(found: Scores, table: str) -> bool:
    if table == MEASURES.name and not ("measure" in found or _counted(found)):
        return False
    return all(any(name in found for name in names) for names in _REQUIRED[table])


def _counted(found: Scores) -> str | None:
    """The KPI that a sheet with one column of counts notes: « Nb d'appels passés » is “calls”."""
    header = found["value"][0] if "value" in found else ""
    return next((key for key, rule in _COUNTED.items() if rule.search(plain(header))), None)


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
        measure=_counted(found) if table == MEASURES.name and "measure" not in columns else None,
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
        if kind in {Type.DAY, Type.MOMENT} or name in {"closed_on", "start_day", "end_day"}:
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


def _torn(table: str, ties: dict[str, list[str]]) -> list[Label]:
    asked = []
    for column, headers in ties.items():
        known = TABLES[table].column(column).label if column in TABLES[table].names else Label("date", "date")
        fr, en = " ou ".join(f"« {one} »" for one in headers), " or ".join(f"“{one}”" for one in headers)
        asked.append(
            Label(
                f"{known.fr.capitalize()}\u00a0: {fr}\u00a0? Rien n'est pris tant que la correspondance ne le dit pas "
                f"({column}).",
                f"{known.en.capitalize()}: {en}? Neither is taken until the mapping says so ({column}).",
            )
        )
    return asked


def _in_thousands(raw: Raw, table: str, found: Scores) -> list[Label]:
    if "amount_cents" not in TABLES[table].names or "amount_cents" in found:
        return []
    return [
        Label(f"« {header} » compte en milliers et n'est pas pris : donnez la colonne en unités.",
              f"“{header}” counts in thousands and is not taken: give the column in units.")
        for header in raw.headers if thousands(header)
    ]  # fmt: skip


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
