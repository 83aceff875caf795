"""The address that a form makes of a name while it is typed is the one that the site itself would make."""

import pytest

from clinic_site.slugs import slugify
from tests.site.test_slugs import SLUGS

pytestmark = pytest.mark.looks

EVERY_LETTER = [
    chr(code)
    for start, end in ((0x20, 0x250), (0x300, 0x530), (0x1E00, 0x2000), (0x2010, 0x2190))
    for code in range(start, end)
]


def test_forms_and_the_site_make_the_same_address_of_a_name(staff):
    page = staff("author")
    page.goto("/admin/conditions/article/add/")
    made = page.evaluate("names => names.map(name => URLify(name, 200, false))", [name for name, _ in SLUGS])
    assert made == [slug for _, slug in SLUGS]
    texts = [f"a{letter}b {letter}" for letter in EVERY_LETTER]
    made = page.evaluate("names => names.map(name => URLify(name, 200, false))", texts)
    assert [(text, slug) for text, slug in zip(texts, made, strict=True) if slug != slugify(text)] == []
    assert page.evaluate("URLify('Knee pain', 5)") == "knee"


@pytest.mark.parametrize("form", ["conditions/article", "conditions/symptom", "directory/location"])
def test_a_name_is_made_an_address_as_it_is_typed(staff, form):
    page = staff("manager" if form.startswith("directory") else "author")
    page.goto(f"/admin/{form}/add/")
    name = page.locator("#id_title, #id_name")
    name.press_sequentially("Osgood–Schlatter, L4/L5")
    assert page.input_value("#id_slug") == "osgood-schlatter-l4-l5"
