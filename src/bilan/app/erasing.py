"""Erase one person who has left from the history: another name in their place, every aggregate as it was (EC-59)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bilan.app import seals
from bilan.app.assembling import forget
from bilan.app.mentions import Mention, mentions, rename_words
from bilan.app.purging import Rule, for_good, months_before
from bilan.app.renaming import Renaming
from bilan.app.resealing import Resealed, reseal, sealed_words
from bilan.app.snapshots import open_facts
from bilan.app.strategies import in_force, versions
from bilan.app.workspace import Workspace
from bilan.app.writing import because
from bilan.errors import BilanError
from bilan.facts.people import plain_name
from bilan.journal.models import Correction, Purge, StrategyVersion
from bilan.label import Label
from bilan.ledger.erased import remember, rename_rows
from bilan.ledger.models import ErasedName
from bilan.strategy.toml import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bilan.app.writing import Pen
    from bilan.strategy.document import Rep, Strategy

MONTHS_OF_PAY, MONTHS_OF_DISCRIMINATION = 36, 60  # limitation periods after a departure (domain.md 4.2)


class StillHere(BilanError):
    """The person has not left: their figures are still needed, and theirs to read."""

    def __init__(self, rep: Rep) -> None:
        super().__init__(Label(
            fr=f"«\u00a0{rep.name}\u00a0» n'est pas parti, d'après la stratégie en vigueur. Rien n'a été effacé. S'il est parti, donnez-lui "
               "son dernier jour (left_on) et publiez la stratégie, puis recommencez.",
            en=f"“{rep.name}” has not left, by the strategy in force. Nothing was erased. If they have, give them their last day "
               "(left_on) and publish the strategy, then try again.",
        ))  # fmt: skip


class NobodyOfThatName(BilanError):
    """No version of the strategy knows that name, or they are erased already."""

    def __init__(self, name: str) -> None:
        super().__init__(Label(
            fr=f"Aucune version de la stratégie ne connaît «\u00a0{name}\u00a0», ou cette personne est déjà effacée. Rien n'a changé. "
               "Les noms se lisent avec\u00a0: bilan strategy show.",
            en=f"No version of the strategy knows “{name}”, or that person is erased already. Nothing has changed. "
               "To read the names: bilan strategy show.",
        ))  # fmt: skip


class UnreadableVersions(BilanError):
    """A version of the strategy cannot be read, so that nothing proves that the name is gone from it."""

    def __init__(self, numbers: Sequence[int]) -> None:
        listed = ", ".join(map(str, numbers))
        super().__init__(Label(
            fr=f"Ce Bilan ne sait pas lire toutes les versions de la stratégie ({listed})\u00a0: le nom pourrait y rester. "
               "Rien n'a été effacé. Mettez Bilan à jour, puis recommencez.",
            en=f"This Bilan cannot read every version of the strategy ({listed}): the name might stay there. "
               "Nothing was erased. Update Bilan, then try again.",
        ))  # fmt: skip


class WordsNameThem(BilanError):
    """Texts written by people name them: a person rewrites those, or decides to leave them."""

    def __init__(self, found: Sequence[Mention]) -> None:
        places = ", ".join(dict.fromkeys(one.place for one in found))
        super().__init__(Label(
            fr=f"Des textes écrits par d'autres nomment cette personne, et Bilan ne les réécrit pas à l'aveugle\u00a0: {places}. "
               "Rien n'a été effacé. Modifiez-les (bilan story edit, session, action\u2026\u00a0; un bilan clos se rouvre avec "
               "bilan restate --reopen, se rectifie ensuite\u00a0; une affaire ou un rendez-vous, dans la source), puis "
               "recommencez. La raison d'une stratégie ou d'une correction ne se modifie pas. Pour laisser ces textes tels "
               "quels\u00a0: --leave-words.",
            en=f"Texts that others wrote name that person, and Bilan does not rewrite them blindly: {places}. "
               "Nothing was erased. Edit them (bilan story edit, session, action…; a closed review is opened again with "
               "bilan restate --reopen, then restated; a deal or a meeting, in the source), then try again. "
               "The reason of a strategy or of a correction cannot be edited. To leave these texts as they are: --leave-words.",
        ))  # fmt: skip


class FiguresMoved(BilanError):
    """A figure would be another once the person is erased, so they are not."""

    def __init__(self) -> None:
        super().__init__(Label(
            fr="L'effacement changerait un chiffre\u00a0: il est abandonné, rien n'a été effacé. Signalez-le, avec la sortie de bilan review.",
            en="The erasure would change a figure: it was given up, nothing was erased. Report it, with the output of bilan review.",
        ))  # fmt: skip


LAWFUL: Final = Label(
    fr="Ce que la loi permet de garder après un départ (3 ans pour la rémunération variable, 5 ans pour la discrimination) "
       "est l'affaire de votre DPO\u00a0; Bilan ne le décide pas.",
    en="What the law lets one keep after a departure (3 years for variable pay, 5 years for discrimination) "
       "is your DPO's matter; Bilan does not decide it.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, or would be: under which name the person stands, where texts still name them."""

    pseudonym: str
    reviews: tuple[Resealed, ...]
    files: int  # of refused rows and of documents written aside
    mentions: tuple[Mention, ...]
    left_on: date | None
    limits: tuple[str, ...]  # limitation periods that still run


