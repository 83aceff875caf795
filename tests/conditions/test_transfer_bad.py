"""An export that is cut short, damaged, forged or too new: each has its sentence, and nothing is written."""

import json
import os
import shutil

import pytest
from django.core.management import CommandError

from tests.conditions.exported import change, counts, export_of, new_clinic, run, seal, tree
from tests.photos.pictures import jpeg

pytestmark = pytest.mark.django_db

ARTICLE, MANIFEST = "articles/runners-knee.json", "manifest.json"
EDITION, DOCUMENT = "editions__0", "editions__0__document"
REVIEW = {
    "edition": 1,
    "draft": False,
    "reviewer": "A",
    "credentials": "",
    "person": "",
    "outcome": "no-change",
    "note": "",
    "comments": [],
    "reviewed_at": "2026-10-01T12:00:00+00:00",
    "next_due": "2028-10-01",
}
WITHDRAWAL = {
    "answer": "notice",
    "reason": "Old.",
    "instead": None,
    "decided_at": "2026-10-01T12:00:00+00:00",
    "withdrawn_at": "2026-10-01T12:00:00+00:00",
}


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return tmp_path_factory.mktemp("original") / "export"


@pytest.fixture
def folder(original, settings, tmp_path):
    """An export of one live article with a photo; each test spoils a copy of its own."""
    if not original.exists():
        export_of("runners-knee", original, settings, tmp_path, picture=jpeg())
    return shutil.copytree(original, tmp_path / "export")


def refused(folder, settings, *phrases):
    """The import is refused in these words, and leaves no trace."""
    new_clinic()
    before, media = counts(), tree(settings.MEDIA_ROOT)
    with pytest.raises(CommandError) as error:
        run("import_articles", folder)
    message = str(error.value)
    assert message.startswith("Nothing was imported.\n- ")
    for phrase in phrases:
        assert phrase in message, message
    assert counts() == before and tree(settings.MEDIA_ROOT) == media
    return message


def test_as_it_was_exported_it_is_fine(folder):
    new_clinic()
    run("import_articles", folder)
    assert counts()["Edition"] == 1


@pytest.mark.parametrize("name", [ARTICLE, "vocabulary.json", "clinic.json", "photos.json", "photo"])
def test_a_file_is_missing(folder, settings, name):
    path = next((folder / "photos").iterdir()) if name == "photo" else folder / name
    path.unlink()
    refused(folder, settings, path.name, "is missing: the export was cut short, or files were lost. Copy")


@pytest.mark.parametrize("name", [ARTICLE, "vocabulary.json", "photo"])
def test_a_file_is_cut_short_or_has_a_flipped_byte(folder, settings, name):
    path = next((folder / "photos").iterdir()) if name == "photo" else folder / name
    content = bytearray(path.read_bytes())
    path.write_bytes(content[: len(content) // 2])
    message = refused(folder, settings, path.name, "is not as it was exported: it was changed, or damaged")
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        run("import_articles", folder)
    assert str(error.value) == message


def test_all_that_is_wrong_is_told_at_once(folder, settings):
    (folder / "vocabulary.json").write_text("{}")
    (folder / ARTICLE).unlink()
    assert refused(folder, settings, "vocabulary.json", ARTICLE).count("\n- ") == 2


def test_a_folder_that_is_no_export(folder, settings):
    (folder / MANIFEST).unlink()
    refused(folder, settings, "holds no manifest.json: it is no export, or one that was cut short. Run export")


@pytest.mark.parametrize(
    "name, changes, said",
    [
        (MANIFEST, {"format": 2}, "manifest.json comes from a newer release: it follows format 2, and this site reads"),
        (MANIFEST, {"schema": 9}, "it follows schema 9, and this site reads up to 2. Upgrade this site first."),
        (ARTICLE, {"format": 2}, "runners-knee.json comes from a newer release: it follows format 2"),
        (ARTICLE, {f"{DOCUMENT}__schema": 9}, "The document follows schema 9; this site reads up to 2. Upgrade"),
        ("vocabulary.json", {"format": 2}, "vocabulary.json comes from a newer release"),
    ],
)
def test_it_is_newer_than_this_site(folder, settings, name, changes, said):
    change(folder, name, **changes)
    refused(folder, settings, said)


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"format": "1"}, "does not say which format"),
        ({"editions": "some"}, "is not as export_articles writes it"),
        ({"files": []}, "is not as export_articles writes it"),
        ({"files": {}}, "is not as export_articles writes it"),
        ({"files__../../etc/passwd": "a" * 64}, "is not as export_articles writes it"),
        ({"files__/etc/passwd": "a" * 64}, "is not as export_articles writes it"),
        ({"files__articles/../../secret.json": "a" * 64}, "is not as export_articles writes it"),
        ({"files__photos/x.jpg": "a" * 64}, "is not as export_articles writes it"),
        ({"files__articles/gone.json": "a" * 64}, "articles/gone.json is missing"),
    ],
)
def test_the_manifest_is_forged(folder, settings, changes, said):
    change(folder, MANIFEST, **changes)
    refused(folder, settings, said)


