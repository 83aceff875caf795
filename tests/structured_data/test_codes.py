"""The codes of a condition in ICD-10-CM: from the form to the page, and what is no such code on the way."""

import dataclasses

import pytest

from conditions.editing.compose import compose
from conditions.editing.diff import changes
from conditions.editing.restore import restore
from conditions.models import Article
from conditions.publishing import publish_checks
from conditions.publishing.actions import PublishRefused, publish
from conditions.publishing.correctable import corrected, is_small, texts
from tests.admin.forms import opened, press
from tests.conftest import document, signed_in

pytestmark = pytest.mark.django_db


def said_of(codes, author):
    article, _ = restore(document(icd_10=codes), by=author)
    return [finding for finding in publish_checks.findings(article, compose(article)) if finding.rule == "codes"]


@pytest.mark.parametrize("code", ["M61", "M61.5", "M61.50", "S83.511A", "C7A.1", "S06.0X0A", "U07.1"])
def test_a_code_of_any_length_is_fine(author, code):
    assert said_of((code,), author) == []


@pytest.mark.parametrize(
    "code", ["m61.5", "M6", "M61.", "M6150", "M61.51234", "61.5", "MM1", "M61,5", "M61.5 left", "M61.5-", "myositis"]
)
def test_what_is_not_written_like_one_stops_and_says_how_to_write_it(author, code):
    (finding,) = said_of(("M61.5", code), author)
    assert finding.is_error and finding.message.startswith(f'"{code}" is not written as a code of ICD-10-CM: a capital')
    with pytest.raises(PublishRefused):
        publish(Article.objects.get(), by=author, change_note="First published.")


def test_authors_type_them_as_lines(author, draft):
    client, address = signed_in(author), f"/admin/conditions/article/{draft.pk}/change/"
    press(client, address, opened(client, address) | {"icd_10": "M61.0\r\n\r\n M61.5 \r\n"})
    assert compose(Article.objects.get()).icd_10 == ("M61.0", "M61.5")


def test_a_change_of_them_is_told_by_name():
    assert changes(document(), document(icd_10=("M22.2", "M22.4"))) == ["ICD-10-CM codes: M22.4 added"]


def test_one_may_be_corrected_which_is_more_than_a_slip():
    live = document(icd_10=("M22.3",))
    assert "ICD-10-CM codes" in [name for name, _ in texts(live)]
    right = corrected(live, {"icd_10": ("M22.2",)})
    assert right == dataclasses.replace(live, icd_10=("M22.2",)) and not is_small(live, right)
