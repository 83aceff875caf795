"""Database triggers that keep the past as it was, on SQLite and on PostgreSQL.

Model and queryset refuse too; these hold for a shell, a script and a database console alike.

The rules:
- addresses, edition terms, withdrawals, schedule changes, reviews, looks at corrections and editions of red flags are
  never changed or deleted;
- what an expert is asked to sign off never changes, though the link may be revoked; once answered it is kept;
- an edition is never deleted and changes in nothing but the future edge(s) of its window: an edge that has
  passed stays, and no edge may be moved into the past;
- two editions of one article never overlap (an empty window overlaps nothing);
- a term joins an edition when it is published, not later;
- a vocabulary term keeps its slug, and stays as long as an edition names it.
"""

from django.db import connections

from clinic_site import triggers
from clinic_site.triggers import DIFFERS, NOW, SOON_PAST, Refusal
from conditions.models import (
    KINDS,
    Address,
    CorrectionSeen,
    Edition,
    EditionCombination,
    EditionName,
    EditionTerm,
    RedFlagEdition,
    Review,
    ScheduleChange,
    SignOffRequest,
    Symptom,
    Withdrawal,
)

APPEND_ONLY = [
    Address,
    CorrectionSeen,
    EditionCombination,
    EditionName,
    EditionTerm,
    RedFlagEdition,
    Review,
    ScheduleChange,
    Withdrawal,
]
WINDOW = ["live_from", "live_until"]
EDITION, EDITION_TERM = Edition._meta.db_table, EditionTerm._meta.db_table
COMBINATION = EditionCombination._meta.db_table


def rules(vendor):
    """[Refusal], all of the above."""
    found = [*triggers.kept(Edition), *triggers.fixed(Edition, vendor, but=WINDOW)]
    for model in APPEND_ONLY:
        found += [*triggers.kept(model), *triggers.fixed(model, vendor)]
    found += [*triggers.fixed(SignOffRequest, vendor, but=["revoked_at"]), _answered()]
    return [*found, *_windows(vendor), *_late_terms(vendor), *_vocabulary()]


def _answered():
    table = SignOffRequest._meta.db_table
    answered = f"EXISTS (SELECT 1 FROM {Review._meta.db_table} WHERE request_id = OLD.id)"
    return Refusal(f"{table}_answered", table, "DELETE", "What an expert was shown and answered is kept.", answered)


def _windows(vendor):
    differs, now, soon_past = DIFFERS[vendor], NOW[vendor], SOON_PAST[vendor]
    past = " OR ".join(
        f"(OLD.{edge} {differs} NEW.{edge} AND (OLD.{edge} <= {now} OR NEW.{edge} < {soon_past}))" for edge in WINDOW
    )
    yield Refusal(f"{EDITION}_past", EDITION, "UPDATE", "What patients saw in the past cannot be changed.", past)
    overlap = (
        "(NEW.live_until IS NULL OR NEW.live_until > NEW.live_from) AND "
        f"EXISTS (SELECT 1 FROM {EDITION} AS other WHERE other.article_id = NEW.article_id AND other.id <> NEW.id"
        " AND (other.live_until IS NULL OR other.live_until > other.live_from)"
        " AND (other.live_until IS NULL OR other.live_until > NEW.live_from)"
        " AND (NEW.live_until IS NULL OR NEW.live_until > other.live_from))"
    )
    if vendor == "sqlite":  # PostgreSQL has an exclusion constraint for it, sound under concurrency
        for event in ("INSERT", "UPDATE"):
            name = f"{EDITION}_overlap_{event.lower()}"
            yield Refusal(name, EDITION, event, "Two editions of one article cannot be live at once.", overlap)


def _late_terms(vendor):
    late = f"EXISTS (SELECT 1 FROM {EDITION} WHERE id = NEW.edition_id AND recorded_at < {SOON_PAST[vendor]})"
    for table in (EDITION_TERM, COMBINATION):
        yield Refusal(f"{table}_late", table, "INSERT", "A published edition is never changed.", late)


def _vocabulary():
    for model in KINDS:
        table = model._meta.db_table
        used = f"EXISTS (SELECT 1 FROM {EDITION_TERM} WHERE kind = '{model.kind}' AND slug = OLD.slug)"
        if model is Symptom:
            used += f" OR EXISTS (SELECT 1 FROM {COMBINATION} WHERE companion_slug = OLD.slug)"
        yield Refusal(f"{table}_used", table, "DELETE", "This term stands in a published edition.", used)
        yield Refusal(f"{table}_slug", table, "UPDATE", "A term keeps its address.", "OLD.slug <> NEW.slug")


_own = triggers.AppTriggers("conditions", [Edition, *APPEND_ONLY], rules)
drop, drop_before_migration = _own.drop, _own.drop_before_migration


def create(using="default", **kwargs):
    """Create the triggers, and on PostgreSQL the constraint that no two windows of an article overlap."""
    connection = connections[using]
    if _own.create(using) and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            if f"{EDITION}_overlap" not in connection.introspection.get_constraints(cursor, EDITION):
                cursor.execute(
                    f"ALTER TABLE {EDITION} ADD CONSTRAINT {EDITION}_overlap EXCLUDE USING gist"
                    " (int8range(article_id, article_id, '[]') WITH &&, tstzrange(live_from, live_until) WITH &&)"
                )
