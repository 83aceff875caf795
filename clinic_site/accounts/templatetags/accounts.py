"""What the admin's front page tells managers of accounts."""

from django import template
from django.contrib.auth.models import User

from clinic_site.accounts import rules

register = template.Library()


@register.inclusion_tag("admin/accounts/_unused.html")
def unused_accounts():
    return {"number": rules.unused(User.objects.all()).count(), "days": rules.UNUSED.days}
