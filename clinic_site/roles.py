"""Who may do what: the one table of roles. `migrate` makes each a group holding exactly these permissions.

They follow the code rather than a migration of their own, so that a new model's permissions reach the groups
of every clinic with the next `migrate`. A clinic that wants another mix adds a group of its own.
"""

from django.apps import apps as current_apps

from conditions.document.values import PARTS
from conditions.models import KINDS
from conditions.models.rows import model_of

VIEW, EDIT, ALL = ["view"], ["view", "add", "change"], ["view", "add", "change", "delete"]

ROWS = [model_of(part)._meta.model_name for part in PARTS.values() if part.rows]
VOCABULARY = [model._meta.model_name for model in KINDS]
DIRECTORY = ["clinicprofile", "phoneline", "location", "openinghours", "closure", "person"]
DIRECTORY += ["othercare", "othercarehours"]


def _permissions(app, models, verbs):
    return {f"{app}.{verb}_{model}" for model in models for verb in verbs}


AUTHOR = {
    *_permissions("conditions", ["article", *ROWS], ALL),
    *_permissions("conditions", VOCABULARY, EDIT),
    *_permissions("conditions", ["edition"], VIEW),
    "conditions.publish_article",
    *_permissions("photos", ["photo"], EDIT),
    *_permissions("directory", ["person"], VIEW),
}
REVIEWER = AUTHOR | {"conditions.sign_review", *_permissions("conditions", ["redflag"], EDIT)}
FRONT_DESK = {
    *_permissions("directory", DIRECTORY, VIEW),
    *_permissions("appointments", ["bookingrequest"], ["view", "change"]),
}
MANAGER = {
    *REVIEWER,
    *FRONT_DESK,
    *[f"appointments.{act}_bookingrequest" for act in ("reopen", "export", "audit", "erase")],
    *_permissions("appointments", ["onlinerequests"], EDIT),
    *_permissions("conditions", VOCABULARY, ALL),
    *_permissions("conditions", ["publishingrules"], EDIT),
    "conditions.override_approval",
    *_permissions("directory", DIRECTORY, ALL),
    *_permissions("backups", ["backuprun"], VIEW),
    *_permissions("auth", ["user"], EDIT),
    *_permissions("auth", ["group"], VIEW),
    *_permissions("accounts", ["signinrules"], ["view", "change"]),
}
ROLES = {"Authors": AUTHOR, "Reviewers": REVIEWER, "Front desk": FRONT_DESK, "Managers": MANAGER}


def sync(using="default", apps=current_apps, **kwargs):
    """Make the groups say what ROLES says. Runs after every `migrate`, once per app until all tables are there."""
    from django.contrib.auth.models import Group, Permission

    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.using(using).values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for name, permissions in ROLES.items():
        if permissions <= known.keys():
            group, _ = Group.objects.using(using).get_or_create(name=name)
            group.permissions.set([known[permission] for permission in permissions])
