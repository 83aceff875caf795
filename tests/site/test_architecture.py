"""How the house is laid, held by reading its code: which way the arrows point, and what stands where."""

import ast
import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["clinic_site", "conditions", "appointments"]
TOP = {
    *["manage.py", "clinic_site", "conditions", "appointments", "templates", "static", "tests", "docs", "findings"],
    *["requirements.txt", "requirements-dev.txt", "pyproject.toml", "Makefile", ".ci", ".gitignore"],
    *["requirements.lock", "requirements-dev.lock", "deploy", "Dockerfile", "compose.yaml"],
    *[".dockerignore", ".renovaterc.json"],
    *["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"],
}
PURE = [
    *[f"conditions.document.{name}" for name in ("values", "encoding", "outline", "urgency")],
    *[f"conditions.editing.{name}" for name in ("diff", "merge", "text_diff")],
    *[f"conditions.publishing.{name}" for name in ("readability", "readiness", "phones", "emergency_signs")],
    *[f"conditions.publishing.{name}" for name in ("correctable", "slips", "guarded_words")],
    *["conditions.reviews.needed_changes", "conditions.vocabulary.duplicate_terms"],
    *[f"conditions.discovery.search.{name}" for name in ("analysis", "index_entry", "query", "hits", "edit_distance")],
    *[f"conditions.discovery.search.{name}" for name in ("passages", "relevance", "lay_words", "widening", "writings")],
    *["clinic_site.spanish", "clinic_site.names", "clinic_site.word_list"],
    *["conditions.discovery.structured_data", "clinic_site.richtext.sanitiser"],
    *["clinic_site.photos.files", "clinic_site.photos.images", "clinic_site.slugs", "clinic_site.english"],
    *["clinic_site.directory.phone", "clinic_site.directory.hours"],
    *["appointments.rules", "appointments.answers", "appointments.spam", "appointments.consent"],
]
ALLOWED_IN_PURE = {"clinic_site.directory.phone": {"django.core.exceptions"}}


