"""Write the reference pages from the declarations themselves, so that they cannot say anything else.

Run from the root of the repository: ``python -m scripts.reference``. ``tests/house/test_documentation.py``
fails when a page is older than the declaration it comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bilan.facts.tables import TABLES, Column, Type
from bilan.kpis.catalog import DEFAULT, SHIPPED
from bilan.kpis.kpi import Kind, Kpi
from bilan.label import LANGUAGES, Label, Language
from bilan.plan.recommendations import QUALITY, RULES, Rule
from bilan.strategy.document import Strategy
from scripts.strategy_words import KEYS, SECTIONS

CODE = re.compile(r"(`[^`]*`)")
_SPACE = re.compile(r"(?<=«) | (?=[;:!?»%€])")
FOLDER = Path(__file__).parents[1] / "docs" / "reference"
MADE = Label(
    "Page écrite par `make reference` à partir du code : ne la modifiez pas à la main.",
    "Page written by `make reference` from the code: do not edit it by hand.",
)

UNITS: dict[str, Label] = {
    "money": Label("montant", "money"),
    "count": Label("nombre", "count"),
    "rate": Label("taux", "rate"),
    "days": Label("jours", "days"),
    "per_week": Label("par semaine", "per week"),
    "money_per_day": Label("montant par jour", "money per day"),
    "times": Label("fois", "times"),
}
POLARITIES: dict[str, Label] = {
    "higher_is_better": Label("plus, c'est mieux", "higher is better"),
    "lower_is_better": Label("moins, c'est mieux", "lower is better"),
    "target_is_best": Label("au plus près de l'objectif", "closest to the target"),
}
KINDS: dict[Kind, Label] = {
    Kind.ADDITIVE: Label("somme", "sum"),
    Kind.RATIO: Label("rapport de sommes", "ratio of sums"),
    Kind.COHORT: Label("cohorte", "cohort"),
    Kind.QUANTILE: Label("médiane", "median"),
    Kind.STOCK: Label("stock à l'arrêté", "stock at the cut-off"),
    Kind.COMPOSED: Label("composé d'autres chiffres", "made of other figures"),
}
# What a KPI needs that is no column of a canonical table, in words.
NEEDS: dict[str, Label] = {
    "lost.value_cents": Label("affaires perdues avec un montant", "lost deals with an amount"),
    "open.value_cents": Label("affaires ouvertes avec un montant", "open deals with an amount"),
    "open.probability": Label("affaires ouvertes avec une probabilité ou une étape",
                              "open deals with a probability or a stage"),
    "open.last_seen_on": Label("affaires ouvertes avec une dernière activité", "open deals with a last activity"),
    "open.next_step_on": Label("affaires ouvertes avec une prochaine étape datée", "open deals with a dated next step"),
    "meetings.booked_day": Label("`meetings.booked_at`", "`meetings.booked_at`"),
    "meetings.no_show": Label("au moins un no-show noté", "at least one no-show recorded"),
    "meetings.mode": Label("au moins un rendez-vous en personne", "at least one meeting in person"),
    "measures.calls": Label("des appels relevés", "calls noted"),
    "measures.leads": Label("des leads relevés", "leads noted"),
    "measures.forecast": Label("une prévision relevée", "a forecast noted"),
    "open.expected_on": Label("affaires ouvertes avec une clôture prévue", "open deals with an expected close"),
}  # fmt: skip
TYPES: dict[Type, Label] = {
    Type.TEXT: Label("texte", "text"),
    Type.CHOICE: Label("choix", "choice"),
    Type.DAY: Label("jour de l'entreprise", "the company's day"),
    Type.MOMENT: Label("instant, secondes depuis 1970 UTC", "moment, seconds since 1970 UTC"),
    Type.CENTS: Label("centimes entiers, HT", "whole cents, excl. VAT"),
    Type.MILLIONTHS: Label("millionièmes entiers", "whole millionths"),
    Type.FLAG: Label("oui, non ou non dit", "yes, no or not said"),
}
HEADINGS: dict[str, tuple[Label, ...]] = {
    "kpis": (Label("Clé", "Key"), Label("Libellé", "Label"), Label("Formule", "Formula"), Label("Nature", "Kind"),
             Label("Unité", "Unit"), Label("Rythme", "Cadence"), Label("Sens", "Polarity"),
             Label("Demande", "Needs"), Label("Version", "Version")),
    "tables": (Label("Colonne", "Column"), Label("Libellé", "Label"), Label("Type et unité", "Type and unit"),
               Label("Sens", "Meaning"), Label("Obligatoire", "Required")),
    "strategy": (Label("Clé", "Key"), Label("Type", "Type"), Label("Valeur par défaut", "Default"),
                 Label("Valeurs admises", "Allowed"), Label("Sens", "Meaning")),
    "recommendations": (Label("Règle", "Rule"), Label("Nom", "Name"), Label("KPI", "KPI"), Label("Quand", "When"),
                        Label("Alors", "Then")),
    "quality": (Label("KPI d'activité", "Activity KPI"), Label("KPI de qualité", "Quality KPI")),
}  # fmt: skip
TITLES: dict[str, Label] = {
    "kpis": Label("Les KPI livrés", "The shipped KPIs"),
    "tables": Label("Les tables canoniques", "The canonical tables"),
    "strategy": Label("Le document de stratégie", "The strategy document"),
    "recommendations": Label("Objectifs et recommandations proposés", "Proposed targets and recommendations"),
}
INTRODUCTIONS: dict[str, Label] = {
    "kpis": Label(
        "Un KPI que vos données ne peuvent pas donner est absent du bilan, jamais inventé. Un rapport est toujours un "
        "rapport de sommes, jamais une moyenne de rapports. La version d'une formule change quand son sens change. "
        f"Suivis quand la stratégie n'en nomme aucun : {', '.join(f'`{key}`' for key in DEFAULT)}.",
        "A KPI that your data cannot give is absent from the review, never made up. A ratio is always a ratio of sums, "
        "never a mean of ratios. The version of a formula changes when its meaning does. "
        f"Followed when the strategy names none: {', '.join(f'`{key}`' for key in DEFAULT)}.",
    ),
    "tables": Label(
        "Ce qu'une source dit, colonne par colonne. Aucun montant n'est un nombre à virgule flottante ; une colonne "
        "vide veut dire « non dit ».",
        "What a source says, column by column. No amount is a floating-point number; an empty column means “not said”.",
    ),
    "strategy": Label(
        "Un fichier TOML par période. `bilan strategy check` montre chaque erreur avec sa ligne et ce qui est admis ; "
        "une clé inconnue est refusée, une clé absente garde sa valeur par défaut.",
        "One TOML file a period. `bilan strategy check` shows each fault with its line and what is allowed; an unknown "
        "key is refused, a missing one keeps its default.",
    ),
    "recommendations": Label(
        "Bilan propose, une personne décide : rien n'est appliqué sans décision.\n\n"
        "**Objectif.** `arrondi([(1 − λ) × objectif + λ × résultat] × saison × jours)` : 100 demandés et 140 faits "
        "donnent 120. λ est `target_rise` au-delà de l'objectif, `target_fall` en deçà ; le crochet ne s'écarte pas de "
        "l'objectif de plus de `target_cap`. Objectif et résultat sont pris pour la même présence. Saison et jours ne "
        "changent que les sommes : la saison vient des poids de la stratégie, sinon de trois années de faits, sinon "
        "elle vaut 1. L'arrondi suit `money_step`, `count_step` ou `rate_step`, et un écart de moins d'un demi-pas ne "
        "change rien. Un taux dont l'écart à l'objectif tient dans le hasard garde son objectif, de même qu'un "
        "objectif nul. Une hausse est à confirmer quand une affaire ou une personne porte le résultat, quand trop peu "
        "de commerciaux sont à l'objectif, quand les données sont partielles ou la période inachevée.\n\n"
        "**Recommandation.** Pour chaque KPI suivi, la première règle qui répond ; sinon « rien à changer ».",
        "Bilan proposes, a person decides: nothing is applied without a decision.\n\n"
        "**Target.** `round([(1 − λ) × target + λ × result] × season × days)`: 100 asked and 140 done give 120. λ is "
        "`target_rise` beyond the target, `target_fall` short of it; the bracket stays within `target_cap` of the "
        "target. Target and result are taken for the same presence. Season and days change sums only: the season comes "
        "from the weights of the strategy, else from three years of facts, else it is 1. Rounding follows "
        "`money_step`, `count_step` or `rate_step`, and a move of less than half a step is none. A rate whose gap to "
        "its target may be chance keeps its target, and so does a target of zero. A rise is to be confirmed when one "
        "deal or one person carries the result, when too few reps are at target, when data are partial or the period "
        "unfinished."
        "\n\n"
        "**Recommendation.** For each followed KPI, the first rule that answers; else “nothing to change”.",
    ),
}
NAMES = Label("Français", "English")
DATED, KNOWN = Label("Datée par", "Dated by"), Label("Sans identifiant, reconnue à", "Without an identifier, known by")
REQUIRED, EMPTY, YES = Label("obligatoire", "required"), Label("vide", "empty"), Label("oui", "yes")
WORDS: dict[str, Label] = {
    "string": Label("texte", "text"),
    "integer": Label("nombre entier", "whole number"),
    "number": Label("nombre", "number"),
    "boolean": Label("vrai ou faux", "true or false"),
    "date": Label("date", "date"),
    "enum": Label("choix", "choice"),
    "array": Label("liste : ", "list: "),
    "object": Label("table : nom → ", "table: name → "),
    "any": Label("chaque KPI", "every KPI"),
    "paired": Label(
        "Une activité n'est jamais demandée seule : son KPI de qualité est donné à côté.",
        "An activity is never asked for alone: its quality KPI stands beside it.",
    ),
}


def pages() -> dict[str, str]:
    """The reference pages, by file name: French first, then English."""
    bodies = {"kpis": _kpis, "tables": _tables, "strategy": _strategy, "recommendations": _recommendations}
    return {f"{name}.md": "\n".join(_page(name, body)) for name, body in bodies.items()}


def _page(name: str, body: Callable[[Language], list[str]]) -> Iterator[str]:
    yield from (f"# {TITLES[name].fr} · {TITLES[name].en}", "", typeset(MADE.fr), "", MADE.en, "")
    for language in LANGUAGES:
        lines = ("## " + NAMES.to(language), "", INTRODUCTIONS[name].to(language), "", *body(language))
        yield from (typeset(line) if language == "fr" else line for line in lines)


def typeset(line: str) -> str:
    """A French line as it is printed: no line break before « : » or inside quotation marks; code is left alone."""
    parts = CODE.split(line)
    return "".join(part if part.startswith("`") else _SPACE.sub("\u00a0", part) for part in parts)


def labels() -> Iterator[tuple[str, Label]]:
    """Every text that the pages print, with the place where it is declared."""
    for kpi in SHIPPED:
        yield from ((f"{kpi.key}.label", kpi.label), (f"{kpi.key}.formula", kpi.formula))
    for table in TABLES.values():
        yield table.name, table.label
        for column in table.columns:
            yield from ((f"{table.name}.{column.name}", label) for label in (column.label, column.meaning))
    for section, keys in KEYS.items():
        yield section, SECTIONS[section]
        yield from ((f"{section}.{key}", label) for key, label in keys.items())
    for rule in RULES:
        yield from ((f"rule {rule.method}", label) for label in (rule.label, rule.when, rule.then))
    own: Mapping[str, Mapping[Any, Label]] = {
        "unit": UNITS, "polarity": POLARITIES, "kind": KINDS, "needs": NEEDS, "type": TYPES,
        "title": TITLES, "introduction": INTRODUCTIONS, "word": WORDS,
    }  # fmt: skip
    for name, words in own.items():
        yield from ((f"{name} {key}", label) for key, label in words.items())


def sections() -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Each section of the strategy in reading order, with where it is written and its schema."""
    schema = Strategy.model_json_schema()
    found: dict[str, tuple[str, Mapping[str, Any]]] = {"Strategy": ("", schema)}
    queue = ["Strategy"]
    while queue:
        path, section = found[queue.pop(0)]
        below = [(key, ref, many) for key, one in section["properties"].items() for ref, many in _refs(one)]
        for key, ref, many in below:
            part = schema["$defs"][ref]
            if ref not in found and "properties" in part:
                place = f"{path}.{key}".lstrip(".") + ("[]" if many else "")
                found[ref] = (place, part)
                queue.append(ref)
    return found


