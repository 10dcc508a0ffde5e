"""The strategy as a file that a person can read and change: TOML in and out, without loss."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel, ValidationError

from bilan.label import Label
from bilan.strategy.document import Company, Strategy, Thresholds
from bilan.strategy.faults import Fault, StrategyErrors, model_fault, syntax_fault
from bilan.strategy.formats import CURRENT, FIRST, KEY, to_current
from bilan.strategy.lines import line_of, lines

ALWAYS_WRITTEN = (Company, Thresholds)  # their defaults are decisions: a later change of default must not alter them
LONGEST_PLAIN = 18  # digits of a whole number written without an exponent
HEAD = """\
# Stratégie de la période : qui vend, ce qui est suivi, ce qui a été promis, selon quelles règles.
#
#   [company]         l'entreprise : nom, fuseau, devise, sites et jours fériés
#   period, cadence   la période que régit ce document : 2026-T3, 2026-03, 2026-W12, 2026-S1, 2026
#   [[teams]]         les équipes ; [[reps]] les commerciaux, leurs adresses, leur équipe et leur présence
#   [[kpis]]          les indicateurs suivis et la source de chacun
#   [[targets]]       les objectifs : scope = "company", "team:nord", "rep:paul" ou "each_rep" (chaque commercial)
#   [[nomenclature]]  les types de rendez-vous et les mots qui les font reconnaître
#   [[rates]]         les taux de change datés ; [thresholds] les seuils de la méthode
#   format            la forme de ce document ; Bilan l'écrit lui-même
#
# Les montants sont en unités de devise (120000), les taux entre 0 et 1 (0.25), les dates sans guillemets (2026-07-01).
# Une clé absente garde sa valeur par défaut. Vérifiez vos changements avec : bilan strategy check
# Vos propres commentaires ne sont pas conservés quand Bilan réécrit le fichier.

"""


def read(path: Path) -> Strategy:
    """The strategy that a file describes; every fault in it is listed, not only the first."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StrategyErrors((Fault(path.name, 1, "", _NOT_UTF8),)) from error
    except OSError as error:
        raise StrategyErrors((Fault(path.name, 1, "", _unreadable(error.strerror or "")),)) from error
    return loads(text, path.name)


def loads(text: str, name: str) -> Strategy:
    """The strategy that a person's text describes; ``name`` is what refusals call the file."""
    return _parsed(text, name, unsaid=CURRENT)


def loads_stored(text: str, name: str) -> Strategy:
    """The strategy that the journal holds, in whichever format it was written."""
    return _parsed(text, name, unsaid=FIRST)


def _parsed(text: str, name: str, *, unsaid: int) -> Strategy:
    text = text.replace("\r\n", "\n")
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise StrategyErrors((syntax_fault(name, str(error), text),)) from error
    try:
        return Strategy.model_validate(to_current(content, name=name, unsaid=unsaid))
    except ValidationError as error:
        places = lines(text)
        found = [(line_of(places, fault["loc"]), fault) for fault in error.errors(include_url=False)]
        ordered = sorted(found, key=lambda pair: (pair[0], str(pair[1]["loc"])))
        raise StrategyErrors(tuple(model_fault(name, line, fault) for line, fault in ordered)) from error


def dumps(strategy: Strategy) -> str:
    """The text of a strategy: equal strategies give equal bytes, and ``loads`` gives the same strategy back."""
    content = _written(strategy)
    plain = {key: value for key, value in content.items() if not isinstance(value, dict | list)}
    sections = [_section(key, value) for key, value in content.items() if key not in plain]
    return "\n".join([HEAD + tomli_w.dumps({KEY: CURRENT, **plain}), *sections])


def _section(key: str, value: object) -> str:
    """A section, or each item of a list as a ``[[block]]`` of its own, so that a person can add one anywhere."""
    if isinstance(value, dict):
        return tomli_w.dumps({key: value}, indent=2)
    items = value if isinstance(value, list) else []
    return "\n".join(f"[{tomli_w.dumps({key: item}, indent=2).replace(f'[{key}]', f'[{key}]]', 1)}" for item in items)


def _written(part: BaseModel) -> dict[str, Any]:
    """What must be written of a section: all that is not its default."""
    kept = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        default = field.get_default(call_default_factory=True, validated_data={})
        said = isinstance(part, ALWAYS_WRITTEN) or isinstance(value, ALWAYS_WRITTEN)
        if value not in (None, {}) and (value != default or (said and value != ())):
            kept[name] = _plain(value)
    return kept


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return _written(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, Decimal):
        return _number(value)
    return str(value) if isinstance(value, str) else value


def _number(value: Decimal) -> int | Decimal:
    """The shortest way to write a number, the same for 1.50 and 1.5, without rounding."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or value == 0:
        return 0
    while digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    if exponent >= 0 and len(digits) + exponent <= LONGEST_PLAIN:
        return int(value)
    return Decimal((sign, digits, exponent))


_NOT_UTF8 = Label(
    fr="le fichier n'est pas en UTF-8 ; enregistrez-le de nouveau en UTF-8, rien n'a été changé",
    en="the file is not in UTF-8; save it again as UTF-8, nothing was changed",
)


def _unreadable(reason: str) -> Label:
    return Label(
        fr=f"le fichier ne peut pas être lu ({reason}) ; vérifiez son nom et vos droits",
        en=f"the file cannot be read ({reason}); check its name and your rights",
    )