def files():
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in files()}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def imports(module):
    """Every module that `module` names in an import, at its top or inside a function."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level else ""
            source = ".".join(filter(None, [base, node.module]))
            found.add(source)
            found |= {f"{source}.{alias.name}" for alias in node.names if f"{source}.{alias.name}" in MODULES}
    return found


def within(room):
    return [module for module in MODULES if f"{module}.".startswith(f"{room}.")]


def arrows(room, *forbidden):
    """Imports that lead from `room` into a forbidden one, as "from -> to"."""
    return [
        f"{module} -> {target}"
        for module in within(room)
        for target in sorted(imports(module))
        if any(f"{target}.".startswith(f"{other}.") for other in forbidden)
    ]


def everything_behind(module):
    """`module` and what of ours it imports, directly or not."""
    seen, ahead = set(), [module]
    while ahead:
        current = ahead.pop()
        if current not in seen:
            seen.add(current)
            ahead += [target for target in imports(current) if target in MODULES]
    return seen


def calls(tree):
    """The dotted name of every call in `tree`, as "Edition.objects.create"."""
    return [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_the_directory_knows_neither_app():
    assert len(within("clinic_site.directory")) > 5
    assert arrows("clinic_site.directory", "conditions", "appointments") == []


def test_articles_know_nothing_of_booking():
    assert arrows("conditions", "appointments") == []


def test_articles_reach_no_other_app_through_a_relation_or_a_tag():
    """Django lets `article.booking_requests` and `{% load %}` reach what no import names."""
    foreign = {
        relation.get_accessor_name()
        for model in apps.get_app_config("conditions").get_models()
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label == "appointments"
    }
    assert foreign == {"booking_requests"}
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.value
        for module in within("conditions")
        if ".migrations." not in module
        for node in ast.walk(ast.parse(MODULES[module].read_text()))
        if isinstance(node, ast.Attribute | ast.Constant)
    }
    assert not foreign & names
    own = [path for path in TEMPLATES if "conditions" in path.relative_to(ROOT / "templates").parts]
    texts = [path.read_text() for path in own]
    assert len(texts) > 50 and not [text for text in texts if any(f".{name}" in text for name in foreign)]
    tags = {path.stem for path in (ROOT / "appointments").glob("templatetags/*.py")}
    assert not tags & {
        name for text in texts for load in re.findall(r"{% load ([^%]+)%}", text) for name in load.split()
    }


@pytest.mark.parametrize("room", ["conditions.templatetags", "conditions.models", "conditions.document"])
def test_tags_models_and_the_document_know_no_page_of_the_admin(room):
    assert within(room) and arrows(room, "conditions.admin", "conditions.public") == []


def test_no_modules_import_each_other_in_a_circle():
    ahead = {
        module: {
            target
            for target in imports(module) & MODULES.keys() - {module}
            if not any(
                f"{other}.".startswith(f"{target}.") and other != target for other in imports(module) & MODULES.keys()
            )
        }
        for module in MODULES
    }
    assert list(TopologicalSorter(ahead).static_order())  # its CycleError names them


@pytest.mark.parametrize("room", ["clinic_site.photos", "clinic_site.richtext"])
def test_photos_and_rich_text_know_no_app(room):
    assert arrows(room, "conditions", "appointments", "clinic_site.directory") == []


@pytest.mark.parametrize("module", PURE)
def test_what_decides_is_pure(module):
    for behind in everything_behind(module):
        django = {target for target in imports(behind) if target.partition(".")[0] == "django"}
        assert django <= ALLOWED_IN_PURE.get(behind, set()), behind
        assert not any(".models" in target for target in imports(behind)), behind


def test_what_decides_brings_in_only_the_parsers_it_is_made_of():
    behind = set().union(*(everything_behind(module) for module in PURE))
    foreign = {target.partition(".")[0] for module in behind for target in imports(module)}
    assert foreign - set(sys.stdlib_module_names) - {"clinic_site", "conditions", "django"} <= {
        "nh3",
        "phonenumbers",
        "Stemmer",
        "rapidfuzz",
        "spellchecker",
        "ahocorasick_rs",
        "PIL",
    }


def test_one_package_writes_editions():
    writing = re.compile(
        r"\b(Edition|EditionName|EditionTerm|ScheduleChange|Withdrawal|editions|names|terms|withdrawals)(\.objects)?\."
        r"(\w*create|update_or_create)$|(^|\.)_move$|^(Edition|ScheduleChange|Withdrawal)$"
    )
    writers = {}
    for module, path in MODULES.items():
        if ".migrations." not in module and (found := set(filter(writing.search, calls(ast.parse(path.read_text()))))):
            writers[module] = found
    assert all(module.startswith("conditions.publishing.") for module in writers), writers
    written = set().union(*writers.values())
    assert {f"{model}.objects.create" for model in ("Edition", "ScheduleChange", "Withdrawal")} <= written
    assert "EditionTerm.objects.bulk_create" in written
    assert any(call.endswith("._move") for call in written)


def test_one_module_writes_reviews():
    writing = re.compile(r"(Review|reviews)(\.objects)?\.(\w*create|update_or_create)$|^Review$")
    writers = {
        module
        for module, path in MODULES.items()
        if ".migrations." not in module and any(map(writing.search, calls(ast.parse(path.read_text()))))
    }
    assert writers == {"conditions.reviews.clinical_reviews"}


@pytest.mark.django_db
def test_the_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_migration_says_what_it_does():
    migrations = [path.stem for path in files() if path.parent.name == "migrations" and path.stem != "__init__"]
    assert len(migrations) >= 3
    assert [name for name in migrations if "auto_" in name] == []


def test_a_module_is_read_in_one_sitting():
    tests = (ROOT / "tests").rglob("*.py")
    migrations = {path for path in files() if path.parent.name == "migrations"}
    long = {
        str(path.relative_to(ROOT)): length
        for path in [*files(), *tests]
        if path not in migrations and (length := len(path.read_text().splitlines())) >= 300
    }
    assert long == {}


def test_the_top_of_the_house_holds_only_what_belongs_there():
    ignored = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split()} | {".git"}
    assert {path.name for path in ROOT.iterdir()} - ignored - TOP == set()


def test_the_stylesheet_stays_small():
    assert (ROOT / "static/site.css").stat().st_size <= 12_288


def test_there_is_one_font():
    assert len([path for path in (ROOT / "static").rglob("*") if re.search(r"\.(woff2?|ttf|otf)$", path.name)]) == 1


def test_no_template_prints_unescaped_and_each_compiles():
    unescaped = []
    for template in TEMPLATES:
        if re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", template.read_text()):
            unescaped.append(template)
        engines["django"].get_template(str(template.relative_to(ROOT / "templates")))  # its error names the template
    assert TEMPLATES and unescaped == []
