"""Why a bar is missed, where it was looked into: by row. A bar that is met again stops telling its reason."""

from __future__ import annotations

from bilan.label import Label

TOO_CLOSE = Label(
    "l'écart à la barre est plus petit que l'erreur type : ce nombre de tirages ne dit pas de quel côté est la vraie "
    "valeur, et rien n'a été retiré ni ajusté pour passer.",
    "the gap to the bar is smaller than the standard error: so many runs do not tell on which side the true value is, "
    "and nothing was drawn again or tuned to pass.",
)
REASONS: dict[str, Label] = {
    "twelve-8-1.3": TOO_CLOSE,
    "everyone-bad-4": Label(
        "le mauvais trimestre est l'un des deux d'avant, et le retour à la normale passe pour un peu d'effet ; "
        + TOO_CLOSE.fr,
        "the bad quarter is one of the two before, and the return to normal looks a little like an effect; "
        + TOO_CLOSE.en,
    ),
}
