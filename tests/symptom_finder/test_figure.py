"""Which parts of the figure lead to which body areas."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from conditions.models import BodyArea
from conditions.public.find import FIGURE, figure
from tests.conftest import symptom
from tests.symptom_finder.conftest import KNEE

TEMPLATE = "conditions/find/_figure.html"


def parts(*names):
    """{part: name of its area} for body areas with these names."""
    areas = [BodyArea(name=name, slug=name.lower().replace(" ", "-"), position=i) for i, name in enumerate(names)]
    return {part: area.name for part, area in figure(areas).items()}


@pytest.mark.parametrize(
    "name, expected",
    [
        ("Neck", ["neck"]),
        ("Shoulder", ["shoulder"]),
        ("Elbow", ["elbow"]),
        ("Hand and wrist", ["hand"]),
        ("Wrists and hands", ["hand"]),
        ("Upper back", ["upper_back"]),
        ("Lower back", ["lower_back"]),
        ("Lumbar spine", ["lower_back"]),
        ("Back", ["lower_back", "upper_back"]),
        ("Neck and back", ["lower_back", "neck", "upper_back"]),
        ("Spine", ["lower_back", "upper_back"]),
        ("Hip and groin", ["hip"]),
        ("Thigh", ["thigh"]),
        ("Knee", ["knee"]),
        ("Lower leg", ["shin"]),
        ("Foot and ankle", ["foot"]),
        ("Feet", ["foot"]),
        ("Whiplash", []),
        ("Whole body", []),
    ],
)
def test_an_area_is_shown_where_its_name_says(name, expected):
    assert sorted(parts(name)) == expected


def test_the_area_that_names_one_part_goes_before_one_that_names_several():
    assert parts("Back", "Lower back") == {"upper_back": "Back", "lower_back": "Lower back"}


def test_of_two_areas_for_one_part_the_first_has_it():
    assert parts("Wrist", "Hand") == {"hand": "Wrist"}


def test_the_figure_draws_every_part_that_the_table_names():
    drawn = set(re.findall(r"area=figure\.(\w+)", Path(get_template(TEMPLATE).origin.name).read_text()))
    assert drawn == {part for _, parts in FIGURE for part in parts}


@pytest.mark.django_db
@pytest.mark.usefixtures("clinic")
def test_a_part_without_a_live_article_is_drawn_but_leads_nowhere(put, client):
    BodyArea.objects.create(name="Hip", slug="hip")
    put("a", symptom("pain", "Pain"), areas=(KNEE,))
    svg = client.get("/find/").text.split("<svg")[1].split("</svg>")[0]
    assert re.findall(r'<a [^>]*href="([^"]*)"', svg) == ["/find/knee/"]
    assert "<title>Knee</title>" in svg and svg.count('class="figure-quiet"') == 11
