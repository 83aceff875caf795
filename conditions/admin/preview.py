from django.shortcuts import render
from django.views.decorators.http import require_safe

from conditions.admin.action_page import article_for, change_url
from conditions.editing.compose import compose
from conditions.public.articles import page_context


@require_safe
def preview(request, pk):
    """The working copy in the public template, for signed-in staff alone."""
    article = article_for(request, pk, "conditions.view_article")
    context = {"preview": True, "edition": None, "back": change_url(article), **page_context(compose(article))}
    response = render(request, "conditions/article.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
