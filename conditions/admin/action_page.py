"""Helpers shared by the pages of acts on an article."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from clinic_site.richtext.fields import dropped_from
from conditions.models import Article


def article_for(request, pk, permission):
    """The article with the key `pk`. Raises PermissionDenied or Http404."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(Article, pk=pk)


def context(request, article, title, **more):
    """Return the context of templates/admin/conditions/article/act.html."""
    return {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "article": article,
        "original": article,
        "title": title,
        "live_edition": article.live_edition,
        **more,
    }


def change_url(article):
    return reverse("admin:conditions_article_change", args=[article.pk])


def act_url(article, name, *args):
    """The address of an act on `article`, such as "publish"."""
    return reverse(f"admin:conditions_article_{name}", args=[article.pk, *args])


def tell_losses(request, form, row=""):
    """Tell whoever sent `form`, or one form of a formset named `row`, what its rich text cannot keep."""
    for label, words in dropped_from(form):
        where = f"{row}, {label}" if row else label
        left_out = ", ".join(words)
        messages.warning(request, f"{where}: left out, because patients' pages may not hold it: {left_out}.")
