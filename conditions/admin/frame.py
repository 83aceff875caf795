"""What the pages of acts on an article share."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from conditions.models import Article


def article_for(request, pk, permission):
    """The article with the key `pk`. Raises PermissionDenied or Http404."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(Article, pk=pk)


def context(request, article, title, **more):
    """What templates/admin/conditions/article/act.html wants."""
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
