"""The words of CRM exports and of hand-made sheets, in French and in English, and what they stand for here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bilan.facts.tables import BOOKINGS, DEALS, MEASURES, MEETINGS

# What a file may say beyond the canonical columns; conversion folds these into them.
EXTRAS: dict[str, tuple[str, ...]] = {
    DEALS.name: ("closed_on",),
    MEETINGS.name: ("start_day", "start_time", "end_day", "minutes", "private"),
    BOOKINGS.name: (),
    MEASURES.name: (),
}

# Columns that several tables share. One paragraph a column: its headers, the surest first.
_SHARED = """
owner: owner | deal owner | opportunity owner | record owner | assigned to | assigned to user | assigned | sales rep
    | salesperson | sales agent | rep | sales representative | account executive | ae | account owner | user |
    responsible | seller | activity owner | activity assigned to | host | commercial | commerciale | vendeur |
    vendeuse | proprietaire | proprietaire de la transaction | proprietaire de l opportunite | proprietaire de la
    fiche | attribue a | assigne a | responsable | charge d affaires | charge de clientele | utilisateur | ingenieur
    commercial | nom du commercial | collaborateur | organisateur | organizer | organiser | suivi par | conseiller |
    created by owner | opportunity owner name | deal owner name | proprietaire opportunite | responsable commercial
    | kam | who | qui
    | sales owner | sales person | user name | owner name | account manager | business developer | commercial en charge
    | owned by
    | assigned user | assigned user name | collaborateur affecte | attribue a l utilisateur | gestionnaire
    | suivi commercial | user responsible | person in charge | assigned rep | vendu par | sold by
    | calendar owner | mailbox owner
account: account | account name | company | company name | associated company | organization | organisation |
    customer | client | associated company primary | primary company | customer name | related company | prospect |
    entreprise | societe | nom du compte | compte | nom de l entreprise | entreprise associee | raison sociale | nom
    du client | partenaire | tiers | client prospect | organization name | nom de la societe | associated companies
    | enterprise | related to | regarding | societe associee | nom client | compte client | deal organization |
    customer company | nom de l organisation | structure
    | potential customer | account or lead | compte prospect | enseigne
    | lead name
    | partner id | accounts | companies | clients | nom de compte | nom de l entreprise cliente | prospects
    | etablissement
amount_cents: amount | deal amount | deal value | value | close value | closed value | expected revenue | price |
    total value | montant | montant ht | valeur | valeur de la transaction | montant de la transaction | ca | ca ht
    | ca signe | prix | montant total ht | revenu espere | revenu attendu | valeur de l affaire | montant de l
    affaire | montant estime | total ht | revenue | amount in company currency | montant dans la devise de l
    entreprise | contract value | net amount | deal size | amount excl vat | amount excl tax | montant ttc | total
    ttc | amount incl vat | amount incl tax | ca ttc | potentiel | montant signe | chiffre d affaires | montant hors
    taxes | montant opportunite | booking amount | acv | montant eur | valeur ht | prix de vente | total amount |
    prix ht | amount converted | untaxed amount | montant hors taxe | signed amount
    | likely | likely case | forecast amount ht | montant du devis ht | montant devis | quote amount
currency: currency | deal currency | currency code | devise | code devise | iso currency | monnaie | amount currency
    | devise de la transaction | devise du montant
    | value currency
    | company currency
"""

_DEALS = """
key: id | record id | key | identifiant | reference | ref | external id | id externe | id de fiche d informations |
    id unique | n | no | code | deal id | opportunity id | id de la transaction | id de l opportunite | id
    opportunite | id affaire | numero d affaire | deal record id | lead id | numero | id transaction | n affaire |
    opportunity number | potential id | ref affaire | reference affaire | no affaire | numero opportunite | external
    reference | id de l affaire
    | item id | n devis | numero de devis | quote number | quote id | devis n | n dossier | numero de dossier
    | code affaire
name: deal name | opportunity name | deal | deal title | opportunity | name | title | nom de la transaction | nom de
    l opportunite | affaire | nom | titre | nom de l affaire | opportunite | intitule | libelle | objet | projet |
    titre de l affaire | potential name | deal name title | lead title | lead | nom affaire | nom du lead |
    designation | project | dossier | topic | sujet | titre du lead
    | rubrique | what | quoi | besoin | item | item name | nom du projet | project name | description de l affaire
