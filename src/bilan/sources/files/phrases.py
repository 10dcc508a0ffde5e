"""What a header says by its parts: « Date de remise d'offre » is a day, and what was handed over is an offer."""

from __future__ import annotations

import re
from functools import lru_cache

from bilan.facts.tables import BOOKINGS, DEALS, MEASURES, MEETINGS
from bilan.sources.files.choices import names_choice
from bilan.sources.files.words import plain

# One line a column: the groups of words that must be there (&), then those that may be (~). A word that is
# in neither makes the header something else: « CA pondéré » is not the amount, “Created by” not a date.
# « prev* » is any word that begins so.
_AMOUNT = """
amount_cents: amount montant value valeur revenue revenu ca price prix
    ~ amount montant ca est estim* previ* prevu* potenti* net nette ht sign* total* vente* projet project devis
    quote* offre* offer* commande order contrat contract global* eur euro euros bc propos*
"""
_DEALS = (
    _AMOUNT
    + """
expected_on: prev* expect* est estim* forecast* should target* anticip* plan* attendu* espere* cible deadline likely
    & clo* sign* decision* ferm* win won order commande conclu* fin end deadline ~ date by le month mois on time
signed_on: sign* won gagn* gain accept* conclu* vendu* sold booked
    ~ date on le at time heure contract contrat devis quote order bc bon commande jour day
lost_on: lost perd* perte refus* reject* declin* ~ date on le at time heure jour day
cancelled_on: cancel* annul* resili* ~ date on le at time heure
closed_on: clo* ferm* ~ date on le at actual reel* effecti* time heure final*
created_on: creat* cree* ajout* added open* ouvert* saisi* entered entree entry received recu* reception
    ~ date on le at time heure crm fiche dossier day jour utc demande
engaged_on: first premier* 1er 1ere 1st initial*
    & contact* call appel* rdv meeting* rencontre* visit* exchange* echange* touch* rendez decouverte discovery
    ~ date on le vous call
proposed_on: quote* offer* offre* devis propos* propale* quotation* estimate
    ~ date on le at sent env* remis* emis* issue* made transmi* submitted depot deposee
next_step_on: next prochain* relanc* followup follow rappel* reminder suivant*
    ~ date on le at action* step* etape activit* contact prev* up relance* rappel* call appel due faire rdv
    meeting task tache deadline limite
last_activity_on: last dernier* & activit* contact* action* touch* echange* relance* interaction* appel* call rdv
    meeting visit* ~ date on le at time heure
reason: reason* raison* cause* motif* why pourquoi & lost los* perd* perte* echec* refus* state abandon* rejet* gain
    win* reject* clo* ferm* annul* ~ si if or ou
probability: prob* chance* likelihood certain* certitude taux reussite win
    ~ rate taux gain* reussite sign* win clo* estim* succes* success percent pourcentage
stage: stage* etape* phase* stade* ~ pipeline sales vente* commercial* current actuel* cours tunnel name nom
status: status statut* state etat* situation resultat* result outcome
    ~ pipeline current actuel* final* vente* commercial* name nom
currency: currency devise* monnaie ~ code iso bid company entreprise amount montant value valeur name
lead_source: source* origin* provenance ~ prospect* piste* lead* client* contact* name nom
owner: owner* proprietaire* responsable* responsible commercial commerciale vendeur vendeuse salesperson rep seller
    assign* affecte* attribue* organizer organiser organisateur
    ~ collaborat* charge user* utilisateur* person name nom prenom main principal* sales rep referent* full complet
    record fiche
account: company companies societe* entreprise* client* customer* account* compte* organi?ation* organisation prospect*
    ~ name nom associated associe* linked lie* related concern* rencontre* visite* met primary principal* raison
    sociale or ou final*
"""
)
_MEETINGS = """
start_at: start* debut* begin* commence* ~ date time heure at on le
end_at: end* fin* ~ date time heure at on le
booked_at: creat* cree* pris* book* ajout* added saisi* ~ date time heure on le at utc
outcome: outcome* result* status statut* issue* presence attended held honore* tenu* realise* effectue* happened show*
    fait done completed termine* ~ final* real actual client prospect took place
declared_kind: type* category categor* nature kind ~ name nom
mode: lieu* location* place where canal format modalite* mode ~ type physical physique
qualified: qualif* ~ lead* prospect* oui non yes no o n is
owner: owner* proprietaire* responsable* responsible commercial commerciale vendeur vendeuse salesperson rep seller
    organizer organiser organisateur host assign* affecte* attribue*
    ~ collaborat* charge user* utilisateur* person name nom main principal* sales rep referent* to record fiche
account: company companies societe* entreprise* client* customer* account* compte* organisation organization prospect*
    ~ name nom associated associe* linked lie* related concern* rencontre* visite* met primary principal* raison
    sociale or ou
deal: deal* opportunit* affaire* transaction* ~ associated associe* linked lie* related id name nom ref reference
"""
_MEASURES = """
value: nb nombre number count nbr qty quantity quantite total no
    & call* appel* rdv meeting* mail* email* visit* prospect* contact* lead* demo* devis quote* relance* rendez
    ~ passe* made emis* sortant* outbound vous done faits fait effectue* realise* jour day per par
value: call* appel* dial* ~ made passe* emis* sortant* outbound dialed dialled fait* effectue* realise* done
"""
# words for the rows themselves, which a header may carry beside what it says
_ROWS = {
    DEALS.name: "deal deals opportunity opportunities opportunite opportunites affaire affaires transaction lead piste",
    MEETINGS.name: "rdv rendez vous meeting reunion event evenement activity activite appointment visite visit call "
    "appel",
    BOOKINGS.name: "booking ecriture entry",
    MEASURES.name: "",
}
_SMALL = "de du des d la le les l un une en a au the of for to is this et and s"
_NO_TAX = re.compile(
    r"\b(hors (?:taxes?|tva|vat)|ex(?:cl(?:uding|uded)?)? (?:vat|tax|taxes|tva)|h t|untaxed|before tax)\b"
)
_EITHER = re.compile(r"\s*/\s*|\s+ou\s+|\s+or\s+")
_LEAST = 10  # score kept by a phrase with many words of no weight