@pytest.mark.parametrize("spoil", ["file", "folder", "pipe"])
def test_links_and_pipes_lead_nowhere(folder, settings, tmp_path, spoil):
    path = folder / ARTICLE
    moved = (path.parent if spoil == "folder" else path).rename(tmp_path / "moved")
    if spoil == "pipe":
        os.mkfifo(path)
    else:
        (path.parent if spoil == "folder" else path).symlink_to(moved)
    refused(folder, settings, f"{ARTICLE} is a link or no plain file. Put the file itself there.")


def test_a_file_that_nobody_listed(folder, settings):
    shutil.copy(folder / ARTICLE, folder / "articles/another.json")
    refused(folder, settings, "articles/another.json is not listed in manifest.json")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1, 2", '{"format": 1, "format": 1}', '{"format": NaN}', "[" * 100_000, '{"format": 1}', "[]", "\udcff"],
)
def test_what_is_no_json_or_another_one(folder, settings, text):
    (folder / ARTICLE).write_bytes(text.encode(errors="surrogateescape"))
    seal(folder, ARTICLE)
    refused(folder, settings, ARTICLE)


def test_a_file_that_says_a_thing_twice(folder, settings):
    path = folder / ARTICLE
    path.write_text(path.read_text().replace('"reviews": []', '"reviews": [], "reviews": []'))
    seal(folder, ARTICLE)
    refused(folder, settings, f"{ARTICLE} is not readable as JSON (a name stands there twice).")


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"addresses": "runners-knee"}, "addresses: This must be a list."),
        ({"addresses": ["no slug"]}, "addresses: Enter a valid “slug”"),
        ({"addresses": ["runners-knee", "runners-knee"]}, "The address runners-knee is there twice."),
        ({"addresses": ["another"]}, "not in its list of addresses: runners-knee."),
        ({"editions": []}, "It has no edition."),
        ({EDITION: {}}, "editions, no. 1, it must say these and nothing else: number, live_from"),
        ({f"{EDITION}__number": 0}, "number: This must be a whole number from 1 on."),
        ({f"{EDITION}__number": True}, "number: This must be a whole number"),
        ({f"{EDITION}__number": 1 << 40}, "number: This must be a whole number"),
        ({f"{EDITION}__live_from": "2026-10-01T12:00:00"}, "live_from: This must be a moment with its time zone"),
        ({f"{EDITION}__live_from": "0001-01-01T00:00:00+14:00"}, "live_from: "),
        ({f"{EDITION}__live_from": None}, "live_from: This must be a moment"),
        ({f"{EDITION}__live_until": "2001-01-01T00:00:00+00:00"}, "Edition 1 ends before it begins."),
        ({f"{EDITION}__change_note": ""}, "change_note: This field cannot be blank."),
        ({f"{EDITION}__publisher": "x" * 201}, "publisher: Ensure this value has at most 200 characters"),
        ({f"{EDITION}__publisher": "\0"}, "publisher: This must be text."),
        ({f"{EDITION}__publisher": "\ud800"}, "publisher: "),
        ({f"{EDITION}__correction": "no"}, "correction: This must be true or false."),
        ({DOCUMENT: []}, "document: An article document must be a JSON object."),
        ({f"{DOCUMENT}__slug": "another"}, "No edition is of the address that the file is named after."),
        ({f"{DOCUMENT}__title": "x" * 201}, "title: Ensure this value has at most 200 characters"),
        ({f"{DOCUMENT}__summery": ""}, "document has fields that are not known: summery"),
        ({f"{DOCUMENT}__overview": "<p>" * 200_000}, "This text is too long"),
        ({f"{DOCUMENT}__photo__digest": "b" * 64}, f"edition 1: its photo photos/{'b' * 64}.jpg is not in this export"),
        ({f"{DOCUMENT}__photo__width": 5}, "or has another size than the text says"),
        ({"reviews": [REVIEW | {"edition": 7}]}, "A review is of edition 7, which is not there."),
        ({"reviews": [REVIEW | {"outcome": "fine"}]}, "reviews, no. 1, outcome: Value 'fine' is not a valid choice"),
        ({"reviews": [REVIEW | {"outcome": "change-needed"}]}, "asks for a change and does not say which"),
        ({"reviews": [REVIEW | {"comments": ["x"]}]}, "A comment says its part, label and text."),
        ({"reviews": [REVIEW | {"next_due": "soon"}]}, "next_due: "),
        ({"withdrawals": [WITHDRAWAL]}, "The withdrawal of October 1, 2026 ends no edition."),
        ({"withdrawals": [WITHDRAWAL | {"answer": "redirect"}]}, "A withdrawal leads to no other article."),
        ({"withdrawals": [WITHDRAWAL | {"instead": "nowhere"}]}, "leads on to, nowhere, is not in this export"),
    ],
)
def test_an_article_is_forged(folder, settings, changes, said):
    change(folder, ARTICLE, **changes)
    refused(folder, settings, ARTICLE, said)


