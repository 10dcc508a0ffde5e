"""A closed review as one text: every figure, finding and word of it, written so that equal reviews are equal bytes.

What retention may take away later stands in parts of its own, of which the seal keeps the digests: it stays whole
when a part expires.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from bilan.plan.plain import Json, made, plain
from bilan.plan.plan import Action, Decision, Session
from bilan.review.blocking import Blocking
from bilan.review.judgement import VERSION
from bilan.review.story import Answer, Story
from bilan.strategy.toml import dumps

if TYPE_CHECKING:
    from bilan.plan.dossier import Dossier
    from bilan.review.finding import Finding
    from bilan.review.reading import Reading

SCHEMA: Final = "bilan.seal/2"
SCHEMA_1: Final = "bilan.seal/1"  # its main text held the words of the plan too
WORDS: Final = ("decisions", "actions", "last_actions", "reason")  # which people wrote, and which may name somebody
PARTS: Final = ("people", "named")  # what is about one person; what names somebody


@dataclass(frozen=True, slots=True)
class Basis:
    """What a closed review stands on: enough to compute it again from the ledger and the journal."""

    import_id: int
    strategy_version: int
    corrections: tuple[int, ...]  # the numbers of those that held


@dataclass(frozen=True, slots=True)
class Canonical:
    """The texts of a closed review; the digest of ``seal`` covers the parts too, by their digests."""

    seal: bytes
    people: bytes
    named: bytes

    @property
    def digest(self) -> str:
        return sha256(self.seal)

    @property
    def parts(self) -> dict[str, bytes]:
        return {name: getattr(self, name) for name in PARTS}


@dataclass(frozen=True, slots=True)
class Words:
    """What people had written when the review was closed."""

    stories: tuple[Story, ...] = ()
    answers: tuple[Answer, ...] = ()
    blockings: tuple[Blocking, ...] = ()
    sessions: tuple[Session, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    last_actions: tuple[Action, ...] = ()
    consents: frozenset[str] = frozenset()


def sha256(content: bytes) -> str:
    """The digest under which a content is filed."""
    return hashlib.sha256(content).hexdigest()


def canonical_bytes(content: Mapping[str, Any]) -> bytes:
    """The one way to write a JSON content: sorted keys, no space, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def canonical(dossier: Dossier, basis: Basis) -> Canonical:
    """The texts of a review about to be closed."""
    people, named = canonical_bytes(_people(dossier)), canonical_bytes(_named(dossier))
    digests = {"people": sha256(people), "named": sha256(named)}
    return Canonical(canonical_bytes(_seal(dossier, basis) | {"parts": digests}), people, named)


def _seal(dossier: Dossier, basis: Basis) -> Json:
    review, plan = dossier.review, dossier.plan
    return {
        "schema": SCHEMA,
        "company": review.strategy.company.name,
        "currency": review.strategy.company.currency,
        "period": plain(review.period),
        "as_of": plain(review.as_of),
        "days": {"elapsed": review.elapsed_days, "total": review.total_days},
        "version": dossier.version,
        "sealed_on": plain(dossier.sealed_on),
        "basis": {**asdict(basis), "corrections": list(basis.corrections)},
        "provenance": plain(review.provenance),
        "formulas": plain(review.formulas),
        "judgement": VERSION,
        "strategy_sha256": sha256(dumps(review.strategy).encode()),
        "readings": _readings([*(line.reading for line in review.lines), *review.teams, *review.funnel, *review.rates,
                               *(one for parts in review.sub_periods for one in parts.readings)]),
        "comparisons": {line.reading.kpi.key: {"previous": plain(line.previous), "year_before": plain(line.year_before)}
                        for line in review.lines},
        "share_at_target": list(review.share_at_target),
        "assigned": {f"{one.kpi.key} {one.scope.name}": plain(one.assignment) for one in review.assigned},
        "coverage": {kpi.key: plain(part) for kpi, part in review.coverage},
        "stale": plain(review.stale),
        "absent": [kpi.key for kpi in review.absent],
        "unfed": [setting.key for setting in review.unfed],
        "remarks": {one.code: {"cents": one.cents, "count": one.count, "of": one.of} for one in review.remarks},
        "findings": _findings(one for one in dossier.findings if not one.people),
        "last_effects": _findings(one for one in dossier.last_effects if not one.people),
        "proposals": {one.key: plain(one) for one in plan.proposals if not one.scope.startswith("rep:")},
        "undecided": [one.key for one in plan.undecided if not one.scope.startswith("rep:")],
    }  # fmt: skip


def _people(dossier: Dossier) -> Json:
    """The figures of each rep, what is proposed to one, and the strategy, which holds presence and own targets."""
    proposals = [one for one in dossier.plan.proposals if one.scope.startswith("rep:")]
    return {
        "readings": _readings(dossier.review.reps),
        "proposals": {one.key: plain(one) for one in proposals},
        "strategy": dumps(dossier.review.strategy),
    }