account: =
owner: =
credits: split | credits | credit split | opportunity split | partage | repartition | quote parts | quotes parts |
    co vendeurs | deal split
amount_cents: =
currency: =
status: status | deal status | statut | etat | won lost | resultat | opportunity status | issue | statut de l
    affaire | won status | is won | won | gagne | is closed won | gagnee | conclusion | resultat de l affaire | etat
    de l affaire | lead status | statut opportunite | outcome
    | status type | deal outcome
    | situation | gagne perdu | state | won or lost
stage: stage | deal stage | sales stage | pipeline stage | opportunity stage | etape | phase | etape de la
    transaction | etape du pipeline | phase de vente | etape de vente | phase de la transaction | step | avancement
    | etape commerciale | stade | kanban stage | etape de l affaire
    | pipeline phase | deal phase | pipeline step
    | status label
    | etat d avancement | stage name | nom de l etape
created_on: create date | created date | created on | created | created at | creation date | date created | date de
    creation | cree le | creee le | deal created | affaire creee le | created time | heure de creation | date
    creation | created time utc | date d ajout | add time | opened on | date entree | date d entree | date d
    ouverture | deal created on | affaire creee | creation | saisie le
    | entered on | entered | added on | date added
engaged_on: engage date | engaged on | first contact | first meeting date | date du premier contact | premier
    contact | date d engagement | premier rendez vous | date de premier contact | date of first meeting | first
    contact date | contact date
proposed_on: proposal date | proposal sent | quote date | date de proposition | proposition le | date du devis |
    devis envoye le | date de la proposition | date devis | proposed on | date proposition | quote sent on | offer
    date | date offre | date de l offre | date d envoi du devis
closed_on: close date | closed date | closing date | closed on | deal close date | date de fermeture | date de
    cloture | cloture | cloture le | date cloture | date de conclusion | closure date | fermee le | date de fin |
    end date | date fermeture | deal closed on | affaire cloturee le | date de closing | closed time | closed at |
    date decision
expected_on: expected close date | expected closing | expected close | date de cloture prevue | cloture prevue |
    date prevue | echeance | fermeture prevue | date de signature prevue | estimated close date | expected closing
    date | cloture estimee | date estimee de cloture | date de fermeture prevue | date de closing prevue | forecast
    close | closing prevu | signature prevue | date de cloture estimee | echeance estimee | est close date | date de
    cloture attendue | date de decision prevue | estimated closing date
    | date d echeance | due date | target date | target close date | cible
    | date deadline | deadline | date limite | signature visee | atterrissage | eta
signed_on: won time | won date | signed on | signature date | date de signature | signee le | signe le | date
    signature | date won | date signee | date de gain | gagnee le | gagne le | date gagnee | date du bon de commande
    | order date | date de commande | booked on | date gagne | date de signature du contrat | contract date | signed
    date | closed won date | heure du gain | contract signed | date contrat | date bc
lost_on: lost time | lost date | lost on | date de perte | perdue le | perdu le | date perdue | closed lost date |
    date perdu | heure de la perte | date perte
cancelled_on: cancelled on | cancellation date | date d annulation | annulee le | annule le | date annulation | date
    de resiliation | canceled on
amended_on: amended on | amendment date | date d avenant | avenant le | date avenant
business: deal type | opportunity type | business type | type | type de transaction | type d affaire | type d
    opportunite | nature | type de l affaire | new or existing | type affaire | type de vente | type opportunite |
    record type | type client
channel: channel | sales channel | canal | canal de vente | canal de distribution | distribution channel | partner |
    reseau
product: product | product name | products | produit | offre | produits | service | solution | product family |
    gamme | nom du produit | prestation | article | offer | line item
lead_source: lead source | source | original source | original traffic source | origine | origine du lead | source
    du lead | provenance | deal source | source d origine | source de la piste | origine de la piste | campaign
    source | source de piste | utm source | origin | source d origine du trafic | origine du prospect | source de l
    affaire
    | piste source | source du prospect | comment connu | how found | acquisition channel
