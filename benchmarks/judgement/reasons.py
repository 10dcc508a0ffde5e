"""Why a bar is missed, where it was looked into: by row. A bar that is met again stops telling its reason."""

from __future__ import annotations

from bilan.label import Label

REASONS: dict[str, Label] = {
    "open-deals-scale": Label(
        "26 semaines d'entrées montrent peu de vieilles affaires, et celles d'un âge que l'on n'a guère vu gardent les "
        "dernières chances connues : un peu trop. C'est la longueur de l'historique qui manque : sur 60 semaines "
        "d'entrées (ligne suivante) le même calcul tient la barre. L'écart porte sur des affaires rares, non sur les "
        "dixièmes les plus peuplés.",
        "26 weeks of entries show few old deals, and those of an age hardly ever seen keep the last chances known: a "
        "little too high. What lacks is the length of the history: from 60 weeks of entries (next line) the same "
        "computation holds the bar. The gap is that of few deals, not of the most populated tenths.",
    ),
}
