"""Keeping track of the working copy: who saved it last, and whether it says what the live edition says."""

from django.db.models import Q
from django.db.models.signals import post_save
from django.utils import timezone

from clinic_site.directory.models import Person
from conditions.document.encoding import fingerprint
from conditions.editing.compose import composable, compose_loaded
from conditions.models import KINDS, Article
from conditions.vocabulary import merged_terms


def record_save(article, *, by):
    """Note that `by` (a user, or None) saved the article and all its rows. Every writer calls this last.

    Who changed a word is among its `writers` until it is published.
    """
    mark = fingerprint(compose_loaded(merged_terms.follow(article)))
    if by and mark != article.fingerprint:
        article.writers = sorted({*article.writers, by.pk})
    article.fingerprint = mark
    article.updated_by = by
    article.updated_at = timezone.now()
    article.save(update_fields=["fingerprint", "writers", "updated_by", "updated_at"])


def watch_shared_words():
    """A renamed term or person changes what working copies say: their state in the list must follow."""
    for model in KINDS:
        post_save.connect(_term_saved, sender=model, dispatch_uid=f"conditions.{model.__name__}")
    post_save.connect(_person_saved, sender=Person, dispatch_uid="conditions.person")


def linking(term):
    """The articles whose working copy says `term`, alone or together with another one."""
    links = Q(pk__in=term.rows.values("article"))
    if hasattr(term, "companion_rows"):
        links |= Q(pk__in=term.companion_rows.values("article"))
    return Article.objects.filter(links)


def _term_saved(sender, instance, created, raw, **kwargs):
    if not created and not raw:
        _refresh(linking(instance))


def _person_saved(sender, instance, created, raw, **kwargs):
    if not created and not raw:
        _refresh(Article.objects.filter(author=instance))


def _refresh(articles):
    for article in composable(articles.order_by("pk")):  # in one order, or two renames wait for each other
        current = fingerprint(compose_loaded(article))
        if article.fingerprint and article.fingerprint != current:
            Article.objects.filter(pk=article.pk).update(fingerprint=current)
