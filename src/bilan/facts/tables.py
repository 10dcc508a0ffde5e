"""The canonical tables: what a source must say, column by column, with type, unit and meaning.

One declaration serves everything: the columns of the database, the Arrow types that a source yields,
the snapshot, the header guesser's list of what it may recognise, and the generated reference page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from bilan.label import Label


class Type(StrEnum):
    """How a column is stored; units are fixed here so that no figure is ever a float."""

    TEXT = "text"
    CHOICE = "choice"  # text among the column's choices
    DAY = "day"  # a local date of the company
    MOMENT = "moment"  # whole seconds since 1970-01-01T00:00Z
    CENTS = "cents"  # hundredths of the currency beside it, excluding VAT
    MILLIONTHS = "millionths"  # an exact decimal, times 1,000,000
    FLAG = "flag"  # true, false or not said


ARROW: dict[Type, pa.DataType] = {
    Type.TEXT: pa.string(),
    Type.CHOICE: pa.string(),
    Type.DAY: pa.date32(),
    Type.MOMENT: pa.int64(),
    Type.CENTS: pa.int64(),
    Type.MILLIONTHS: pa.int64(),
    Type.FLAG: pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that a source may say about a row."""

    name: str
    type: Type
    label: Label
    meaning: Label
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of fact, with the columns that identify, date and value it."""

    name: str
    label: Label
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...]  # identifies a row of a file that carries no identifier
    dated_by: str

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, ARROW[column.type]) for column in self.columns])


STATUSES = ("open", "won", "lost", "cancelled")
BUSINESS = ("new", "expansion", "renewal")
OUTCOMES = ("booked", "held", "no_show", "cancelled", "rescheduled")
MODES = ("physical", "video", "phone", "unknown")
ENTRIES = ("signature", "amendment", "cancellation", "credit_note")


def _column(name: str, type_: Type, fr: str, en: str, meaning: tuple[str, str], **more: object) -> Column:
    return Column(name, type_, Label(fr, en), Label(*meaning), **more)  # type: ignore[arg-type]  # forwarded keywords


# fmt: off
_KEY = _column("key", Type.TEXT, "identifiant", "identifier",
               ("l'identifiant de la ligne dans sa source ; à défaut, tiré de ses colonnes", "the row's identifier in its source; failing that, made from its columns"), required=True)
_OWNER = _column("owner", Type.TEXT, "commercial", "rep",
                 ("le commercial tel que la source le nomme ; vide : « non attribué »", "the rep as the source names them; empty: unassigned"))
_ACCOUNT = _column("account", Type.TEXT, "client", "account",
                   ("l'entreprise cliente ou prospecte", "the customer's or prospect's company"))
_CURRENCY = _column("currency", Type.TEXT, "devise", "currency",
                    ("code ISO 4217 ; vide : la devise de l'entreprise", "ISO 4217 code; empty: the company's currency"))

DEALS = Table(
    name="deals",
    label=Label("affaires", "deals"),
    natural_key=("account", "name", "created_on"),
    dated_by="signed_on",
    columns=(
        _KEY,
        _column("name", Type.TEXT, "affaire", "deal", ("le titre de l'affaire", "the deal's title")),
        _ACCOUNT,
        _OWNER,
        _column("credits", Type.TEXT, "partage", "split",
                ("quotes-parts « Paul 60 %, Anne 40 % » ; vide : tout au commercial", "shares “Paul 60 %, Anne 40 %”; empty: all to the rep")),
        _column("amount_cents", Type.CENTS, "montant HT", "amount excl. VAT",
                ("valeur retenue de l'affaire, hors taxes", "the value that counts, excluding VAT")),
        _CURRENCY,
        _column("status", Type.CHOICE, "statut", "status",
                ("ouverte, gagnée, perdue ou annulée", "open, won, lost or cancelled"), required=True, choices=STATUSES),
        _column("stage", Type.TEXT, "étape", "stage", ("l'étape telle que la source la nomme", "the stage as the source names it")),
        _column("created_on", Type.DAY, "créée le", "created on", ("entrée dans le CRM", "entry into the CRM")),
        _column("engaged_on", Type.DAY, "engagée le", "engaged on", ("premier échange avec le prospect, si la source le dit", "first exchange with the prospect, where the source says it")),
        _column("proposed_on", Type.DAY, "proposition le", "proposed on", ("envoi de la proposition : clôt l'étape RDV-E", "the proposal's date: ends the RDV-E stage")),
        _column("expected_on", Type.DAY, "clôture prévue", "expected close", ("date de signature espérée, tant que l'affaire est ouverte", "hoped-for signature date while the deal is open")),
        _column("signed_on", Type.DAY, "signée le", "signed on", ("date de signature : celle qui compte pour le CA signé", "signature date: the one that counts for bookings")),
        _column("lost_on", Type.DAY, "perdue le", "lost on", ("date de la perte", "date of the loss")),
        _column("cancelled_on", Type.DAY, "annulée le", "cancelled on", ("date d'annulation après signature", "cancellation date after signature")),
        _column("amended_on", Type.DAY, "avenant le", "amended on", ("date du dernier changement de montant après signature", "date of the last change of amount after signature")),
        _column("business", Type.CHOICE, "type d'affaire", "business type",
                ("nouveau, vente additionnelle ou renouvellement", "new, expansion or renewal"), choices=BUSINESS),
        _column("channel", Type.TEXT, "canal", "channel", ("direct, partenaire…", "direct, partner…")),
        _column("product", Type.TEXT, "produit", "product", ("l'offre vendue", "what was sold")),
        _column("lead_source", Type.TEXT, "origine", "lead source", ("d'où vient le prospect", "where the prospect came from")),
        _column("list_cents", Type.CENTS, "prix tarif HT", "list price", ("prix avant remise, hors taxes", "price before discount, excluding VAT")),
        _column("cost_cents", Type.CENTS, "coût", "cost", ("coût de l'affaire, hors taxes", "the deal's cost, excluding VAT")),
        _column("recurring_cents", Type.CENTS, "récurrent annuel HT", "annual recurring", ("part récurrente ramenée à l'année, hors taxes", "recurring part per year, excluding VAT")),
        _column("first_year_cents", Type.CENTS, "valeur de première année HT", "first-year value", ("ce que le contrat vaut la première année, frais de mise en service compris, hors taxes", "what the contract is worth in its first year, set-up fee included, excluding VAT")),
        _column("total_cents", Type.CENTS, "valeur totale du contrat", "total contract value", ("valeur sur toute la durée, hors taxes (TCV)", "value over the whole term, excluding VAT (TCV)")),
        _column("probability", Type.MILLIONTHS, "probabilité", "probability", ("chance de signature selon la source : 1 000 000 = 100 %", "chance of signature according to the source: 1,000,000 = 100 %")),
        _column("reason", Type.TEXT, "motif", "reason", ("raison de la perte ou du gain", "why it was lost or won")),
        _column("next_step_on", Type.DAY, "prochaine étape le", "next step on", ("prochaine action datée", "next dated step")),
        _column("last_activity_on", Type.DAY, "dernière activité le", "last activity on", ("dernier échange connu de la source", "last exchange known to the source")),
    ),
)

MEETINGS = Table(
    name="meetings",
    label=Label("rendez-vous", "meetings"),
    natural_key=("start_at", "owner", "account", "title"),
    dated_by="start_at",
    columns=(
        _KEY,
        _column("uid", Type.TEXT, "UID d'agenda", "calendar UID", ("identifiant iCalendar : le même rendez-vous dans deux agendas", "iCalendar identifier: the same meeting in two calendars")),
        _column("title", Type.TEXT, "titre", "title", ("le titre, d'où l'on lit RDV-D, E, P, C ou Q", "the title, from which RDV-D, E, P, C or Q is read")),
        _column("declared_kind", Type.TEXT, "type déclaré", "declared type", ("le type que la source déclare, s'il existe", "the type that the source declares, if any")),
        _OWNER,
        _ACCOUNT,
        _column("deal", Type.TEXT, "affaire", "deal", ("identifiant de l'affaire liée", "identifier of the linked deal")),
        _column("start_at", Type.MOMENT, "début", "start", ("début du rendez-vous ; sans fuseau : celui de l'entreprise", "start; without a zone: the company's"), required=True),
        _column("end_at", Type.MOMENT, "fin", "end", ("fin du rendez-vous", "end")),
        _column("all_day", Type.FLAG, "journée entière", "all day", ("une date sans heure", "a date without a time")),
        _column("outcome", Type.CHOICE, "issue", "outcome",
                ("pris, tenu, no-show, annulé ou reporté : seuls les tenus comptent", "booked, held, no-show, cancelled or rescheduled: only held ones count"), choices=OUTCOMES),
        _column("mode", Type.CHOICE, "mode", "mode", ("en personne, visio, téléphone ou inconnu", "in person, video, phone or unknown"), choices=MODES),
        _column("booked_at", Type.MOMENT, "pris le", "booked at", ("moment de la prise de rendez-vous", "when the meeting was booked")),
        _column("qualified", Type.FLAG, "qualifié", "qualified", ("le prospect était-il qualifié ?", "was the prospect qualified?")),
    ),
)

BOOKINGS = Table(
    name="bookings",
    label=Label("écritures de CA signé", "booking entries"),
    natural_key=("deal", "day", "entry", "amount_cents"),
    dated_by="day",
    columns=(
        _KEY,
        _column("deal", Type.TEXT, "affaire", "deal", ("identifiant de l'affaire d'origine", "identifier of the original deal"), required=True),
        _column("day", Type.DAY, "date", "date", ("jour de l'écriture", "day of the entry"), required=True),
        _column("entry", Type.CHOICE, "nature", "entry", ("signature, avenant, annulation ou avoir", "signature, amendment, cancellation or credit note"), required=True, choices=ENTRIES),
        _column("amount_cents", Type.CENTS, "montant HT", "amount excl. VAT", ("signé : une annulation ou un avoir est négatif", "signed: a cancellation or credit note is negative"), required=True),
        _CURRENCY,
        _OWNER,
        _column("credits", Type.TEXT, "partage", "split", ("quotes-parts au jour de l'écriture", "shares on the day of the entry")),
        _column("dated_by", Type.CHOICE, "daté par", "dated by", ("la source, ou l'import quand la source ne dit rien", "the source, or the import where the source says nothing"), choices=("source", "import")),
        _column("first_year_cents", Type.CENTS, "valeur de première année HT", "first-year value", ("ce que l'écriture vaut la première année ; vide : le montant", "what the entry is worth in the first year; empty: the amount")),
        _column("total_cents", Type.CENTS, "valeur totale du contrat", "total contract value", ("ce que l'écriture vaut sur toute la durée ; vide : le montant", "what the entry is worth over the whole term; empty: the amount")),
    ),
)

MEASURES = Table(
    name="measures",
    label=Label("relevés", "measures"),
    natural_key=("measure", "owner", "day"),
    dated_by="day",
    columns=(
        _KEY,
        _column("measure", Type.TEXT, "indicateur", "measure", ("la clé du KPI relevé à la main (calls, margin, satisfaction…)", "the key of the KPI noted by hand (calls, margin, satisfaction…)"), required=True),
        _OWNER,
        _column("day", Type.DAY, "date", "date", ("jour du relevé", "day it was noted"), required=True),
        _column("value", Type.MILLIONTHS, "valeur", "value", ("valeur exacte, en millionièmes", "exact value, in millionths"), required=True),
    ),
)

# fmt: on

TABLES: dict[str, Table] = {table.name: table for table in (DEALS, MEETINGS, BOOKINGS, MEASURES)}
