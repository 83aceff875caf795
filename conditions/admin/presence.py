from django.http import HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from conditions.admin.action_page import article_for
from conditions.admin.moments import EARLIEST, LATEST
from conditions.editing.presence import clock, closed, others, still_open, warning


@require_POST
def presence(request, pk):
    """An open form says that it is still open, or with `left` that it was left; it is told who else has one.

    `since` is the moment at which the form was opened, as the form was told it.
    """
    user = request.user
    # A form that merely lies open must not keep its session alive, as the session middleware would.
    vars(request).pop("session", None)
    article = article_for(request, pk, "conditions.change_article")
    since = _moment(request.POST.get("since", ""))
    if since is None:
        return HttpResponseBadRequest("This does not say when the form was opened.")
    if "left" in request.POST:
        closed(article, user, since)
    else:
        still_open(article, user, since)
    people = others(article, user)
    told = [{"name": name, "since": clock(moment)} for name, moment in people]
    return JsonResponse({"others": told, "warning": warning(people)})


def _moment(text):
    """A moment in the past that bears its zone, or None."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment) or not EARLIEST < moment.year < LATEST:
        return None
    return moment if moment < timezone.now() else None