list_cents: list price | catalog price | prix catalogue | prix tarif | list amount | tarif catalogue | prix tarif ht
    | prix public | gross amount | montant avant remise | prix catalogue ht
cost_cents: cost | cost price | cout | prix de revient | cout de revient | cost amount | cogs | couts | cout ht |
    prix d achat
recurring_cents: arr | annual recurring revenue | recurring revenue | recurrent annuel | annual recurring | arr
    amount | abonnement annuel | revenu annuel recurrent | recurrent annuel ht | deal arr
first_year_cents: first year value | first year amount | first year revenue | year 1 value | fyv | valeur premiere
    annee | valeur de premiere annee | montant premiere annee | montant de la premiere annee | ca premiere annee |
    valeur annee 1 | valeur de premiere annee ht
total_cents: tcv | total contract value | valeur totale du contrat | valeur totale contrat | montant total du
    contrat
probability: probability | deal probability | probabilite | win probability | probabilite de reussite | chance |
    chances | probabilite de la transaction | forecast probability | proba | confidence | probabilite de gain |
    success rate
    | likelihood | win | taux de reussite | taux de succes | certitude | close probability | reussite
    | chance de signature
reason: lost reason | loss reason | closed lost reason | reason | raison de la perte | motif de perte | motif |
    raison de perte | closed won reason | raison | motif de la perte | raison perte | lost reasons | cause de perte
    | reason lost | reason for loss | pourquoi
next_step_on: next activity date | next step date | prochaine activite | date de la prochaine activite | prochaine
    etape le | prochaine action | prochaine relance | next activity deadline | date de relance | relance le |
    echeance de l activite | date de prochaine action | next action date | relance | rappel le | reminder date
    | date limite de l activite suivante | activite suivante le | date de la prochaine relance
    | follow up date | next follow up | date du rappel
last_activity_on: last activity date | last activity | last contacted | derniere activite | date de derniere
    activite | dernier contact | last activity time | date de la derniere activite | dernier contact le | derniere
    action | derniere activite le | last contact date | last contact
"""

_MEETINGS = """
key: id | record id | key | identifiant | reference | ref | external id | id externe | id de fiche d informations |
    id unique | n | no | code | activity id | meeting id | event id | id de l activite | id activite | id rdv | id
    de l evenement | id reunion | engagement id | object id | id evenement | task id
    | uuid | event uuid | meeting uuid | event key
uid: uid | ical uid | icaluid | calendar uid | uid agenda | icalendar uid | uid d agenda | google event id |
    exchange id
    | ical
title: title | subject | meeting name | meeting title | event | name | titre | objet | sujet | nom de la reunion |
    nom | intitule | libelle | summary | titre de la reunion | resume | meeting subject | activity title | event
    name | nom de l evenement | event title | rdv | titre du rdv | rendez vous | reunion | meeting | activite
    | purpose | motif | but
declared_kind: type | meeting type | activity type | call and meeting type | type de reunion | type d activite |
    type de rdv | event type | type de rendez vous | type rdv | categorie | category | event subtype | etiquettes |
    tags | nature | type d evenement | type activite | kind | type de l activite | type d appel et de reunion
owner: =
account: =
deal: deal | deal id | opportunity | opportunity id | associated deal | associated deals | affaire | opportunite |
    id affaire | transaction associee | related deal | related opportunity | associated deal ids | affaire liee | id
    opportunite | id de la transaction | deal name | nom de l affaire | nom de la transaction | transactions
    associees | piste | related opportunity id | deal title | titre de l affaire | ref affaire | opportunity name |
    nom de l opportunite | reference affaire | associated deal id
start_at: start | start time | start date time | meeting start time | start at | starts at | begin | begins | from |
    debut | date de debut | date heure debut | heure de debut de la reunion | start datetime | debut le | debut de
    la reunion | date et heure | date et heure de debut | date heure | starting at | scheduled at | date heure de
    debut | heure de debut de l evenement | event start | horodatage | datetime | date time | rdv le | quand | when
    | start date and time | activity date time | date du rendez vous | date rdv | date du rdv | meeting date | event
    date | date de reunion | date de la reunion | commence le
    | dtstart
