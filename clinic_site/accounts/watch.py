"""What happens to an account, whoever does it and wherever: sessions end when rights change, and its owner is told."""

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import m2m_changed, post_save, pre_save

from clinic_site.accounts import letters, rules, sessions

RIGHTS = ("is_active", "is_staff", "is_superuser")
WATCHED = ("password", "email", *RIGHTS)


def connect():
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    pre_save.connect(_before, sender=User, dispatch_uid="accounts.before")
    post_save.connect(_after, sender=User, dispatch_uid="accounts.after")
    for through in (User.groups.through, User.user_permissions.through):
        m2m_changed.connect(_rights_given_or_taken, sender=through, dispatch_uid=f"accounts.{through.__name__}")


def _signed_in(sender, request, user, **kwargs):
    sessions.begin(request, user)
    rules.note_sign_in(user)


def _signed_out(sender, request, user, **kwargs):
    if user is not None:
        sessions.end(request)


def _before(sender, instance, raw, update_fields, **kwargs):
    """Remember what is about to change: the row as it is."""
    instance._as_it_was = None
    if not raw and instance.pk and (update_fields is None or set(update_fields) & set(WATCHED)):
        instance._as_it_was = User.objects.filter(pk=instance.pk).values(*WATCHED).first()


def _after(sender, instance, **kwargs):
    former = instance.__dict__.pop("_as_it_was", None)
    if former is None:
        return
    changed = {name for name in WATCHED if former[name] != getattr(instance, name)}
    if changed & {"password", *RIGHTS}:
        sessions.end_all(instance)
    if "password" in changed and instance._password is not None:  # None: the same one, hashed anew
        letters.password_changed(instance, first=not _is_usable(former["password"]))
    if "email" in changed:
        letters.email_changed(instance, former["email"])


def _is_usable(password):
    return bool(password) and not password.startswith("!")


def _rights_given_or_taken(sender, instance, action, reverse, pk_set, **kwargs):
    if action == "pre_clear" or (action in ("post_add", "post_remove") and pk_set):
        of_many = {"pk__in": pk_set} if pk_set else {f"{_way(sender)}": instance}
        for user in User.objects.filter(**of_many) if reverse else [instance]:
            sessions.end_all(user)


def _way(through):
    return "groups" if through is User.groups.through else "user_permissions"