def _named(dossier: Dossier) -> Json:
    """What names somebody, or may: findings, stories, answers, sessions, decisions, actions, deals and their reps.

    Blocking reviews are there once one is written, so that reviews closed before any was are the same to the byte.
    """
    blockings = [plain(one.blocking) for one in dossier.blockings]
    return {
        "findings": _findings(one for one in dossier.findings if one.people),
        "stories": [plain(one.story) for one in dossier.stories],
        "checks": {one.story.key: {"finding": _finding(one.finding) if one.finding else None, "outcome": one.outcome}
                   for one in dossier.stories},
        "answers": plain(_answers(dossier)),
        "sessions": plain(dossier.plan.sessions),
        "decisions": plain(dossier.plan.decisions),
        "actions": plain(dossier.plan.actions),
        "last_actions": plain(dossier.last_actions),
        "last_effects": _findings(one for one in dossier.last_effects if one.people),
        "reason": dossier.reason,
        "over_limit": [_without_key(plain(one)) for one in dossier.review.over_limit],
        "consents": plain(dossier.consents),
        **({"blockings": blockings} if blockings else {}),
    }  # fmt: skip


def _without_key(row: Json) -> Json:
    """A row as it was sealed before it carried its key."""
    return {name: value for name, value in row.items() if name != "key"}


def _answers(dossier: Dossier) -> list[Answer]:
    """Every answer once, whether it stands beside a finding or a story."""
    found = [*dossier.answers, *(answer for one in dossier.stories for answer in one.answers)]
    return list(dict.fromkeys(found))


def _readings(readings: Iterable[Reading]) -> Json:
    """Each figure under its KPI, perimeter and stretch of days."""
    return {reading_key(one): _reading(one) for one in readings}


def reading_key(reading: Reading) -> str:
    """Where a figure stands in the text: « bookings rep:paul 2026-07-01..2026-09-30 »."""
    return f"{reading.kpi.key} {reading.scope.name} {reading.window.start}..{reading.window.last_day}"


def _reading(reading: Reading) -> Json:
    return {
        "numerator": plain(reading.actual.numerator),
        "denominator": plain(reading.actual.denominator),
        "rows": reading.actual.rows,
        "promise": plain(reading.promise),
        "coverage": plain(reading.coverage),
        "interval": plain(reading.interval),
        "is_few": reading.is_few,
        "status": reading.status,
    }


def _findings(findings: Iterable[Finding]) -> Json:
    return {one.key: _finding(one) for one in findings}


def _finding(finding: Finding) -> Json:
    """A finding without the keys of its rows: they are in the bundle, which expires before it does."""
    return {
        "kind": plain(finding.kind), "sense": finding.sense, "scope": finding.scope.name, "kpi": finding.kpi,
        "verdict": plain(finding.verdict), "evidence": plain(finding.evidence), "people": list(finding.people),
    }  # fmt: skip


def words(seal: Mapping[str, Any], named: Mapping[str, Any]) -> Words:
    """What people had written, read back from a closed review's texts."""
    plan = seal if seal["schema"] == SCHEMA_1 else named
    return Words(
        stories=tuple(made(Story, one) for one in named["stories"]),
        answers=tuple(made(Answer, one) for one in named["answers"]),
        blockings=tuple(made(Blocking, one) for one in named.get("blockings", ())),
        sessions=tuple(made(Session, one) for one in named["sessions"]),
        decisions=tuple(made(Decision, one) for one in plan["decisions"]),
        actions=tuple(made(Action, one) for one in plan["actions"]),
        last_actions=tuple(made(Action, one) for one in plan["last_actions"]),
        consents=frozenset(named["consents"]),
    )


def as_sealed(texts: Mapping[str, Any], schema: str) -> dict[str, Any]:
    """The texts of a review computed again, laid out as those that it is compared with."""
    found = dict(texts)
    if schema == SCHEMA_1:
        named = dict(found["named"])
        moved = {name: named.pop(name) for name in WORDS}
        effects = found["seal"]["last_effects"] | named.pop("last_effects")
        found |= {"named": named, "seal": found["seal"] | moved | {"last_effects": effects, "schema": SCHEMA_1}}
    return found


def basis_of(seal: Mapping[str, Any]) -> Basis:
    """What a closed review stood on."""
    said = seal["basis"]
    return Basis(said["import_id"], said["strategy_version"], tuple(said["corrections"]))


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is no longer what was sealed, by its place: ``readings``, the figure, its numerator."""

    place: tuple[str, ...]
    before: Any
    after: Any


def differences(sealed: Any, found: Any, place: tuple[str, ...] = ()) -> tuple[Difference, ...]:
    """Every value that differs between two contents, in the order of their places."""
    if isinstance(sealed, dict) and isinstance(found, dict):
        keys = sorted(sealed.keys() | found.keys())
        return tuple(one for key in keys for one in differences(sealed.get(key), found.get(key), (*place, key)))
    if isinstance(sealed, list) and isinstance(found, list) and len(sealed) == len(found):
        pairs = zip(sealed, found, strict=True)
        return tuple(one for at, (a, b) in enumerate(pairs) for one in differences(a, b, (*place, str(at))))
    return () if sealed == found else (Difference(place, sealed, found),)
