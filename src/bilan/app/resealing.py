"""Closed reviews once a person is erased: a new version on the same basis, and of the earlier ones what names nobody.

The seal of an earlier version covers its other parts by their digests, so that it stays proven once they are erased.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from bilan.app import closing, seals
from bilan.app.assembling import dossier_on
from bilan.app.workspace import Workspace
from bilan.journal.models import Seal
from bilan.plan.canonical import basis_of, canonical, words
from bilan.plan.dossier import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilan.app.renaming import Renaming
    from bilan.app.writing import Pen
    from bilan.plan.canonical import Words
    from bilan.plan.dossier import Dossier

AGGREGATES: Final = (
    "readings",
    "comparisons",
    "share_at_target",
    "assigned",
    "coverage",
    "remarks",
    "findings",
    "formulas",
    "days",
)
MAIN: Final = "seal.json"


@dataclass(frozen=True, slots=True)
class Resealed:
    """A closed review: the version that replaces the last; None where it can no longer be computed."""

    period: str
    version: int
    replaced_by: int | None


def sealed_words(workspace: Workspace, renaming: Renaming) -> tuple[tuple[str, str], ...]:
    """The free text of the last version of each closed review, with its place."""
    found = []
    for last in _last_seals():
        texts = seals.texts(workspace, last)
        if {"seal", "named"} <= texts.keys():
            found += [(f"{last.period} {place}", text) for place, text in _free(words(texts["seal"], texts["named"]))]
    return tuple(one for one in found if renaming.mentions(one[1]))


def _free(said: Words) -> Iterator[tuple[str, str]]:
    for story in said.stories:
        yield story.key, story.text
    for answer in said.answers:
        yield f"answer:{answer.number}", answer.text
    for blocking in said.blockings:
        yield f"blocking:{blocking.number}", blocking.next_step
    for session in said.sessions:
        yield from (
            (f"session:{session.number}", text) for text in (session.question, *session.options, session.outcome)
        )
    for decision in said.decisions:
        yield from ((f"decision {decision.proposal}", text) for text in (decision.reason, decision.text))
    for action in (*said.actions, *said.last_actions):
        yield from ((f"action:{action.number}", text) for text in (action.title, action.reason, action.evidence))


def _last_seals() -> list[Seal]:
    every = Seal.objects.order_by("period", "version")
    return [list(versions)[-1] for _, versions in groupby(every, key=lambda seal: seal.period)]


def reseal(workspace: Workspace, renaming: Renaming, pen: Pen, *, reason: str) -> tuple[tuple[Resealed, ...], set[str]]:
    """Put a new version in the place of each closed review, whose rows have the person; answer the digests of what goes."""
    done: list[Resealed] = []
    gone: set[str] = set()
    for last in _last_seals():
        new = _new_version(workspace, last, renaming, Seal(author=pen.author, at=pen.now, reason=reason))
        earlier = Seal.objects.filter(period=last.period, version__lte=last.version)
        going = {digest for seal in earlier for digest in _naming(workspace, seal, renaming)}
        gone |= going - (set(seals.names(new).values()) if new else set())
        earlier.filter(rows_expired_on=None).update(rows_expired_on=pen.today)
        done.append(Resealed(last.period, last.version, new.version if new else None))
    return tuple(done), gone


def _naming(workspace: Workspace, seal: Seal, renaming: Renaming) -> list[str]:
    """The digests of the files of a version that may name the person: all but its main text, where that names nobody."""
    main = seals.content(workspace, seal, MAIN)
    keeps_main = main is not None and not renaming.mentions(main.decode())
    return [digest for name, digest in seals.names(seal).items() if name != MAIN or not keeps_main]


def _new_version(workspace: Workspace, last: Seal, renaming: Renaming, seal: Seal) -> Seal | None:
    """The review computed again under the other name; None where a part has expired or its aggregates come out otherwise."""
    texts = seals.texts(workspace, last)
    if not {"seal", "named"} <= texts.keys():
        return None
    basis, main = basis_of(texts["seal"]), texts["seal"]
    said = renaming.words(words(main, texts["named"]))
    day = date.fromisoformat(main["sealed_on"])
    seal.period, seal.version = last.period, last.version + 1
    with TemporaryDirectory(prefix="bilan-") as beside:
        dossier: Dossier = replace(
            dossier_on(Workspace(Path(beside)), last.period, basis, said, today=day),
            state=State.RESTATED, version=seal.version, sealed_on=day, reason=seal.reason,
        )  # fmt: skip
        if _aggregates(json.loads(canonical(dossier, basis).seal)) != _aggregates(main):
            return None
        closing.file_review(
            workspace, seal, dossier, basis, closing.DOCUMENTS, rows_in=Path(beside) / "snapshots" / "rows"
        )
    if last.rows_expired_on:
        seal.bundle, seal.rows_expired_on = last.bundle, last.rows_expired_on
    seal.reopened_at, seal.reopened_by, seal.reopened_why = last.reopened_at, last.reopened_by, last.reopened_why
    seal.save()
    return seal


def _aggregates(main: dict[str, Any]) -> dict[str, Any]:
    return {name: main[name] for name in AGGREGATES}
