"""The cast and the stage: a clinic, people in each role, articles; files go to a folder of the test's own."""

import contextlib
import io
import itertools
import os

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client, override_settings
from PIL import Image

from appointments import triggers as booking_triggers
from clinic_site import roles
from clinic_site.directory import triggers as directory_triggers
from clinic_site.directory.models import ClinicProfile, Person, PhoneLine
from clinic_site.page_cache import store
from clinic_site.photos.models import Photo
from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.models import Article
from conditions.publishing import triggers
from conditions.publishing.actions import publish
from tests.mail.smtp import mail_server
from tests.migrated import django_db_keepdb, django_db_setup  # noqa: F401  (fixtures)
from tests.prepared import Prepared

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """A database for tests need not outlive a power cut, so it writes nothing through to the disk."""
    options = settings.DATABASES["default"]["OPTIONS"]
    if connection.vendor == "sqlite":
        options["init_command"] = options["init_command"].replace("synchronous=EXTRA", "synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def quick_settings():
    """Passwords are hashed in no time, and no static file needs to be collected."""
    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES=settings.STORAGES | static, PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """One folder after the other, each of which is made as soon as something is put there."""
    above = tmp_path_factory.mktemp("media")
    return (above / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_files(settings, folders):
    settings.MEDIA_ROOT, settings.SPOOL = next(folders), next(folders)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """prepared.demo(folder) puts the data of the demo clinic there (tests/prepared.py). All workers share them."""
    folder = tmp_path_factory.getbasetemp()
    return Prepared(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture(autouse=True)
def nothing_kept():
    """No test is shown a page that another one made."""
    store.memory.clear()


@pytest.fixture(autouse=True)
def emptied_between_tests(request):
    """Tests with real transactions empty the database afterwards, which the guards would rightly refuse.

    `flush` runs after this and sends post_migrate, which installs guards and roles again.
    """
    marker = request.node.get_closest_marker("django_db")
    real = marker and marker.kwargs.get("transaction")
    if not real and not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    roles.sync()
    yield
    triggers.drop()
    booking_triggers.drop()
    directory_triggers.drop()


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup, django_db_blocker):  # noqa: F811  (the fixture imported above)
    """A context for a fixture of a module: all of its tests find the rows made there as they were made.

    For a module in which every test wants them, and none has real transactions.
    """

    @contextlib.contextmanager
    def rows_of_module():
        with django_db_blocker.unblock():
            yield

    around = transaction.atomic()
    around._from_testcase = True  # as Django marks those around its tests
    with rows_of_module():
        around.__enter__()
    yield rows_of_module
    with rows_of_module():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def draft_for_module(rows_of_module):
    """What `clinic`, `author` and `draft` give is made once for the whole module."""
    with rows_of_module():
        the_clinic()
        the_draft(the_author())


@pytest.fixture(scope="module")
def live_for_module(rows_of_module, draft_for_module):
    """So is what `live` gives, in a module in which no test wants a draft that was never published."""
    with rows_of_module():
        author = the_author()
        the_live_article(the_draft(author), author)


def user(name, role=None, **more):
    account = User.objects.create_user(name, password=PASSWORD, is_staff=True, first_name=name.title(), **more)
    if role:
        account.groups.add(Group.objects.get(name=role))
    return account


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def the_author():
    return User.objects.filter(username="author").first() or user("author", "Authors")


@pytest.fixture
def author(clinic):
    return the_author()


@pytest.fixture
def reviewer(db):
    account = user("reviewer", "Reviewers")
    Person.objects.create(
        name="Amelia Hart",
        slug="amelia-hart",
        credentials="MD",
        role=Person.Role.PHYSICIAN,
        job_title="Orthopedic surgeon",
        user=account,
    )
    return account


@pytest.fixture
def frontdesk(db):
    return user("frontdesk", "Front desk")


@pytest.fixture
def manager(db):
    return user("manager", "Managers")


@pytest.fixture
def outsider(db):
    """Staff without any role."""
    return user("outsider")


def the_clinic():
    if there := ClinicProfile.objects.first():
        return there
    profile = ClinicProfile.objects.create(
        name="Pelican Point Orthopedics",
        strapline="Bones, joints and rehab",
        emergency_wording="Call 911 or go to the nearest emergency room.",
    )
    PhoneLine.objects.create(
        profile=profile, purpose="new_patients", label="New patient visits", number="904-555-0101", position=1
    )
    PhoneLine.objects.create(
        profile=profile, purpose="rehab", label="Physical therapy", number="(904) 555-0102", position=2
    )
    return profile


@pytest.fixture
def clinic(db):
    return the_clinic()


@pytest.fixture
def picture():
    """Bytes of a JPEG, 800 by 500."""
    out = io.BytesIO()
    Image.effect_noise((800, 500), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def photo(db, picture):
    return Photo.objects.store(picture, title="A knee")


def document(slug="runners-knee", **more):
    """A document that readiness has nothing to say against, but for what `more` changes."""
    defaults = {
        "title": slug.replace("-", " ").capitalize(),
        "also_known_as": ("Patellar pain",),
        "icd_10": ("M22.2",),
        "summary": "Runner's knee is pain around the kneecap. Rest and exercises help most people.",
        "overview": "<p>The kneecap glides in a groove. When it is overworked, it hurts.</p>",
        "causes": "<p>Too much running, too soon.</p>",
        "symptoms": (
            symptom("swelling", "Swelling", Urgency.CLINIC, "A little puffiness below the kneecap."),
            symptom("fever", "Fever", Urgency.EMERGENCY, "Fever with a hot knee may be an infection."),
        ),
        "risk_factors": (entry("overweight", "Excess weight", "Each pound loads the kneecap fourfold on stairs."),),
        "diagnosis": "<p>We look at how you squat.</p>",
        "tests": (entry("x-ray", "X-ray", "Shows the groove."),),
        "treatment": "<p>Exercises for the thigh.</p>",
        "sections": (d.Section(heading="Getting back to running", text="<p>Slowly.</p>"),),
        "questions": (d.Question(question="May I still walk?", answer="<p>Yes.</p>"),),
        "sources": (d.Source(title="Knee pain", publisher="MedlinePlus", url="https://medlineplus.gov/"),),
        "author": d.Person(slug="nora", name="Nora Whitfield", credentials="MS, ATC", job_title="Athletic trainer"),
        "body_areas": (d.Term(slug="knee", name="Knee"),),
    }
    return d.ArticleDocument(slug=slug, **{**defaults, **more})


def symptom(slug, name, urgency=Urgency.CLINIC, detail=""):
    return d.SymptomEntry(term=d.Term(slug=slug, name=name), detail=detail, urgency=urgency)


def entry(slug, name, detail=""):
    return d.TermEntry(term=d.Term(slug=slug, name=name), detail=detail)


def the_draft(author):
    return Article.objects.filter(slug="runners-knee").first() or restore(document(), by=author)[0]


def the_live_article(draft, author):
    if not draft.editions.exists():
        publish(draft, by=author, change_note="First published.")
    return draft


@pytest.fixture
def draft(author):
    """A working copy that was never published."""
    return the_draft(author)


@pytest.fixture
def live(draft, author):
    """An article whose first edition is live."""
    return the_live_article(draft, author)


@pytest.fixture
def server(settings):
    """The mail server that letters go to, which does as told (tests/mail/smtp.py)."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 1
        yield server
