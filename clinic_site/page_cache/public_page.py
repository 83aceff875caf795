"""`@public_page`: what makes a view a public page."""

from functools import wraps

from django.http import QueryDict

from clinic_site.page_cache import replica
from clinic_site.page_cache.middleware import PARAMETERS, revalidate, start_validity


def public_page(*parameters, kept=True):
    """A view that says the same to everybody, read from the replica where there is one.

    Of a request it sees the path and the query `parameters`, no cookie and nothing else that tells visitors apart.
    With `kept` a page that it answers (200) is kept until the public version moves or the clock passes a planned
    change; its `parameters` are then names out of middleware.PARAMETERS. Such a view may set `response.validator` (see
    middleware.validator), by which its page outlives changes that do not concern it. Where what it says changes by
    the clock alone, sooner than pages do that were not told of it, whoever says it notes that in the dict
    `request.says`: {name: until when it is right, or None}.
    """
    if kept and (unknown := set(parameters) - set(PARAMETERS)):
        raise ValueError(f"Pages are not told apart by {unknown}: name it in middleware.PARAMETERS.")

    def decorate(view):
        def answer(request, args, kwargs):
            if not kept:
                return view(request, *args, **kwargs)
            validity = start_validity()
            response = view(request, *args, **kwargs)
            if response.status_code == 200 and not response.streaming:
                until = min(filter(None, getattr(request, "says", {}).values()), default=None)
                response.validity = revalidate(validity, getattr(response, "validator", None), until)
            return response

        @wraps(view)
        def page(request, *args, **kwargs):
            request.GET = _only(request.GET, parameters)
            return replica.read(lambda: answer(request, args, kwargs))

        page.is_public = True
        return page

    return decorate


def _only(query, names):
    left = QueryDict(mutable=True)
    for name in names:
        if name in query:
            left.setlist(name, query.getlist(name))
    left._mutable = False
    return left
