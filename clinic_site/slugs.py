"""Names in the letters a to z: for addresses, and for their place in the alphabet. Pure.

static/clinic_admin/slugs.js makes the same addresses while somebody types a name into a form of the admin.
"""

import re
import unicodedata

# Letters that are no other one with an accent. A Greek letter is named, as "β-blocker" is spoken.
LETTERS = "ßæœøđðħıłŋþŧĸ" + "αβγδεζηθικλμνξοπρσςτυφχψω"
SPELLED = (
    "ss ae oe o d d h i l n th t k alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron"
)
SPELLED += " pi rho sigma sigma tau upsilon phi chi psi omega"
WRITTEN = str.maketrans(dict(zip(LETTERS, SPELLED.split(), strict=True)))
_APOSTROPHE = re.compile(r"['’‘ʼ`´′＇]")
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[^a-z0-9]+")


def words(text):
    """The words of `text` in small letters without accents. Whatever is no letter or digit ends one; an apostrophe
    ends none.
    """
    letters = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", text))
    letters = "".join(letter for letter in letters if unicodedata.category(letter)[0] != "M")
    return _WORD.findall(_APOSTROPHE.sub("", letters.lower().translate(WRITTEN)))


def slugify(text, longest=None):
    """`text` as an address: "L4/L5" is "l4-l5", "Osgood–Schlatter" is "osgood-schlatter", "Baker's" is "bakers"."""
    return _BREAK.sub("-", "-".join(words(text))).strip("-")[:longest].rstrip("-")
