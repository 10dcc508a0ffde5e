"""Which header of a file gives which canonical column, as a person may read, edit and reuse it."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bilan.errors import BilanError
from bilan.facts.tables import TABLES, Table
from bilan.label import Label
from bilan.sources.files.words import EXTRAS

if TYPE_CHECKING:
    from pathlib import Path

DateOrder = Literal["dmy", "mdy", "ymd"]


class Mapping(BaseModel):
    """How one kind of file is read; saved as TOML beside it and used again for the next export.

    ``columns`` goes from canonical column to the file's header. Beyond the table's own columns it knows
    ``closed_on`` (one close date: signature if won, loss if lost, expected while open), ``start_day`` and
    ``start_time``, ``end_day`` beside a bare end time, ``minutes`` (a duration) and ``private``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    columns: dict[str, str]
    source: str = "file"
    sheet: str | None = None
    date_order: DateOrder | None = None
    decimal: Literal[",", "."] | None = None
    vat_rate: str | None = None  # per cent, where amounts include VAT: "20" or "5.5"
    outcome_default: Literal["by_date", "booked", "held"] | None = None
    measure: str | None = None  # the KPI that a file of counts notes, where no column names it
    values: dict[str, dict[str, str]] = Field(default_factory=dict)  # column -> the source's word -> ours

    @model_validator(mode="after")
    def _known(self) -> Mapping:
        if self.table not in TABLES:
            raise ValueError(f"table: {', '.join(TABLES)}")
        known = (*self.kind.names, *EXTRAS[self.table])
        for name in self.columns:
            if name not in known:
                raise ValueError(f"columns.{name}: {', '.join(known)}")
        for name, words in self.values.items():
            allowed = self.kind.column(name).choices if name in self.kind.names else ()
            unknown = sorted(set(words.values()) - set(allowed))
            if unknown:
                raise ValueError(f"values.{name}: {', '.join(unknown)} ({', '.join(allowed)})")
        return self

    @property
    def kind(self) -> Table:
        return TABLES[self.table]

    def save(self, path: Path) -> None:
        """Write the mapping as TOML that a person can edit."""
        path.write_text(tomli_w.dumps(self.model_dump(exclude_none=True)), encoding="utf-8")


def load_mapping(path: Path) -> Mapping:
    """A mapping saved earlier, perhaps edited since."""
    try:
        return Mapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        where = str(fault)
    except ValidationError as fault:
        where = "; ".join(f"{'.'.join(map(str, error['loc']))} {error['msg']}" for error in fault.errors())
    raise BilanError(
        Label(
            f"La correspondance « {path.name} » ne se lit pas : {where}. Rien n'a été importé. Corrigez cette ligne.",
            f"The mapping “{path.name}” cannot be read: {where}. Nothing was imported. Correct that line.",
        )
    )
