"""Where the journal and the ledger name a person: what cites them follows their other name, what tells of them is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bilan.journal.models import (
    Action,
    Answer,
    Blocking,
    Change,
    Consent,
    Correction,
    Decision,
    Purge,
    Seal,
    Session,
    Story,
    StrategyVersion,
)
from bilan.ledger.models import Deal, Import, Meeting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilan.app.renaming import Renaming

# what stands for a person, by kind of value
NAMES: Final = {
    Story: ("author",), Answer: ("author",), Blocking: ("author",), Session: ("author",), Decision: ("author",), Action: ("author", "owner"),
    Change: ("author",), StrategyVersion: ("author",), Correction: ("author",), Seal: ("author", "reopened_by"),
    Purge: ("author",), Import: ("author",), Consent: ("recorded_by",),
}  # fmt: skip
ADDRESSES: Final = {
    Story: ("about", "finding"), Answer: ("about",), Session: ("origin",), Decision: ("proposal",),
    Action: ("origin", "scope"), Change: ("what",),
}  # fmt: skip
LISTS: Final = {Session: ("invitees",), Action: ("contributors",), Decision: ("origin",)}
LOGS: Final = {Change: ("before", "after")}
# free text, which only a person rewrites
TEXTS: Final[dict[Any, tuple[str, ...]]] = {
    Story: ("text",), Answer: ("text",), Blocking: ("next_step",), Session: ("question", "options", "outcome"),
    Decision: ("reason", "text"),
    Action: ("title", "reason", "evidence"), Change: ("reason",), StrategyVersion: ("reason",), Correction: ("reason",),
    Seal: ("reason", "reopened_why"), Import: ("file_name", "source"), Deal: ("name", "reason"), Meeting: ("title",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that names somebody: « story:3 », « 2026-T3 story:3 » in a closed review, « meeting M-00012 »."""

    place: str
    text: str


def mentions(renaming: Renaming, more: Iterable[tuple[str, str]]) -> tuple[Mention, ...]:
    """Every text that names the person, each once: of the journal, of the ledger, and those given beside."""
    found = (Mention(place, text) for place, text in (*_texts(), *more) if renaming.mentions(text))
    return tuple(dict.fromkeys(found))


def _texts() -> Iterator[tuple[str, str]]:
    for model, fields in TEXTS.items():
        for row in model.objects.order_by("pk").values("pk", *fields, *(("key",) if model in (Deal, Meeting) else ())):
            place = f"{model.__name__.lower()}:{row.get('key', row['pk'])}"
            for field in fields:
                values = row[field] if isinstance(row[field], list) else [row[field]]
                yield from ((place, str(value)) for value in values if value)


def rename_words(renaming: Renaming) -> None:
    """Put the other name on all that cites the person, and forget what they agreed to."""
    Consent.objects.filter(rep=renaming.key).delete()
    for fields_of, change in (
        (NAMES, renaming.name), (ADDRESSES, renaming.address), (LOGS, renaming.logged),
        (LISTS, lambda values: [renaming.address(renaming.name(one)) for one in values]),
    ):  # fmt: skip
        for model, fields in fields_of.items():
            _rewrite(model, fields, change)


def _rewrite(model: Any, fields: tuple[str, ...], change: Any) -> None:
    for row in model.objects.order_by("pk"):
        values = {field: change(getattr(row, field)) for field in fields}
        if any(getattr(row, field) != value for field, value in values.items()):
            model.objects.filter(pk=row.pk).update(**values)