@pytest.mark.parametrize(
    "part, place", [("symptoms", "0__term"), ("risk_factors", "0__term"), ("tests", "0__term"), ("body_areas", "0")]
)
@pytest.mark.parametrize("newest", [True, False])
def test_an_edition_names_a_word_that_is_nowhere(folder, settings, part, place, newest):
    (edition,) = json.loads((folder / ARTICLE).read_text())["editions"]
    then = "2027-01-01T00:00:00+00:00"
    change(folder, ARTICLE, editions=[edition | {"live_until": then}, edition | {"number": 2, "live_from": then}])
    word = f"editions__{int(newest)}__document__{part}__{place}"
    change(folder, ARTICLE, **{f"{word}__slug": "lost-word", f"{word}__name": "Lost word"})
    said = f"{ARTICLE}: it names “Lost word” ({part}, lost-word), which is neither in vocabulary.json nor in this"
    assert refused(folder, settings, said).count("lost-word") == 1


def test_words_are_not_looked_for_in_a_vocabulary_that_cannot_be_read(folder, settings):
    change(folder, "vocabulary.json", symptoms={})
    assert "which is neither" not in refused(folder, settings, "the words are not as export_articles writes them")


def test_a_text_that_does_not_fit_its_field_is_found_before_anybody_sees_a_thing(folder):
    change(folder, ARTICLE, **{f"{DOCUMENT}__sources__0__title": "x" * 301})
    new_clinic()
    before = counts()
    with pytest.raises(CommandError, match="runners-knee.json: Ensure this value has at most 300 characters"):
        run("import_articles", folder)
    assert counts() == before


def test_editions_that_are_live_at_once(folder, settings):
    (edition,) = json.loads((folder / ARTICLE).read_text())["editions"]
    change(folder, ARTICLE, editions=[edition, edition | {"live_from": "2027-01-01T00:00:00+00:00"}])
    refused(folder, settings, "The edition 1 is there twice.", "Editions 1 and 1 are live at the same time.")


def test_two_files_with_one_address(folder, settings):
    shutil.copy(folder / ARTICLE, folder / "articles/knee.json")
    change(folder, "articles/knee.json", addresses=["knee", "runners-knee"], **{f"{DOCUMENT}__slug": "knee"})
    refused(folder, settings, "the address runners-knee is that of articles/runners-knee.json as well")


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"symptoms": {}}, "symptoms: the words are not as export_articles writes them"),
        ({"symptoms__0": {}}, "symptoms: the words are not as export_articles writes them"),
        ({"symptoms__0__slug": "swelling"}, "the slug “swelling” is there twice"),
        ({"symptoms__0__name": "SWELLING"}, "the name “swelling” is there twice"),
        ({"symptoms__0__name": "x" * 121}, "Ensure this value has at most 120 characters"),
        ({"symptoms__0__synonyms": 5}, "symptoms: the words are not as export_articles writes them"),
        ({"symptoms__0__merged_into": []}, "symptoms: the words are not as export_articles writes them"),
        ({"symptoms__0__merged_into": "gone"}, "“Fever”: it was merged into a word that is not there"),
        ({"symptoms__0__merged_into": "fever"}, "“Fever”: it was merged into a word that is not there, or no longer"),
        ({"body_areas__0__position": -1}, "body_areas, “Knee”"),
    ],
)
def test_the_vocabulary_is_forged(folder, settings, changes, said):
    change(folder, "vocabulary.json", **changes)
    refused(folder, settings, "vocabulary.json", said)


@pytest.mark.parametrize(
    "changes",
    [
        {"profile__name": "x" * 121},
        {"profile__id": 2},
        {"profile": {}},
        {"profile__phone_lines": [{"number": "1"}]},
        {"rules": {"levels": [1], "review_months": 1}},
        {"rules": {"levels": {}, "review_months": 0}},
    ],
)
def test_the_clinic_is_forged(folder, settings, changes):
    change(folder, "clinic.json", **changes)
    refused(folder, settings, "clinic.json is not as export_articles writes it.")


@pytest.mark.parametrize("titles", [[], {"a": 5}, {"a": "x" * 201}])
def test_the_titles_of_photos_are_forged(folder, settings, titles):
    change(folder, "photos.json", titles=titles)
    refused(folder, settings, "photos.json is not as export_articles writes it.")


def test_a_photo_that_is_not_what_its_name_says(folder, settings):
    path = next((folder / "photos").iterdir())
    path.write_bytes(jpeg(width=700))
    seal(folder, f"photos/{path.name}")
    refused(folder, settings, path.name, "The photo is not the one that its name tells of")
