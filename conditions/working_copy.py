"""Keeping track of the working copy: who saved it last, and whether it says what the live edition says."""

from dataclasses import replace

from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone

from clinic_site.directory.models import Person
from conditions.compose import composable, compose, compose_loaded
from conditions.encoding import fingerprint
from conditions.models import Article, BodyArea, DiagnosticTest, RiskFactor, Symptom


def record_save(article, *, by, reviewed=False):
    """Note that `by` (a user, or None) saved the article and all its rows. Every writer calls this last.

    `reviewed`: the clinical review is of the text as it is now.
    """
    document = compose(article)
    article.fingerprint = fingerprint(document)
    if reviewed:
        article.reviewed_fingerprint = _reviewed_text(document)
    article.updated_by = by
    article.updated_at = timezone.now()
    article.save(update_fields=["fingerprint", "reviewed_fingerprint", "updated_by", "updated_at"])


@transaction.atomic
def sign_review(article, *, by, on=None):
    """The clinical reviewer `by` vouches for the working copy as it is now.

    Raises ValueError, with a sentence for people, where the account belongs to nobody in the directory.
    """
    person = Person.objects.filter(user=by).first()
    if person is None:
        raise ValueError(
            "Your account is not linked to a person in the clinic directory, so patients could not be told who "
            "reviewed this. Ask a manager to link it there."
        )
    article.reviewer = person
    article.reviewed_on = on or timezone.localdate()
    article.save(update_fields=["reviewer", "reviewed_on"])
    record_save(article, by=by, reviewed=True)
    return person


def changed_since_review(article, document):
    """Whether `document`, the working copy, says something else than what the clinical reviewer signed."""
    return bool(document.reviewed_on) and article.reviewed_fingerprint != _reviewed_text(document)


def _reviewed_text(document):
    return fingerprint(replace(document, reviewer=None, reviewed_on=None))


def watch_shared_words():
    """A renamed term or person changes what working copies say: their state in the list must follow."""
    for model in (Symptom, RiskFactor, DiagnosticTest, BodyArea):
        post_save.connect(_term_saved, sender=model, dispatch_uid=f"conditions.{model.__name__}")
    post_save.connect(_person_saved, sender=Person, dispatch_uid="conditions.person")


def _term_saved(sender, instance, created, raw, **kwargs):
    if not created and not raw:
        _refresh(Article.objects.filter(pk__in=instance.rows.values("article")))


def _person_saved(sender, instance, created, raw, **kwargs):
    if not created and not raw:
        _refresh(Article.objects.filter(author=instance) | Article.objects.filter(reviewer=instance))


def _refresh(articles):
    for article in composable(articles):
        current = fingerprint(compose_loaded(article))
        if article.fingerprint and article.fingerprint != current:
            Article.objects.filter(pk=article.pk).update(fingerprint=current)
