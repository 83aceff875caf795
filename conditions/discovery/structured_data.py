"""An article's page in the terms of schema.org, for search engines and other programs. Pure.

All text in it stands on the page too; tests/structured_data holds both to it, and the words to schema.org's vocabulary.
"""

from clinic_site.richtext.sanitiser import text_of
from conditions.document.parts import Kind
from conditions.document.values import PARTS, label

CONTEXT = "https://schema.org"
ICD_10 = "ICD-10-CM"  # of the National Center for Health Statistics


def article_page(document, *, site, url, crumbs, published, modified, clinic_name, review=None):
    """The page of `document` at the address `url` as a schema.org MedicalWebPage, in dicts, lists and strings.

    `site` is the address of the start page. `crumbs`: [(name, address)], the way to this page. `published` and
    `modified` are days. `review` is the one that patients are told of, as {"name", "credentials", "day"}; without one
    the page claims none.
    """
    return filled(
        {
            "@context": CONTEXT,
            "@type": "MedicalWebPage",
            "@id": url,
            "url": url,
            "name": document.title,
            "description": document.summary,
            "inLanguage": "en",
            "datePublished": published.isoformat(),
            "dateModified": modified.isoformat(),
            "lastReviewed": review and review["day"].isoformat(),
            "reviewedBy": review and person(review["name"], review["credentials"]),
            "author": document.author and _author(document.author),
            "publisher": clinic_name and {"@type": "MedicalClinic", "@id": site, "name": clinic_name, "url": site},
            "breadcrumb": _breadcrumb([*crumbs, (document.title, url)]),
            "about": condition(document, url),
        }
    )


def condition(document, url):
    """Return the MedicalCondition of `document`. A term's name comes with its meaning for this condition."""
    said = {"@type": "MedicalCondition"}
    for part in PARTS.values():
        if part.json_ld:
            name, kind = part.json_ld if isinstance(part.json_ld, tuple) else (part.json_ld, None)
            said[name] = _said(part, getattr(document, part.name), kind, url)
    return said


def _said(part, value, kind, url):
    """Return `value`, that of `part`, as values of the type `kind`; as text where that is None."""
    if part.kind == Kind.TERM_ROWS:
        return [{"@type": kind, "name": label(row), "description": row.detail} for row in value]
    if part.kind == Kind.TERMS:
        return [{"@type": kind, "name": term.name} for term in value]
    if kind == "MedicalCode":
        return [{"@type": kind, "codeValue": code, "codingSystem": ICD_10} for code in value]
    if part.kind == Kind.LINES:
        return list(value)
    text = text_of(value) if part.kind == Kind.RICH else value
    if kind is None:
        return text
    return value and {"@type": kind, "name": part.title, "description": text, "url": f"{url}#{part.section}"}


def person(name, credentials, job_title=""):
    return {"@type": "Person", "name": name, "honorificSuffix": credentials, "jobTitle": job_title}


def filled(value):
    """`value` without the parts that say nothing."""
    if isinstance(value, dict):
        return {name: kept for name, part in value.items() if (kept := filled(part)) not in (None, "", [])}
    return [filled(item) for item in value] if isinstance(value, list) else value


def _author(author):
    return person(author.name, author.credentials, author.job_title)


def _breadcrumb(crumbs):
    steps = [
        {"@type": "ListItem", "position": place, "name": name, "item": {"@type": "WebPage", "@id": address}}
        for place, (name, address) in enumerate(crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}