end_at: end | end time | end date time | meeting end time | end at | ends at | to | fin | date de fin | date heure
    fin | heure de fin de la reunion | fin le | end datetime | fin de la reunion | date et heure de fin | ending at
    | date heure de fin | stop | event end | end date | se termine le | end date and time
    | dtend
start_day: date | due date | start date | activity date | jour | day | date d echeance | echeance | le | date
    activite | date de l activite
start_time: time | due time | heure | start hour | hour | heure de debut | heure d echeance | horaire | a | heure
    debut | heure rdv | heure du rdv
    | start time | start | meeting time | event time
minutes: duration | duration minutes | duration min | duree | duree minutes | duree min | duree en minutes | meeting
    duration | minutes | duration hours | duree heures | duree h
all_day: all day | all day event | journee entiere | toute la journee | is all day event | evenement d une journee |
    allday | evenement toute la journee
outcome: outcome | meeting outcome | status | result | done | completed | statut | issue | resultat | resultat de la
    reunion | etat | termine | fait | effectue | realise | tenu | activity status | issue du rdv | show status |
    meeting status | statut du rdv | attendance | is done | presence | statut de l activite | venu | honore | event
    status
    | held | happened | took place | a eu lieu | show no show | showed up | attended | maintenu | show
    | came | rdv tenu | deroulement
mode: location type | meeting location type | mode | format | meeting mode | modalite | canal | location | lieu |
    lieu de la reunion | meeting location | type de lieu | channel | venue | endroit | meeting format | mode de rdv
    | adresse
    | emplacement | place
    | where | ou | format du rdv | in person or video | moyen | support
booked_at: create date | created date | created at | booked at | date de creation | pris le | created | created on |
    date created | created time | cree le | heure de creation | add time | booking date | date de prise | booked on
    | date d ajout | date de prise de rdv | date created utc | date creation
    | event created date time | event created | booking time | booked
    | date de saisie | booked on | rdv pris le
qualified: qualified | is qualified | qualifie | prospect qualifie | rdv qualifie | lead qualified | qualification |
    bant ok | sql
private: private | is private | visibility | sensitivity | prive | confidentialite | visibilite | class |
    classification | privacy | caractere prive | confidentiel
"""

_BOOKINGS = """
key: id | record id | key | identifiant | reference | ref | external id | id externe | id de fiche d informations |
    id unique | n | no | code | booking id | entry id | id ecriture | numero d ecriture | numero de piece | piece |
    document number | invoice number | numero de facture
    | n de piece | no de piece | n piece | ecriture
deal: deal | deal id | opportunity id | affaire | id affaire | opportunity | opportunite | contrat | contract id |
    contract | commande | order | order id | numero de commande | reference affaire | ref affaire | id de la
    transaction | numero d affaire | sales order
day: date | day | jour | booking date | date d ecriture | date de l ecriture | entry date | date de signature |
    signed on | posted on | date comptable | order date | date de commande | date piece | signature date | effective
    date | date d effet
entry: entry | entry type | nature | type | type d ecriture | nature de l ecriture | sens | booking type | mouvement
    | type de mouvement | movement | type de piece | document type | operation
amount_cents: =
currency: =
owner: =
credits: split | credits | credit split | partage | repartition | quote parts
dated_by: dated by | date par
"""

_MEASURES = """
key: id | record id | key | identifiant | reference | ref | external id | id externe | id de fiche d informations |
    id unique | n | no | code
measure: measure | indicateur | kpi | metric | mesure | indicator | nom de l indicateur | releve | cle kpi | kpi key
    | kpi name | metrique | indicateur suivi
owner: =
day: date | day | jour | date du releve | measured on | as of | date de mesure | le | period end | noted on | au
    | month end | period | mois | fin de mois | semaine
value: value | valeur | resultat | nombre | quantite | count | quantity | number | realise | actual | result | score
    | total
"""


def paragraphs(text: str, shared: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The paragraphs above as headers by column; « = » takes the shared ones."""
    columns: dict[str, tuple[str, ...]] = {}
    for paragraph in re.split(r"\n(?! )", text.strip()):
        column, _, words = paragraph.partition(":")
        listed = tuple(" ".join(word.split()) for word in words.split("|"))
        columns[column] = shared[column] if listed == ("=",) else listed
    return columns


