"""The words of Zignature's files: invented accounts, meeting titles as people type them, reasons."""

from __future__ import annotations

from random import Random

NAMES = (
    "Garnier", "Lefèvre", "Morel", "Fontaine", "Rousseau", "Chevalier", "Gauthier", "Perrin", "Robin", "Clément",
    "Morin", "Nicolas", "Henry", "Roussel", "Mathieu", "Masson", "Marchand", "Duval", "Denis", "Dumont", "Marie",
    "Lemaire", "Noël", "Meyer", "Dufour", "Meunier", "Brun", "Blanchard", "Giraud", "Joly", "Rivière", "Lucas",
    "Brunet", "Gaillard", "Barbier", "Arnaud", "Martinet", "Gérard", "Roche", "Renard", "Schmitt", "Roy", "Leroux",
    "Colin", "Vidal", "Caron", "Picard", "Roger", "Fabre", "Aubert", "Lemoine", "Renaud", "Dumas", "Lacroix",
    "Olivier", "Philippe", "Bourgeois", "Benoît", "Rey", "Leclerc",
)  # fmt: skip
TRADES = (
    "Transports", "Menuiserie", "Clinique", "Imprimerie", "Laboratoires", "Ateliers", "Conserverie", "Papeterie",
    "Cabinet", "Pépinières", "Mécanique", "Chaudronnerie", "Hôtels", "Verrerie", "Assurances", "Plasturgie",
    "Logistique", "Brasserie", "Optique", "Charpentes", "Textiles", "Fonderie", "Nettoyage", "Énergies",
    "Emballages", "Boulangeries", "Carrelages", "Sécurité", "Serrurerie", "Agencement", "Bâtiment", "Voyages",
    "Traiteur", "Vitrerie", "Élevages", "Cartonnages", "Peintures", "Isolation", "Pressing", "Cycles", "Luminaires",
)  # fmt: skip
PRODUCTS = ("Signature Essentiel", "Signature Pro", "Archivage", "Parapheur", "Intégration", "Formation")
ORIGINS = ("Prospection", "Recommandation", "Site web", "Salon", "Partenaire")
LOSS_REASONS = ("Prix", "Concurrent", "Pas de budget", "Projet reporté", "Sans réponse", "Besoin non confirmé")
TITLES = {
    "Q": ("RDV-Q appel 15 min", "RDV-Q {a}", "rdv q – {a}", "RDV–Q : qualification {a}", "📞 RDV-Q {a}"),
    "D": ("RDV-D {a}", "rdv d – {a}", "RDV-D : découverte {a}", "RDVD {a}", "Rdv-D - {a}", "RDV–D {a}", "RDV-D",
          "☕ RDV-D : {a}", "rdv-d {a} 🙂"),
    "E": ("RDV-E {a}", "RDV–E : point technique", "rdv e – {a}", "RDVE {a}", "RDV-E démo {a}", "RDV-E : atelier {a}",
          "Rdv-E - {a} 💡"),
    "P": ("RDV-P {a}", "RDVP {a}", "RDV-P : présentation de l'offre", "rdv p – {a}", "RDV–P négociation {a}"),
    "C": ("RDV-C signature", "RDV-C {a}", "RDV–C : {a}", "rdv c – {a}", "🖊️ RDV-C {a}"),
}  # fmt: skip
OTHER_TITLES = (
    "COPIL", "COPIL {a}", "Déjeuner", "Déjeuner {a}", "Comité de pilotage – {a}", "Suivi client {a}",
    "Point équipe", "Réunion commerciale", "Formation produit", "Point renouvellement {a}",
)  # fmt: skip
INTERNAL_TITLES = frozenset({"Point équipe", "Réunion commerciale", "Formation produit", "COPIL", "Déjeuner"})
TRAPS = (  # they look like RDV-D and are none: the code is followed by neither end, space, colon nor dash
    ("RDV-Dupont", "Dupont SA"), ("RDV D. Martin", "Martin et Fils"), ("RDV Décathlon", "Décathlon"),
    ("rdv dupont : suivi", "Dupont SA"), ("RDV-Durand", "Durand SARL"), ("RDV déjeuner Martin", "Martin et Fils"),
)  # fmt: skip


def accounts(rng: Random) -> list[str]:
    """Every account name, in an order of chance, each used for one opportunity at most."""
    every = [f"{trade} {name}" for trade in TRADES for name in NAMES]
    rng.shuffle(every)
    return every


def title(rng: Random, kind: str, account: str) -> str:
    """A title as somebody in a hurry types it."""
    return rng.choice(TITLES[kind]).format(a=account)
