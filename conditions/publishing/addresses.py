"""The answer of an address below /conditions/, now or at any other moment. Reads only.

An address that was ever live keeps answering: the page, one hop to where it stands now, or a notice.
"""

from dataclasses import dataclass

from django.db.models import Min
from django.db.models.functions import Least
from django.utils import timezone

from conditions.models import Address, Edition, Withdrawal


@dataclass(frozen=True)
class Page:
    """`edition` (from `with_first_published`) is live at this very address."""

    edition: Edition


@dataclass(frozen=True)
class Moved:
    """It leads on to the page of `edition`, which is live."""

    edition: Edition


@dataclass(frozen=True)
class TakenDown:
    """A notice: `edition` was the last one. `withdrawal` is the decision, None where none was recorded.

    `instead` is the live edition that patients may read instead, or None.
    """

    edition: Edition
    withdrawal: Withdrawal | None
    instead: Edition | None

    @property
    def reason(self):
        """The reason as far as it is meant for patients, or ""."""
        told = self.withdrawal and self.withdrawal.answer == Withdrawal.Answer.NOTICE
        return self.withdrawal.reason if told else ""


def answer(slug, at=None):
    """Return the answer of /conditions/<slug>/ at the moment `at` (default: now): a Page, Moved, TakenDown or None.

    None: no page was there yet. An address that was claimed by an edition which never went live answers for its
    article like any other address of it.
    """
    edition = Edition.objects.live(at).with_first_published().filter(slug=slug).first()
    if edition:
        return Page(edition)
    address = find(slug)
    if address is None or (at and at < _claimed_at(address)):
        return None
    found = of_article(address.article, at)
    return Moved(found.edition) if isinstance(found, Page) else found


def of_article(article, at=None):
    """The same for the address at which `article` is live at `at`, or was last."""
    at = at or timezone.now()
    edition = article.editions.live(at).with_first_published().first()
    if edition:
        return Page(edition)
    last = article.editions.seen().filter(live_from__lte=at).first()
    if last is None:
        return None
    withdrawal = _withdrawal_of(last)
    instead = _live_page(withdrawal.instead, at, {article.pk}) if withdrawal and withdrawal.instead else None
    if instead and withdrawal.answer == Withdrawal.Answer.REDIRECT:
        return Moved(instead)
    return TakenDown(last, withdrawal, instead)


def find(slug):
    """The Address spelled `slug`, in capital letters or small ones; None where no article was ever to be there."""
    alike = Address.objects.filter(slug__iexact=slug).select_related("article")
    return min(alike, key=lambda address: address.slug != slug, default=None)


def _live_page(article, at, passed):
    """The edition live at `at` that `article`'s addresses lead to, past any pages taken down on the way."""
    while article and article.pk not in passed:
        if edition := article.editions.live(at).first():
            return edition
        passed.add(article.pk)
        last = article.editions.seen().filter(live_from__lte=at).first()
        withdrawal = last and _withdrawal_of(last)
        leads_on = withdrawal and withdrawal.answer == Withdrawal.Answer.REDIRECT
        article = withdrawal.instead if leads_on else None
    return None


def _withdrawal_of(last):
    """The Withdrawal in force after the edition `last`, or None."""
    ended = last.article.withdrawals.in_force().filter(withdrawn_at=last.live_until)
    return ended.select_related("instead").first()


def _claimed_at(address):
    """When somebody first decided to publish at this address; for one that came with an import, at any of them."""
    decided = address.article.editions.order_by().annotate(known=Least("live_from", "published_at"))
    earliest = decided.filter(slug=address.slug).aggregate(first=Min("known"))["first"]
    return earliest or decided.aggregate(first=Min("known"))["first"]
