"""Data that articles share and take with them: the vocabulary, and the clinic's facts."""

from collections import Counter
from dataclasses import asdict

from django.core.exceptions import ValidationError

from clinic_site.directory import history, phone
from clinic_site.directory.clinic import Clinic
from clinic_site.directory.models import ClinicProfile, PhoneLine
from conditions.models import KINDS, Edition, PublishingRules
from conditions.transfer.folder import CLINIC, FORMAT, VOCABULARY

MODELS = {model.part: model for model in KINDS}
WORDS = ["slug", "name", "description", "synonyms"]


def clinic_data():
    """The profile, phone lines and publishing rules; None for what nobody wrote yet."""
    rules = PublishingRules.objects.first()
    return {
        "format": FORMAT,
        "profile": asdict(Clinic.read()) if ClinicProfile.objects.exists() else None,
        "rules": rules and {"levels": rules.levels, "review_months": rules.review_months},
    }


def clinic_problems(data):
    try:
        for row in _clinic_rows(data):
            _check(row)
    except (ValidationError, TypeError, ValueError, KeyError, AttributeError):
        yield f"{CLINIC} is not as export_articles writes it."


def _check(row):
    """Raises ValidationError. A number that nothing dials may come from an older site: pages show it without a link."""
    try:
        row.full_clean(validate_unique=False, validate_constraints=False, exclude=["profile"])
    except ValidationError as error:
        faults = [fault.code for found in error.error_dict.values() for fault in found]
        if faults != [phone.NOT_DIALED] or not isinstance(row.number, str):
            raise


def take_clinic(data):
    """Write profile, phone lines and rules, where this site is new: care cards and publish checks need them.

    Returns whether it did. A site that says anything of itself already is left as it is.
    """
    if any(model.objects.exists() for model in (ClinicProfile, PublishingRules, Edition)):
        return False
    rows = _clinic_rows(data)
    with history.one_version():
        for row in rows:
            row.save()
    return bool(rows)


def _clinic_rows(data):
    rows = []
    if data["profile"] is not None:
        clinic = Clinic.from_facts(data["profile"])
        rows.append(
            ClinicProfile(name=clinic.name, strapline=clinic.strapline, emergency_wording=clinic.emergency_wording)
        )
        rows += [PhoneLine(position=i, **asdict(line)) for i, line in enumerate(clinic.phone_lines)]
    if data["rules"] is not None:
        rules = data["rules"]
        rows.append(PublishingRules(levels=dict(rules["levels"]), review_months=rules["review_months"]))
    return rows


def vocabulary_data():
    """Every word, with what it means and which word it became: texts and old addresses lead to words, too."""
    return {"format": FORMAT, **{part: [_term_data(term) for term in _terms(model)] for part, model in MODELS.items()}}


def _terms(model):
    return model.objects.select_related("merged_into", *_links(model)).order_by("slug")


def _term_data(term):
    data = {name: getattr(term, name) for name in _words(type(term))}
    links = {name: getattr(term, name) for name in ("merged_into", *_links(type(term)))}
    return data | {name: other and other.slug for name, other in links.items()}


def _words(model):
    own = [field.name for field in model._meta.fields if field.name == "position"]
    return [*WORDS, *own]


def _links(model):
    """The fields that link another word of the kind, but for `merged_into`; an older export has none of them."""
    return [field.name for field in model._meta.fields if field.name == "broader"]


def vocabulary_problems(data):
    """Sentences on words that this clinic cannot take."""
    if "format" not in data or not data.keys() <= {"format", *MODELS}:
        yield f"{VOCABULARY} is not as export_articles writes it."
        return
    for part, model in MODELS.items():
        if not isinstance(data.get(part, []), list) or not all(_is_row(model, row) for row in data.get(part, [])):
            yield f"{VOCABULARY}, {part}: the words are not as export_articles writes them."
            continue
        yield from _row_problems(model, data.get(part, []), part)


def _is_row(model, row):
    return (
        isinstance(row, dict)
        and row.keys() - _links(model) == {*_words(model), "merged_into"}
        and all(isinstance(row.get(name), str | None) for name in _links(model))
        and all(isinstance(row[name], str) for name in ("slug", "name", "description"))
        and isinstance(row["synonyms"], list)
        and all(isinstance(synonym, str) for synonym in row["synonyms"])
        and isinstance(row["merged_into"], str | None)
    )


def _row_problems(model, rows, part):
    ours = set(model.objects.values_list("slug", flat=True))
    for name in ("slug", "name"):
        counts = Counter(row[name].casefold() for row in rows)
        for value in [value for value, count in counts.items() if count > 1]:
            yield f"{VOCABULARY}, {part}: the {name} “{value}” is there twice."
    became = {row["slug"]: row["merged_into"] for row in rows}
    for row in rows:
        where = f"{VOCABULARY}, {part}, “{row['name']}”:"
        if row["merged_into"] is not None and became.get(row["merged_into"], "none") is not None:
            yield f"{where} it was merged into a word that is not there, or no longer used itself."
        if row["slug"] not in ours:
            try:
                term = _new(model, row)
                term.clean_fields()
                term.clean()
            except ValidationError as error:
                yield f"{where} {' '.join(error.messages)}"


def known_words(data):
    """{part: slugs} of the words that are here, or in the vocabulary `data` without problems."""
    return {
        part: {*model.objects.values_list("slug", flat=True), *(row["slug"] for row in data.get(part, []))}
        for part, model in MODELS.items()
    }


def take_vocabulary(data):
    """Add the words that this clinic has not got; its own stay as they are. Returns sentences on those that differ."""
    notes = []
    for part, model in MODELS.items():
        ours = {term.slug: term for term in _terms(model)}
        new = {row["slug"]: _new(model, row) for row in data.get(part, []) if row["slug"] not in ours}
        for term in new.values():
            term.save()
        for row in data.get(part, []):
            if row["slug"] in ours and _term_data(ours[row["slug"]]) != dict.fromkeys(_links(model)) | row:
                notes.append(f"The word “{row['name']}” is here already, and keeps what this clinic says of it.")
            elif row["slug"] in new and row["merged_into"]:
                became = (new | ours)[row["merged_into"]]
                new[row["slug"]].merged_into = became.merged_into or became  # one step, as merging leaves it
                new[row["slug"]].save(update_fields=["merged_into"])
            elif row["slug"] in new:
                _link(new[row["slug"]], row, new | ours)
    return notes


def _link(term, row, words):
    """Make a new word link those that `row` names, where they are words in use here."""
    for name in _links(type(term)):
        other = words.get(row.get(name))
        if other is not None and other.merged_into is None:
            setattr(term, name, other)
            term.save(update_fields=[name])


def _new(model, row):
    return model(**{name: row[name] for name in _words(model)})
