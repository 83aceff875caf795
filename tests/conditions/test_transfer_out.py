"""The folder that an export writes into, and an export that comes to nothing."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError

from conditions.models import Article
from conditions.transfer.exporter import export
from conditions.transfer.folder import TransferRefused, Writer
from tests.conditions.exported import eventful_clinic, run, tree, write_and_publish

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_it_says_what_it_wrote_and_what_stayed(clinic, picture, tmp_path):
    eventful_clinic(picture)
    said = "x holds 3 articles in 5 editions, and 0 photos.\nNot live, so not exported: 2 articles.\n"
    assert run("export_articles", tmp_path / "x").endswith(said)
    said = "y holds 4 articles in 8 editions, and 1 photo.\nNever published, so not exported: 1 article.\n"
    assert run("export_articles", tmp_path / "y", "--all").endswith(said)


def test_an_empty_folder_is_as_good_as_none(live, tmp_path):
    (tmp_path / "empty").mkdir()
    run("export_articles", tmp_path / "empty")
    run("export_articles", tmp_path / "new/and/deep")
    assert tree(tmp_path / "empty") == tree(tmp_path / "new/and/deep") != {}


def test_two_exports_of_one_state_are_the_same(clinic, picture, tmp_path):
    eventful_clinic(picture)
    for name in ("one", "two"):
        export(tmp_path / name, every=True)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_folder_that_holds_something_is_left_as_it_is(live, tmp_path):
    (tmp_path / "thesis.txt").write_text("Mine.")
    with pytest.raises(CommandError, match="is not an empty folder. Nothing was written: name an empty or a new one."):
        run("export_articles", tmp_path)
    with pytest.raises(CommandError, match="is not an empty folder"):
        run("export_articles", tmp_path / "thesis.txt")
    assert tree(tmp_path) == {"thesis.txt": b"Mine."}


def test_a_folder_that_cannot_be_written(live, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="could not be written: Not a directory. What is in .* is not a"):
        run("export_articles", tmp_path / "file/export")


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "damaged"])
def test_a_photo_that_is_not_there_cuts_the_export_short(clinic, settings, picture, tmp_path, lost):
    eventful_clinic(picture)
    article = Article.objects.get(lead_photo__isnull=False)
    name = f"photos/{article.lead_photo.digest}/800.jpg"
    default_storage.delete(name)
    if not lost:
        (settings.MEDIA_ROOT / name).write_bytes(picture[:500])
    with pytest.raises(CommandError, match="The photo of hip-fracture is missing or damaged: photos/.*800.jpg in the"):
        run("export_articles", tmp_path / "export", "--all")
    assert not (tmp_path / "export/manifest.json").exists()
    with pytest.raises(CommandError, match="it is no export, or one that was cut short"):
        run("import_articles", tmp_path / "export", "--by", "author")


def test_addresses_that_the_disk_takes_for_one_do_not_push_each_other_out(tmp_path):
    writer = Writer(tmp_path / "export")
    writer.write("articles/acl.json", b"first")
    with pytest.raises(TransferRefused, match="told apart by capitals"):
        writer.write("articles/acl.json", b"second")
    assert tree(tmp_path / "export") == {"articles/acl.json": b"first"}


def test_its_queries_grow_with_the_articles_and_no_faster(author, clinic, tmp_path, django_assert_max_num_queries):
    for number in range(6):
        write_and_publish(f"article-{number}", author)
    with django_assert_max_num_queries(14 + 6 * 8):
        export(tmp_path / "export", every=True)
