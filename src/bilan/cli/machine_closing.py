"""What the verbs that end a review answer to a machine; ``cli/schemas`` says every field."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bilan.app import seals
from bilan.cli.machine import Json, cell, is_money, moment, quantity, texts

if TYPE_CHECKING:
    from bilan.app.changes import Change
    from bilan.app.erasing import Erasure
    from bilan.app.purging import Purged
    from bilan.app.since_close import SinceClose
    from bilan.app.verifying import Verification
    from bilan.app.workspace import Workspace
    from bilan.journal.models import Seal
    from bilan.plan.canonical import Difference


def sealed(seal: Seal, workspace: Workspace, undecided: list[str], schema: str) -> Json:
    """A review just closed, or restated."""
    return {
        "schema": schema,
        **_seal(seal),
        "files": [{"name": name, "path": str(seals.path_of(workspace, seal, name)), "sha256": digest}
                  for name, digest in sorted(seals.names(seal).items())],
        "undecided": undecided,
    }  # fmt: skip


def reopened(seal: Seal) -> Json:
    """A closed review open again for its words."""
    return {
        "schema": "bilan.reopen/1", "period": seal.period, "version": seal.version,
        "reopened_at": moment(seal.reopened_at), "author": seal.reopened_by, "reason": seal.reopened_why,
    }  # fmt: skip


def _seal(seal: Seal) -> Json:
    return {
        "period": seal.period, "version": seal.version, "digest": seal.digest, "closed_at": moment(seal.at),
        "author": seal.author, "reason": seal.reason,
    }  # fmt: skip


def verified(found: Verification) -> Json:
    """What became of a seal, and what exactly differs."""
    expired_on = found.seal.rows_expired_on
    return {
        "schema": "bilan.verify/1",
        **_seal(found.seal),
        "outcome": found.outcome.value,
        "rows_expired_on": expired_on.isoformat() if expired_on else None,
        "meetings_reduced_on": found.reduced_on.isoformat() if found.reduced_on else None,
        "expired": list(found.expired),
        "earlier": [
            {
                "version": one.version,
                "is_intact": one.is_intact,
                "erased_on": one.erased_on.isoformat() if one.erased_on else None,
            }
            for one in found.earlier
        ],
        "bad_files": [{"name": one.name, "path": one.path, "what": one.what} for one in found.files],
        "differences": [_difference(one) for one in (*found.differences, *found.corrections)],
        "rows": [_row(one) for one in found.rows],
    }


def _difference(one: Difference) -> Json:
    return {"place": list(one.place), "before": _text(one.before), "after": _text(one.after)}


def _text(value: Any) -> str | None:
    """A value of a seal as a text, whatever it is made of."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _row(one: Change) -> Json:
    is_whole = one.what in {"added", "removed"}
    return {
        "table": one.table, "key": one.key, "name": one.name, "what": one.what if is_whole else "changed",
        "column": None if is_whole else one.what,
        "before": cell(one.table, one.what, one.before), "after": cell(one.table, one.what, one.after),
    }  # fmt: skip


def since_close(found: SinceClose, currency: str) -> Json:
    """What changed beside a closed review."""
    return {
        "schema": "bilan.changes-since-close/1",
        **_seal(found.seal),
        "currency": currency,
        "rows": [_row(one) for one in found.rows],
        "corrections": [one.pk for one in found.corrections],
        "late": [{"deal": one.deal, "day": one.day.isoformat(), "entry": one.entry, "cents": one.cents} for one in found.late],
        "effects": [
            {
                "kpi": one.kpi.key, "label": texts(one.kpi.label), "unit": one.kpi.unit,
                "before": quantity(one.before, is_money=is_money(one.kpi.unit)),
                "after": quantity(one.after, is_money=is_money(one.kpi.unit)),
                "attainment_before": quantity(one.attainment_before), "attainment_after": quantity(one.attainment_after),
            }
            for one in found.moved
        ],
    }  # fmt: skip


def erased(done: Erasure, *, is_dry_run: bool) -> Json:
    """Under which name an erased person stands, and where texts still name them."""
    return {
        "schema": "bilan.erase/1",
        "is_dry_run": is_dry_run,
        "pseudonym": done.pseudonym,
        "left_on": done.left_on.isoformat() if done.left_on else None,
        "limits": list(done.limits),
        "reviews": [
            {"period": one.period, "version": one.version, "replaced_by": one.replaced_by} for one in done.reviews
        ],
        "files": done.files,
        "mentions": [{"place": one.place, "text": one.text} for one in done.mentions],
    }


def purged(done: Iterable[Purged], *, is_dry_run: bool) -> Json:
    """What retention erased, or would erase, by rule."""
    return {
        "schema": "bilan.purge/1",
        "is_dry_run": is_dry_run,
        "rules": [{"rule": one.rule.value, "label": texts(one.rule.label), "count": one.count} for one in done],
    }