_COMMON = paragraphs(_SHARED, {})
# canonical column -> headers, without accents or case, that name it
HEADERS: dict[str, dict[str, tuple[str, ...]]] = {
    DEALS.name: paragraphs(_DEALS, _COMMON),
    MEETINGS.name: paragraphs(_MEETINGS, _COMMON),
    BOOKINGS.name: paragraphs(_BOOKINGS, _COMMON),
    MEASURES.name: paragraphs(_MEASURES, _COMMON),
}
REJECTED_HEADERS = frozenset({"ligne", "motif du rejet", "remede", "line", "rejection reason", "remedy"})
_KNOWN = {word for columns in HEADERS.values() for words in columns.values() for word in words}
_WITH_TAX = re.compile(r"\b(ttc|incl(uding|uded)? (vat|tax|taxes)|(vat|tax) incl(uded)?|with tax|taxed|toutes taxes)\b")
_SMALL = frozenset(["de", "du", "des", "la", "le", "les", "l", "d", "of", "the", "et", "and", "en"])
_ALIKE = {
    word: one
    for one, words in {
        "meeting": "visit visite rdv reunion appointment event evenement entretien",
        "deal": "opportunity opportunite affaire transaction",
        "id": "identifiant numero no n num ref reference",
        "owner": "owned proprietaire responsable",
        "status": "statut etat",
        "created": "creation cree creee",
    }.items()
    for word in words.split()
}
_ASIDE = re.compile(
    r"\b(eur|usd|gbp|chf|euros?|ht|htva|hors (?:taxes?|tva)|ex(?:cl|cluding)? (?:vat|tax|taxes|tva)|utc|cet|utc 1|hh mm"
    r"|jj mm aaaa|dd mm yyyy)\b"
)
_THOUSANDS = re.compile(
    r"\b(k ?€|k ?eur(os?)?|k ?usd|m ?€|meur|milliers?|thousands?|millions?)(?!\w)|\$ ?k\b|\(000s?\)|\(k\)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Words in lower case, without accents or punctuation: « Date de création » gives “date de creation”."""
    flat = unicodedata.normalize("NFKD", text.replace("°", " ").replace("_", " ").replace("#", " no "))
    kept = "".join(char for char in flat if not unicodedata.combining(char))
    kept = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kept)
    return " ".join(re.findall(r"[a-z0-9]+", kept.lower()))


def bare(text: str) -> str:
    """The same without units and remarks in brackets: « Montant (HT) » gives “montant”."""
    without = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    return " ".join(_ASIDE.sub(" ", plain(without)).split()) or plain(text)


def unitless(text: str) -> str:
    """The same without units, remarks kept: « Revenu estimé (Base) » is not « Revenu estimé »."""
    return " ".join(_ASIDE.sub(" ", plain(text)).split()) or plain(text)


@lru_cache(maxsize=4096)
def gist(text: str) -> frozenset[str]:
    """The words that matter whatever their order and number: “date_won” and “Won date” are the same."""
    return frozenset(_ALIKE.get(word, _ALIKE.get(_one(word), _one(word))) for word in bare(text).split()) - _SMALL


def _one(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word  # noqa: PLR2004  # « vos » is no plural


def thousands(header: str) -> bool:
    """Whether a header says that its numbers are thousands or millions: « CA (k€) »."""
    return _THOUSANDS.search(header) is not None


def includes_tax(header: str) -> bool:
    """Whether a header says that its amounts include VAT."""
    return _WITH_TAX.search(plain(header)) is not None


_GISTS = frozenset(gist(word) for word in _KNOWN)


def header_row(rows: list[list[str]]) -> int:
    """Which of the first rows carries the headers: the one with the most known words, else the first wide one."""
    known = [sum(plain(cell) in _KNOWN or bare(cell) in _KNOWN or gist(cell) in _GISTS for cell in row) for row in rows]
    best = max(range(len(rows)), key=lambda at: (known[at], -at))
    if known[best] >= 2:  # noqa: PLR2004  # one known word may stand in a title
        return best
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows]
    return next(at for at, width in enumerate(widths) if width * 2 >= max(widths))
