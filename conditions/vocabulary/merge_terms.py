"""Two words of the vocabulary become one: working copies follow, editions keep the word they were published with."""

from dataclasses import dataclass

from django.db import OperationalError, transaction
from django.db.models import Q

from clinic_site.richtext.sanitiser import plain
from conditions.editing import audit_log, working_copy
from conditions.models import Edition, EditionCombination, EditionTerm

BUSY = "Somebody is saving one of these words, or an article with it, at this moment. Nothing was merged: try again."


class MergeRefused(Exception):
    """Why nothing was merged, in a sentence for the person who tried."""


@dataclass(frozen=True)
class Plan:
    """The effects of merging, for the person who is to decide.

    `drafts`: the articles whose working copy changes, by title; `joined`: keys of those with rows that become one.
    `pages`: the EditionTerms, each with its edition, of live and scheduled pages that go on saying the former word; the
    EditionCombinations of those that say it only with another one.
    `synonyms`: what patients could call the word that stays from then on; `description`: what it takes over, or "".
    """

    drafts: list
    joined: set
    pages: list
    synonyms: list
    description: str


@transaction.atomic
def merge_terms(keep, former, *, by, reason):
    """`former` is called `keep` from now on; returns the articles whose working copies follow, oldest first.

    Its name and synonyms become synonyms of `keep`. It stays in the database, as a former word: editions name it, and
    its page leads to that of `keep`. Raises MergeRefused where the two are not two present words of one kind, there is
    no reason, or somebody is at work on them at this moment.
    """
    reason = plain(reason or "")
    if not reason:
        raise MergeRefused("Say why: colleagues who look for the word will read it.")
    if why_not := refusal(keep, former):
        raise MergeRefused(why_not)
    keep, former = _locked(keep, former)
    # Whoever links the word waits for us from here on, or refused us, so no article is missed. As we wait for
    # nobody, nobody waits for ever.
    articles = _hold(working_copy.linking(former), no_key=True)
    keep.synonyms += added_synonyms(keep, former)
    keep.description = keep.description or former.description
    keep.save(update_fields=["synonyms", "description"])
    if hasattr(keep, "broader"):
        _take_kin(keep, former)
    former.former.update(merged_into=keep)
    former.merged_into = keep
    former.save(update_fields=["merged_into"])
    note = f"Merged “{former}” into “{keep}”: {reason}"
    for article in articles:
        # Who wrote the draft still did, and still may not approve it: the note says who merged.
        working_copy.record_save(article, by=article.updated_by)
        audit_log.note(article, by, note)
    for term in (keep, former):
        audit_log.note(term, by, note)
    return articles


def refusal(keep, former):
    """Why these two cannot be merged, in a sentence; "" where they can."""
    if type(keep) is not type(former):
        return "Only words of one kind can be merged: two symptoms, say, but not a symptom and a risk factor."
    if keep.pk == former.pk:
        return "A word cannot be merged into itself. Choose another one."
    if former.merged_into:
        return f"“{former}” was merged into “{former.merged_into}” already."
    if keep.merged_into:
        return f"“{keep}” is itself a former word: merge into “{keep.merged_into}” instead."
    return ""


def plan(keep, former):
    """The Plan of merging `former` into `keep`, in a fixed number of queries."""
    words = type(former).objects.filter(Q(pk=former.pk) | Q(merged_into=former))
    slugs, not_over = words.values("slug"), Edition.objects.not_over()
    pages = [EditionTerm.objects.filter(kind=former.kind, slug__in=slugs, edition__in=not_over)]
    if hasattr(former, "companion_rows"):
        either = Q(slug__in=slugs) | Q(companion_slug__in=slugs)
        together = EditionCombination.objects.filter(either, edition__in=not_over)
        pages.append(together.exclude(edition__in=pages[0].values("edition")))
    return Plan(
        drafts=list(working_copy.linking(former)),
        joined=_joined(keep, former),
        pages=sorted(
            (row for rows in pages for row in rows.select_related("edition").defer("edition__data")),
            key=lambda row: (row.edition.title, row.edition_id),
        ),
        synonyms=added_synonyms(keep, former),
        description="" if keep.description else former.description,
    )


def _joined(keep, former):
    """The keys of the articles of which several rows will say the same."""
    rows = type(former).rows.rel.related_model
    seen, joined = set(), set()
    for article, *said in rows.objects.filter(article__in=working_copy.linking(former)).values_list(
        "article", *rows.TERMS
    ):
        row = (article, frozenset(keep.pk if term == former.pk else term for term in said if term))
        if row in seen:
            joined.add(article)
        seen.add(row)
    return joined


def _take_kin(keep, former):
    """The kinds of `former` are kinds of `keep` from now on, or with it of the same word; one step stays one step."""
    if keep.broader == former:
        keep.broader = None
    elif keep.broader is None and former.broader != keep and not keep.narrower.exists():
        keep.broader = former.broader
    former.narrower.exclude(pk=keep.pk).update(broader=keep.broader or keep)
    former.broader = None
    for term in (keep, former):
        term.save(update_fields=["broader"])


def added_synonyms(keep, former):
    """The name and synonyms of `former` that `keep` is not called yet, each once."""
    known, added = {name.casefold() for name in (keep.name, *keep.synonyms)}, []
    for name in (former.name, *former.synonyms):
        if name.casefold() not in known:
            known.add(name.casefold())
            added.append(name)
    return added


def _locked(keep, former):
    """Both as they are now, and nobody links or changes them until the transaction ends. Raises MergeRefused."""
    model = type(keep)
    held = {term.pk: term for term in _hold(model.objects.filter(pk__in=[keep.pk, former.pk]))}
    if len(held) < 2:
        raise MergeRefused("One of the two words is no longer in the vocabulary.")
    keep, former = held[keep.pk], held[former.pk]
    if why_not := refusal(keep, former):
        raise MergeRefused(why_not)
    return keep, former


def _hold(queryset, **kwargs):
    try:
        return list(queryset.order_by("pk").select_for_update(nowait=True, **kwargs))
    except OperationalError as error:
        raise MergeRefused(BUSY) from error
