"""Which words are spelled as English is, so that nobody's right word is taken for a wrong one."""

import pytest

from clinic_site.english import is_contraction, is_english, other_spelling

EVERYDAY = """
    parking insurance opening hours fax number wheelchair pregnant driving kneeling squatting stairs receptionist online
    website voicemail telehealth copay billing refill email trampoline pickleball skateboarding shingles fever chills
"""
MEDICAL = """
    laminectomy discectomy meniscectomy arthroplasty kyphosis lordosis spondylolisthesis radiculopathy fibromyalgia
    osteopenia piriformis patellofemoral glenohumeral metatarsalgia costochondritis chondromalacia rheumatologist
    gabapentin naproxen meloxicam prednisone lidocaine ibuprofen tylenol mri nsaids acl tmj emg dupuytren sjogren
"""
BRITISH = """
    orthopaedic orthopedic anaesthesia anesthesia oedema edema haematoma hematoma paediatric tumour colour centre
    organise recognised travelling diarrhoea oesophagus fibre programme physiotherapy labour behaviour litre metres
    analyse enrolment licence haemorrhage leukaemia gynaecology foetal paraesthesia
"""
POSSESSIVE = ["Baker's", "baker’s", "Runner's", "patients'", "Parkinson's", "DEQUERVAIN'S".replace("DEQ", "Q")]
COMPOUND = ["x-ray", "well-known", "check-up", "knee/hip", "non-smoker"]
MISSPELLED = """
    sweling tendonitus sholder artheritis rotater fasciatis siatica carple meniscis arthritus osteoperosis numbnes
    burcitis hernated ancle ankel wirst musel ligiment cartlidge orthapedic scoleosis stenossis physicle theropy
    excercise swolen stifness inflamation achilies bunyon fracure impingment epicondilitis appointmant nee kene
    vertabra syndrom frozzen tunnle shoulderr rhuematoid diferent recieve seperate
"""
CONTRACTIONS = """
    can't won't don't isn't aren't couldn't shouldn't wouldn't doesn't didn't hasn't haven't wasn't weren't i'm i've
    i'll you're it's that's there's she's they're we've what's who's let's
"""


@pytest.mark.parametrize("word", [*EVERYDAY.split(), *MEDICAL.split(), *BRITISH.split(), *POSSESSIVE, *COMPOUND])
def test_a_word_that_is_spelled_right_is_english(word):
    assert is_english(word) and is_english(word.upper()) and not is_contraction(word)


@pytest.mark.parametrize("word", MISSPELLED.split())
def test_a_misspelled_word_is_not(word):
    assert not is_english(word)


@pytest.mark.parametrize("word", CONTRACTIONS.split())
def test_a_contraction_is_one_with_either_apostrophe_and_in_capitals(word):
    for written in (word, word.replace("'", "’"), word.upper(), word.replace("'", "‘")):
        assert is_contraction(written) and is_english(written)


@pytest.mark.parametrize("word", ["cant", "wont", "dont", "isnt", "couldnt", "shouldnt", "Im", "Ive", "thats", "youre"])
def test_a_contraction_without_its_apostrophe_is_one_too(word):
    assert is_contraction(word) and is_english(word)


@pytest.mark.parametrize(
    "word", ["ill", "well", "shell", "were", "shed", "its", "wed", "canto", "wont's", "cantaloupe"]
)
def test_a_word_of_its_own_is_no_contraction(word):
    assert not is_contraction(word)


@pytest.mark.parametrize("word", ["", "'", "-", "’s", "a b", "5th", "xyzzy", "\x00", "née ", "🦵", "knee\n", "ﬁ"])
def test_what_is_no_word_is_not_english(word):
    assert is_english(word) is (word == "knee\n")


@pytest.mark.parametrize(
    "word, other",
    [
        ("oedema", "edema"),
        ("Haematoma", "hematoma"),
        ("colour", "color"),
        ("disk", "disc"),
        ("tendonitis", "tendinitis"),
        ("knee", ""),
        ("edema", ""),
        ("zzour", ""),
    ],
)
def test_the_spelling_of_american_pages_is_known(word, other):
    assert other_spelling(word) == other