def erase(
    workspace: Workspace, rep: str, pen: Pen, *, reason: str, today: date, dry_run: bool, leave_words: bool = False
) -> Erasure:
    """Erase a rep who has left; a dry run says what that would do and which texts name them."""
    why = because(reason)
    with workspace.writing(pen.now):
        found, renaming = _whom(rep, today)
        words = sealed_words(workspace, renaming)
        named = mentions(renaming, (*words, ("--why", why)))
        aside = (workspace.rejected, workspace.reports, workspace.home / "strategies")
        files = [file for folder in aside for file in _files(folder, renaming)]
        if dry_run or (named and not leave_words):
            if not dry_run:
                raise WordsNameThem(named)
            return Erasure(renaming.new_key, (), len(files), named, found.left_on, _limits(found.left_on, today))
        with for_good(), transaction.atomic():
            before = _figures(in_force(), renaming)
            _rename(renaming)
            forget()  # what was computed under the name that is gone
            if _figures(in_force(), renaming) != before:
                raise FiguresMoved
            done, gone = reseal(workspace, renaming, pen, reason=why)
            counts = {
                "count": len(gone) + len(files),
                "digests": sorted(gone),
                "pseudonym": renaming.new_key,
                "why": why,
            }
            Purge.objects.create(rule=Rule.PERSON.value, at=pen.now, author=pen.author, counts=counts)
        for file in files:
            file.unlink(missing_ok=True)
        seals.remove_erased(workspace)
        seals.sweep(workspace)
        shutil.rmtree(workspace.snapshots, ignore_errors=True)
        return Erasure(renaming.new_key, done, len(files), named, found.left_on, _limits(found.left_on, today))


def _whom(name: str, today: date) -> tuple[Rep, Renaming]:
    """The rep by key or name, who must have left, and all that any version of the strategy says of them."""
    told, unreadable = versions()
    if unreadable:
        raise UnreadableVersions(unreadable)
    reps = [rep for version in reversed(told) for rep in version.strategy.reps]
    asked = plain_name(name.removeprefix("rep:"))
    found = next((rep for rep in reps if asked in {plain_name(rep.key), plain_name(rep.name)}), None)
    if found is None or found.vacant or ErasedName.objects.filter(pseudonym=found.key).exists():
        raise NobodyOfThatName(name)
    employed = next((rep for rep in in_force().reps if rep.key == found.key), None)
    if employed is not None and (employed.left_on is None or employed.left_on >= today):
        raise StillHere(employed)
    same = [rep for rep in reps if rep.key == found.key]
    known = {plain_name(text) for rep in same for text in (rep.key, rep.name, *rep.addresses)}
    taken = {rep.key for rep in reps} | set(ErasedName.objects.values_list("pseudonym", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if f"ancien-{n}" not in taken)
    return found, Renaming(found.key, frozenset(known), f"ancien-{number}", f"Ancien commercial {number}")


def _rename(renaming: Renaming) -> None:
    """Every row of the ledger and of the journal under the other name."""
    for row, told in zip(StrategyVersion.objects.order_by("pk"), versions()[0], strict=True):
        row.document = dumps(renaming.strategy(told.strategy))
        row.save(update_fields=["document"])
    moved = rename_rows(renaming.lookup)
    for one in Correction.objects.order_by("pk"):
        one.key = moved.get((one.table, one.source, one.key), one.key)
        if one.value is not None and one.column in ("owner", "credits"):
            one.value = renaming.source(one.value)
        one.save(update_fields=["key", "value"])
    rename_words(renaming)
    remember(renaming.known, renaming.new_key)


def _figures(strategy: Strategy, renaming: Renaming) -> list[tuple[object, ...]]:
    """All that figures are made of, the person under their other name."""
    with TemporaryDirectory(prefix="bilan-") as beside:
        facts = open_facts(Workspace(Path(beside)), strategy)
        found = []
        for name in ("cube", "credited", "deals"):
            rows = facts.engine.answer(facts.table(name))
            keep = [column for column in rows.column_names if column not in ("owner", "credits", "key", "booking")]
            for row in rows.select(keep).to_pylist():
                row["rep"] = renaming.new_key if row["rep"] == renaming.key else row["rep"]
                found.append((name, *((column, str(value)) for column, value in sorted(row.items()))))
        return sorted(found)


def _files(folder: Path, renaming: Renaming) -> list[Path]:
    """The files aside that name them, in their name or in their text."""
    return [file for file in sorted(folder.rglob("*")) if file.is_file() and _file_names(file, renaming)]


def _file_names(file: Path, renaming: Renaming) -> bool:
    if file.suffix == ".pdf":  # its text is compressed: it is written again by « bilan report »
        return True
    return renaming.mentions(file.stem) or renaming.mentions(file.read_text(encoding="utf-8", errors="replace"))


def _limits(left_on: date | None, today: date) -> tuple[str, ...]:
    """The limitation periods that still run after a departure."""
    periods = (("pay", MONTHS_OF_PAY), ("discrimination", MONTHS_OF_DISCRIMINATION))
    return tuple(name for name, months in periods if left_on is not None and left_on > months_before(today, months))
