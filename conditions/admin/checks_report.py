"""Today's findings of the publish checks on every page that patients read or are going to read."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conditions.editing.audit_log import name_of
from conditions.models import Article, Edition
from conditions.publishing import publish_checks
from conditions.publishing.readiness import RULES

A_PAGE = 50
NO_OWNER = "none"


@dataclass(frozen=True)
class Entry:
    """`edition`, live or scheduled, with what is found in it: all, or by the one rule that is looked at."""

    edition: Edition
    scheduled: bool
    errors: list
    warnings: list


@require_safe
@permission_required("conditions.view_article", raise_exception=True)
def report(request):
    """Findings by page: `?rule=phone` shows those of one rule, `?owner=3` the pages of one owner, "none" of nobody."""
    owners = _owners()
    rule = _known(request.GET.get("rule"), RULES)
    owner = _known(request.GET.get("owner"), {NO_OWNER, *dict(owners)})
    editions = Edition.objects.not_over().select_related("article__owner").order_by("title", "live_from", "pk")
    found = publish_checks.findings_of(_owned(editions, owner))
    entries = sorted(filter(None, (_entry(*one, rule) for one in found)), key=lambda entry: not entry.errors)
    context = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": "Report on live pages",
        "page": Paginator(entries, A_PAGE).get_page(request.GET.get("page")),
        "counts": _counts(found),
        "whole": sum(not findings for _, findings in found),
        "all": len(found),
        "rule": rule,
        "rule_label": rule and RULES[rule].label,
        "owner": owner,
        "owners": owners,
    }
    return render(request, "admin/conditions/report.html", context)


def _known(asked, choices):
    return asked if asked in choices else None


def _owned(editions, owner):
    if owner is None:
        return editions
    return editions.filter(article__owner=None if owner == NO_OWNER else owner)


def _entry(edition, findings, rule):
    """The Entry of `edition`, or None where nothing (by `rule`) was found in it."""
    shown = [finding for finding in findings if rule in (None, finding.rule)]
    if not shown:
        return None
    errors = [finding for finding in shown if finding.is_error]
    warnings = [finding for finding in shown if not finding.is_error]
    return Entry(edition, edition.live_from > timezone.now(), errors, warnings)


def _counts(found):
    """[(rule, label, whether it is an error, number of findings)], errors first, then in the order of RULES."""
    numbers = Counter((finding.rule, finding.is_error) for _, findings in found for finding in findings)
    order = list(RULES)
    counted = sorted(numbers.items(), key=lambda one: (not one[0][1], order.index(one[0][0])))
    return [(rule, RULES[rule].label, is_error, number) for (rule, is_error), number in counted]


def _owners():
    """[(key, name)] of everybody who owns a page of the report."""
    owners = User.objects.filter(articles_owned__editions__in=Edition.objects.not_over()).distinct()
    return sorted(((str(owner.pk), name_of(owner)) for owner in owners), key=lambda one: one[1].casefold())