Groups = tuple[re.Pattern[str], ...]


def _pattern(words: str) -> re.Pattern[str]:
    listed = "|".join(word.replace("?", ".").replace("*", "[a-z0-9]*") for word in words.split())
    return re.compile(f"(?:{listed})")


def _rules(text: str, table: str) -> dict[str, list[tuple[Groups, re.Pattern[str]]]]:
    rules: dict[str, list[tuple[Groups, re.Pattern[str]]]] = {}
    for line in re.split(r"\n(?! )", text.strip()):
        column, _, said = line.partition(":")
        needed, _, more = said.partition("~")
        groups = tuple(_pattern(group) for group in needed.split("&"))
        rules.setdefault(column, []).append((groups, _pattern(f"{more} {_ROWS[table]}")))
    return rules


_RULES = {
    DEALS.name: _rules(_DEALS, DEALS.name),
    MEETINGS.name: _rules(_MEETINGS, MEETINGS.name),
    BOOKINGS.name: _rules(_AMOUNT, BOOKINGS.name),
    MEASURES.name: _rules(_MEASURES, MEASURES.name),
}


@lru_cache(maxsize=4096)
def tokens(header: str) -> tuple[str, ...]:
    """The words of a header that carry meaning; « hors TVA » and its like are one, “ht”."""
    words = _NO_TAX.sub("ht", plain(header)).split()
    return tuple(word for word in words if word not in _SMALL.split() or len(words) == 1)


def without_rows(table: str, header: str) -> str:
    """A header without the word for the table's own rows: « RDV honoré » is « honoré », “Deal Name” is “name”."""
    rows = _ROWS[table].split()
    return " ".join(word for word in plain(header).split() if word not in rows and word not in _SMALL.split())


def lists_choices(column: str, header: str) -> bool:
    """Whether a header names its own answers, as « Visio ou physique » and “Won/Lost/Open” do."""
    parts = [plain(part) for part in _EITHER.split(" ".join(header.lower().split()))]
    return len(parts) > 1 and all(names_choice(column, part) for part in parts)


def says(table: str, column: str, header: str) -> int:
    """From 0 to 100, how plainly the parts of a header name a column; 0 where it says anything else."""
    words = tokens(header)
    best = 0
    for groups, more in _RULES[table].get(column, ()):
        if not all(any(group.fullmatch(word) for word in words) for group in groups):
            continue
        rest = [word for word in words if not any(group.fullmatch(word) for group in groups)]
        if all(more.fullmatch(word) for word in rest):
            best = max(best, 100 - 10 * len(rest), _LEAST)
    return best