def _refs(one: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The sections that a key holds, and whether it holds several."""
    for choice in (one, *one.get("anyOf", ())):
        if "$ref" in choice:
            yield choice["$ref"].rsplit("/", 1)[-1], False
        if "$ref" in choice.get("items", {}):
            yield choice["items"]["$ref"].rsplit("/", 1)[-1], True


def _table(headings: Sequence[Label], rows: Sequence[Sequence[str]], language: Language) -> list[str]:
    head = "| " + " | ".join(label.to(language) for label in headings) + " |"
    cells = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [head, "|" + "---|" * len(headings), *cells, ""]


def _kpis(language: Language) -> list[str]:
    return _table(HEADINGS["kpis"], [_kpi(kpi, language) for kpi in SHIPPED], language)


def _kpi(kpi: Kpi, language: Language) -> tuple[str, ...]:
    words = (kpi.label, kpi.formula, KINDS[kpi.kind], UNITS[kpi.unit], kpi.cadence.label, POLARITIES[kpi.polarity])
    needs = (NEEDS[need].to(language) if need in NEEDS else f"`{need}`" for need in (*kpi.needs, *kpi.needs_columns))
    return (f"`{kpi.key}`", *(word.to(language) for word in words), ", ".join(needs), str(kpi.version))


def _tables(language: Language) -> list[str]:
    lines = []
    for table in TABLES.values():
        natural = ", ".join(f"`{name}`" for name in table.natural_key)
        rows = [_column(column, language) for column in table.columns]
        said = f"{DATED.to(language)} `{table.dated_by}`. {KNOWN.to(language)} {natural}."
        lines += [f"### `{table.name}` · {table.label.to(language)}", "", said, "",
                  *_table(HEADINGS["tables"], rows, language)]  # fmt: skip
    return lines


def _column(column: Column, language: Language) -> tuple[str, ...]:
    choices = ", ".join(f"`{choice}`" for choice in column.choices)
    kind = TYPES[column.type].to(language) + (f" ({choices})" if choices else "")
    required = YES.to(language) if column.required else ""
    return (f"`{column.name}`", column.label.to(language), kind, column.meaning.to(language), required)


def _strategy(language: Language) -> list[str]:
    lines = []
    for name, (place, section) in sections().items():
        required = section.get("required", ())
        keys = {key: one if key in required else {"default": None, **one} for key, one in section["properties"].items()}
        rows = [_key(key, one, KEYS[name][key], language) for key, one in keys.items()]
        lines += [f"### {_address(place, language)}", "", SECTIONS[name].to(language), "",
                  *_table(HEADINGS["strategy"], rows, language)]  # fmt: skip
    return lines


def _recommendations(language: Language) -> list[str]:
    pairs = [(f"`{activity}`", f"`{quality}`") for activity, quality in QUALITY.items()]
    return [*_table(HEADINGS["recommendations"], [_rule(rule, language) for rule in RULES], language),
            WORDS["paired"].to(language), "", *_table(HEADINGS["quality"], pairs, language)]  # fmt: skip


def _rule(rule: Rule, language: Language) -> tuple[str, ...]:
    kpis = ", ".join(f"`{key}`" for key in rule.kpis) or WORDS["any"].to(language)
    return (f"`{rule.method}`", rule.label.to(language), kpis, rule.when.to(language), rule.then.to(language))


def _address(place: str, language: Language) -> str:
    """How a section is opened in TOML: ``[company]`` once, ``[[reps]]`` as often as needed."""
    if not place:
        return Label("En tête", "At the top").to(language)
    bare = place.replace("[]", "")
    return f"`[[{bare}]]`" if place.endswith("[]") else f"`[{bare}]`"


def _key(key: str, one: Mapping[str, Any], meaning: Label, language: Language) -> tuple[str, ...]:
    default = _default(one["default"], language) if "default" in one else REQUIRED.to(language)
    return (f"`{key}`", _type(one, language), default, _allowed(one), meaning.to(language))


def _default(value: Any, language: Language) -> str:
    if value in (None, "", [], {}):
        return EMPTY.to(language)
    if isinstance(value, dict):
        return Label("ceux de la section", "those of the section").to(language)
    if isinstance(value, list):
        return ", ".join(f"`{one.get('key', one)}`" for one in value)
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _type(one: Mapping[str, Any], language: Language) -> str:
    """The type in words; an exact number may also be written as text, which is not worth saying."""
    bare = _bare(one)
    if "$ref" in bare:
        ref = bare["$ref"].rsplit("/", 1)[-1]
        return "section" if ref in SECTIONS else WORDS["enum"].to(language)
    if "enum" in bare:
        return WORDS["enum"].to(language)
    if bare.get("format") == "date":
        return WORDS["date"].to(language)
    inner = bare.get("items") or bare.get("additionalProperties")
    return WORDS[bare["type"]].to(language) + (_type(inner, language) if isinstance(inner, dict) else "")


def _bare(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one way to write a value, once « nothing » and numbers written as text are set aside."""
    choices: Sequence[Mapping[str, Any]] = one.get("anyOf", (one,))
    told = [choice for choice in choices if choice.get("type") != "null"]
    return next((choice for choice in told if choice.get("type") == "number"), told[0])


def _allowed(one: Mapping[str, Any]) -> str:
    bare = _bare(one)
    if "$ref" in bare:
        bare = Strategy.model_json_schema()["$defs"][bare["$ref"].rsplit("/", 1)[-1]]
    if "enum" in bare:
        return ", ".join(f"`{choice}`" for choice in bare["enum"] if choice)
    bounds = (("≥ ", "minimum"), ("> ", "exclusiveMinimum"), ("≤ ", "maximum"))
    said = [f"{sign}{bare[name]:g}" for sign, name in bounds if name in bare]
    return f"`{bare['pattern']}`" if "pattern" in bare else ", ".join(said)


def main() -> None:
    """Write the pages where they are read."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
