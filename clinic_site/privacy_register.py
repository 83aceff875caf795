"""What personal data lies where, why, for how long, and who may see it: one table, made from what models declare.

Who runs a clinic's site needs it as a record of processing (GDPR article 30) or for a risk analysis (45 CFR 164.308,
HIPAA). The links from a record to the account of whoever made it are found by themselves.
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model

from clinic_site.personal_data import EVERYBODY, NOBODY, Held
from clinic_site.roles import ROLES

ACCOUNTS = "auth.view_user"
PAGES = {  # by the label of an app: who sees the pages that name the account of whoever did something
    "conditions": "conditions.view_article",
    "appointments": "appointments.view_bookingrequest",
    "directory": "directory.view_person",
    "photos": "photos.view_photo",
    "admin": ACCOUNTS,
}
STAFF = "Staff"
OF_OTHERS = {  # models of Django
    "auth.User": Held(
        STAFF,
        {
            "username": "account name",
            "first_name": "first name",
            "last_name": "last name",
            "email": "email address",
            "password": "hash of the password",
            "last_login": "when they last signed in",
        },
        "To sign in, and to say who did what",
        "until a manager deletes the account; one that did something on record is switched off instead",
        ACCOUNTS,
    ),
    "sessions.Session": Held(
        STAFF,
        {"session_key": "random name, in the cookie", "session_data": "who is signed in"},
        "To stay signed in",
        "12 hours at most",
        NOBODY,
    ),
    "admin.LogEntry": Held(
        STAFF, {"user": "who changed which record when"}, "So that changes can be told", "for good", ACCOUNTS
    ),
}
ELSEWHERE = {  # what lies outside the database
    "Files of photos": Held(
        "People shown",
        {"picture": "the pixels alone, without place, time or device"},
        "To show them on pages",
        "as long as an edition shows them",
        EVERYBODY,
    ),
    "Letters in files": Held(
        "Patients, staff",
        {"address": "where a letter would have gone, on a site without a mail server"},
        "So that nothing is lost before mail is set up",
        "{keep_days} days",
        NOBODY,
    ),
    "Spool": Held(
        "Patients",
        {
            "request": "what was sent while the database was down (sealed with a public key)",
            "address": "keyed hash of the network address",
        },
        "So that no request is lost",
        "until the database is back, most often minutes; what cannot be opened {keep_days} days; the hash one hour",
        NOBODY,
    ),
    "Log": Held(
        STAFF,
        {"account": "which account somebody failed to sign in to, with a keyed hash of the network address"},
        "To notice attacks",
        "as long as the server keeps its log",
        NOBODY,
    ),
    "Backups": Held(
        "All of the above",
        {"copy": "what the database and the photos held that night; patients' words stay sealed"},
        "To bring the site back",
        "until the backup is deleted in its turn",
        NOBODY,
    ),
    "Browser of an author": Held(
        STAFF,
        {"draft": "what is being typed, on that author's own machine"},
        "So that no typed word is lost",
        "until it is saved or thrown away",
        NOBODY,
    ),
    "Cookie of staff": Held(
        STAFF,
        {"known_browser": "random, with a keyed hash for each account that signed in there"},
        "To tell of sign-ins from a new browser",
        "400 days, in that browser alone",
        NOBODY,
    ),
    "Cookie of a patient": Held(
        "Patients",
        {"secret": "random, with which the browser finds its unsent answers again"},
        "To fill in the form on several pages",
        "one hour",
        NOBODY,
    ),
}


@dataclass(frozen=True)
class Row:
    """A row of the table, all of it in words."""

    where: str
    whose: str
    what: str
    why: str
    kept: str
    seen_by: str


def rows(keep_days):
    """[Row], places in the database first. `keep_days`: how long the clinic keeps a closed request's details."""
    models = [(_place(model), own) for model in apps.get_models() if (own := declared(model))]
    accounts = [(config.verbose_name, own) for config in apps.get_app_configs() if (own := _accounts(config))]
    return [
        Row(where, each.whose, "; ".join(each.what.values()), each.why, _kept(each, keep_days), _seen_by(each.seen_by))
        for where, each in [*models, *accounts, *ELSEWHERE.items()]
    ]


def declared(model):
    """The Held of `model`, or None."""
    return vars(model).get("held") or OF_OTHERS.get(model._meta.label)


def accounts_named(model):
    """The fields of `model` that link the account of somebody who did something, but for what it declares itself."""
    own = declared(model)
    return [
        field
        for field in model._meta.concrete_fields
        if field.related_model is get_user_model() and not (own and field.name in own.what)
    ]


def markdown(keep_days):
    """The table as text, for a page of its own."""
    head = ["Where", "Whose", "What", "Why", "How long", "Who sees it"]
    lines = [head, ["---"] * len(head), *[list(vars(row).values()) for row in rows(keep_days)]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _place(model):
    return f"{model._meta.app_config.verbose_name}: {model._meta.verbose_name}"


def _accounts(config):
    """The Held of all links to accounts in the models of an app, or None."""
    what = {
        f"{model._meta.model_name}.{field.name}": f"{model._meta.verbose_name} ({field.verbose_name})"
        for model in config.get_models()
        for field in accounts_named(model)
    }
    why = "So that it can be told who did what"
    return Held(STAFF, what, why, "as long as the record", PAGES[config.label]) if what else None


def _kept(held, keep_days):
    return held.kept.format(keep_days=keep_days)


def _seen_by(permission):
    if permission in (EVERYBODY, NOBODY):
        return permission
    return ", ".join(role for role, permissions in ROLES.items() if permission in permissions)
