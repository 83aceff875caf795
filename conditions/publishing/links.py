"""Where links in our texts lead: many are judged at once, at any moment, in as many queries as one."""

from collections import defaultdict
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone

from conditions.models import KINDS, Address, Edition, Withdrawal

ARTICLE = "conditions:article"
TERMS = {model.page: model for model in KINDS if model.page}
NOWHERE = "leads nowhere"


class Links:
    """The targets of `addresses` (paths, or full addresses): which of them show a patient a page, and when.

    Other sites, mail and phone links are taken on trust.
    """

    def __init__(self, addresses):
        self._now = timezone.now()
        self._targets = {address: _target(address) for address in set(addresses)}
        slugs = defaultdict(set)
        for name, slug in filter(None, self._targets.values()):
            slugs[name].add(slug)
        self._terms = {
            name: set(model.objects.filter(slug__in=slugs[name]).values_list("slug", flat=True))
            for name, model in TERMS.items()
            if slugs[name]
        }
        self._read_articles(slugs[ARTICLE])

    def why_dead(self, address, at):
        """Why a link to `address` shows no page at the moment `at`, as "leads nowhere"; None where it shows one."""
        target = self._targets[address]
        if target is None:
            return None
        name, slug = target
        if name == ARTICLE:
            return self._why_not_live(slug, at)
        if name in TERMS:
            return None if slug in self._terms[name] else NOWHERE
        if name.startswith("admin:"):
            return "leads to a page for the clinic's staff alone"
        return None if name else NOWHERE

    def _read_articles(self, slugs):
        self._articles, self._led_on, self._windows = {}, {}, defaultdict(list)
        if not slugs:
            return
        spellings = slugs | {slug.lower() for slug in slugs}
        self._articles = dict(Address.objects.filter(slug__in=spellings).values_list("slug", "article"))
        articles = set(self._articles.values())
        redirects = Withdrawal.objects.in_force().filter(answer=Withdrawal.Answer.REDIRECT)
        new = articles
        while new:  # the pages that these lead on to may lead on themselves
            found = redirects.filter(article__in=new).values_list("article", "withdrawn_at", "instead")
            self._led_on |= {(article, moment): instead for article, moment, instead in found}
            new = set(self._led_on.values()) - articles
            articles |= new
        editions = Edition.objects.seen().filter(article__in=articles)
        for article, *window in editions.order_by("live_from").values_list("article", "live_from", "live_until"):
            self._windows[article].append(window)

    def _why_not_live(self, slug, at):
        article = self._articles.get(slug) or self._articles.get(slug.lower())
        if self._shows_a_page(article, at):
            return None
        windows = self._windows[article]
        if not windows:
            return "leads to a page that was never published"
        if at > self._now and any(until is None or until > self._now for _, until in windows):
            return "leads to a page that will not be live then"
        return f"leads to a page that {'was withdrawn' if _ended(windows, at) else 'is not live yet'}"

    def _shows_a_page(self, article, at):
        """Whether it is live, or leads on to one that is, past others: addresses.py goes the same way."""
        passed = set()
        while article and article not in passed:
            if _live(self._windows[article], at):
                return True
            passed.add(article)
            article = self._led_on.get((article, _ended(self._windows[article], at)))
        return False


def _live(windows, at):
    return any(start <= at and (until is None or at < until) for start, until in windows)


def _ended(windows, at):
    """When the last window that began by `at`, and is over, ended; None where none began."""
    return next((until for start, until in reversed(windows) if start <= at), None)


def _target(address):
    """(name of the view, slug) of an address on this site, ("", "") where it has none; None: taken on trust."""
    try:
        parts = urlsplit(address)
        if (parts.scheme or parts.netloc) and parts.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
            return None
        match = _resolve(parts.path or "/")
    except (ValueError, Resolver404):  # a host that is none, a path that is none
        return "", ""
    return match.view_name, match.kwargs.get("slug", "")


def _resolve(path):
    try:
        return resolve(path)
    except Resolver404:
        return resolve(f"{path}/")  # where the site leads who left the last slash out
