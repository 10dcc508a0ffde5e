"""What people write: strategies with their versions and reasons, and corrections to what sources say."""

from __future__ import annotations

from django.db import models


class StrategyVersion(models.Model):
    """One published version of the strategy; the last one rules, the earlier ones stay readable.

    What reading a file needs stands beside the document, so that an import never waits for a document to be readable.
    """

    document = models.TextField()  # the canonical TOML, which says its own format
    author = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    since = models.DateField()  # the day from which its targets hold: that of its publication, unless said (EC-61)
    zone = models.TextField()
    currency = models.TextField()

    def __str__(self) -> str:
        return f"v{self.pk}"


class Correction(models.Model):
    """A person's correction of one value of one row; applied when a snapshot is made, never written over the source."""

    table = models.TextField()
    source = models.TextField()
    key = models.TextField()
    column = models.TextField()
    value = models.TextField(null=True)  # noqa: DJ001  # no value is a correction too: "this date is not known"
    author = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.table} {self.key} {self.column}"


class Written(models.Model):
    """Something that a person wrote in the review of a period: by whom, when, and its last revision (EC-73)."""

    period = models.TextField()  # the period's name, such as 2026-T3
    author = models.TextField()
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """How the database keeps them."""

        abstract = True


class Story(Written):
    """A success, a best practice or a failure, as told."""

    kind = models.TextField()
    text = models.TextField()
    about = models.TextField(default="")
    kpi = models.TextField(default="")
    deal = models.TextField(default="")
    finding = models.TextField(default="")
    check_asked = models.TextField(default="none")
    follow_up = models.TextField(default="")

    def __str__(self) -> str:
        return f"story:{self.pk}"


class Answer(Written):
    """What the person concerned says of a story or a finding (EC-81)."""

    about = models.TextField()
    text = models.TextField()
    is_contest = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"answer:{self.pk}"


class Blocking(Written):
    """The blocking review of a deal: what holds it back, and what comes next (Z10)."""

    deal = models.TextField()
    reason = models.TextField()
    next_step = models.TextField(default="")

    class Meta:
        """How the database keeps them: one review a deal holds, the withdrawn ones stay."""

        constraints = [
            models.UniqueConstraint(
                fields=["period", "deal"], condition=models.Q(withdrawn_at=None), name="blocking_one_a_deal"
            )
        ]

    def __str__(self) -> str:
        return f"blocking:{self.pk}"


class Session(Written):
    """A working session: a question, the invitees, the options, and what came out."""

    held_on = models.DateField()
    question = models.TextField()
    invitees = models.JSONField(default=list)
    origin = models.TextField(default="")
    options = models.JSONField(default=list)
    outcome = models.TextField(default="")

    def __str__(self) -> str:
        return f"session:{self.pk}"


class Decision(Written):
    """What a person decided of a proposal; the last one holds."""

    proposal = models.TextField()
    verdict = models.TextField()
    reason = models.TextField()
    value = models.TextField(default="")  # an exact fraction, such as 120000 or 13/2
    text = models.TextField(default="")
    origin = models.JSONField(default=list)
    numbers = models.JSONField(default=dict)  # those of the proposal on the day it was decided

    def __str__(self) -> str:
        return f"{self.proposal} {self.verdict}"


class Action(Written):
    """Something to do after a review, followed until the next one."""

    title = models.TextField()
    type = models.TextField()
    kpi = models.TextField()
    owner = models.TextField()
    starts_on = models.DateField(null=True)
    due_on = models.DateField()
    origin = models.TextField(default="")
    contributors = models.JSONField(default=list)
    scope = models.TextField(default="")
    baseline = models.TextField(default="")
    expected = models.TextField(default="")
    status = models.TextField(default="to_do")
    reason = models.TextField(default="")
    evidence = models.TextField(default="")
    done_on = models.DateField(null=True)
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="carried_to")

    def __str__(self) -> str:
        return f"action:{self.pk}"


class Change(models.Model):
    """One change to something written: what it was, who changed it, when and why (EC-73)."""

    what = models.TextField()  # « action:3 »
    author = models.TextField()
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class Consent(models.Model):
    """A rep's agreement to be named in collective documents, until withdrawn (EC-78, EC-79)."""

    rep = models.TextField()
    given_at = models.DateTimeField()
    recorded_by = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.rep


class Seal(models.Model):
    """A closed review: its canonical text, the digests of its documents and rows. The row is the commit point."""

    period = models.TextField()
    version = models.PositiveIntegerField()
    digest = models.TextField()  # SHA-256 of the canonical JSON
    bundle = models.TextField(default="")  # SHA-256 of the rows used, kept apart since retention may purge them
    documents = models.JSONField(default=dict)  # file name to SHA-256
    import_id = models.BigIntegerField()
    strategy = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT)
    correction_id = models.BigIntegerField(default=0)  # the last correction that counted
    author = models.TextField()
    at = models.DateTimeField()
    reason = models.TextField(default="")
    rows_expired_on = models.DateField(null=True)
    reopened_at = models.DateTimeField(null=True)  # words may be added until it is restated; the seal stays as it is
    reopened_by = models.TextField(default="")
    reopened_why = models.TextField(default="")

    class Meta:
        """How the database keeps them."""

        constraints = [models.UniqueConstraint(fields=["period", "version"], name="seal_one_a_version")]

    def __str__(self) -> str:
        return f"{self.period} v{self.version}"


class Purge(models.Model):
    """What was erased, by which rule, when: the log that retention asks for (P21)."""

    rule = models.TextField()
    at = models.DateTimeField()
    author = models.TextField()
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.rule} {self.at:%Y-%m-%d}"
