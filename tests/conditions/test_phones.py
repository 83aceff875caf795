"""Phone numbers are found in texts, however they are written; other numbers of medical texts are not taken for one."""

import pytest

from conditions.publishing.phones import dialed, numbers_in

OURS = "+19045550199"
FOUND = {
    "904-555-0199": OURS,
    "(904) 555-0199": OURS,
    "(904)555-0199": OURS,
    "904.555.0199": OURS,
    "904 555 0199": OURS,
    "904 5550199": OURS,
    "9045550199": OURS,
    "904/555-0199": OURS,
    "904–555–0199": OURS,
    "904\u2011555\u20110199": OURS,
    "+1 904 555 0199": OURS,
    "1-904-555-0199": OURS,
    "1 (904) 555-0199": OURS,
    "800-222-1222": "+18002221222",
    "+44 20 7946 0958": "+442079460958",
    "123-456-7890": "+11234567890",
    "904-JOI-2000": "+19045642000",
    "(904) JOI-2000": "+19045642000",
    "1-800-FLOWERS": "+18003569377",
    "1 800 GET-HELP": "+18004384357",
    "800-4MY-KNEE": "+18004695633",
}
NO_NUMBERS = [
    *["in 2019-2024", "2019 2020 2021", "born 1958-1967", "the 1990s", "03/14/2026", "2026-03-14 10:30", "24/7"],
    *["M25.561 and S83.511A", "ICD-10 M75.120", "CPT 29881, 27447 and 73721", "SNOMED 57054005", "L4-L5, C5-C6-C7"],
    *["2-4 weeks, 6-12 months", "10-12 weeks; 24-36 months", "500-1000 mg", "250-500-1000 mg", "call for 500-1000 mg"],
    *[
        "300 400 5000 steps",
        "100-200-3000 IU",
        "up to 4000 mg",
        "0.25 0.50 0.75 1.00",
        "1,000-2,000 mL",
        "37.5-38.5 °C",
    ],
    *[
        "120/80 and 130/90",
        "25 35 45 55 65 degrees",
        "3 x 10 x 12",
        "10 10 10 10 12",
        "10-15-20-25-30",
        "$350.250.5000",
    ],
    *["10.1016/j.arth.2019.05.012", "doi 10.2106/JBJS.18.00405", "PMID 31234567", "NCT02345678", "ISBN 0323033865"],
    *["ISBN 978-0-323-03386-2", "2019;101(12):1045-1053", "Lancet 2018; 391: 2356-2367", "904 patients of 2000"],
    *["2,125,551,234", "1 in 10,000", "32000-1234", "200 ACL TEARS", "300 MRI scans", "COVID-19", "T1-T12 and L1-L5"],
    *[
        "904-555-01",
        "904-555-01990",
        "X904-555-0199X",
        "555-0199",
        "Call 911.",
        "text 741741",
        "",
        "BMI 25-30 and 30-35",
    ],
]


@pytest.mark.parametrize("typed", FOUND)
def test_a_number_is_found_as_it_was_typed_and_as_it_is_dialed(typed):
    assert numbers_in(f"Questions? Call {typed}, Monday to Friday.") == {FOUND[typed]: typed}
    assert numbers_in(typed) == {FOUND[typed]: typed}


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_other_numbers_are_left_alone(text):
    assert numbers_in(text) == {}


def test_all_numbers_of_a_text_are_found_each_once():
    text = "Call 904-555-0199 or 1-800-FLOWERS. Again: (904) 555-0199, ext. 12, or fax 904-555-0142."
    assert set(numbers_in(text)) == {OURS, "+18003569377", "+19045550142"}


@pytest.mark.parametrize("text", ["Call 555-0199 now", "call us at 555-0199.", "Phone: 555-0199", "Tel. 555-0199"])
def test_a_number_without_area_code_is_one_where_the_words_say_so(text):
    assert numbers_in(text) == {"5550199": "555-0199"}


@pytest.mark.parametrize(
    "typed, number",
    [
        ("tel:+1-904-555-0199;ext=12", OURS),
        ("TEL:9045550199", OURS),
        ("904-555-0199 ext. 12", OURS),
        ("904-555-0199 #12", OURS),
        ("tel:123-456-7890", "+11234567890"),
        ("tel:911", "911"),
        ("904-JOI-2000", "+19045642000"),
    ],
)
def test_what_a_number_dials(typed, number):
    assert dialed(typed) == number
