"""Words that no correction puts in or takes out: each may turn a sentence into another one. Pure.

They name the reason why a change is no slip put right. That a change is one is not judged by them alone: see slips.py.
"""

import re

_KINDS = {
    "a negation": """
        no not non none never nobody nothing nowhere neither nor cannot cant dont doesnt didnt isnt arent wasnt werent
        wont shouldnt mustnt couldnt wouldnt hasnt havent hadnt aint hardly scarcely barely without unless except stop
        avoid refrain skip instead
    """,
    "a word of may and must": """
        may might must should shall can could will would ought need needs needed
    """,
    "a number": """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen
        first second third fourth fifth sixth seventh eighth ninth tenth half halves quarter quarters thirds once twice
        thrice single double triple couple few several pair little bit lot lots both each every all any some many
        much most
    """,
    "a unit": """
        second seconds minute minutes hour hours day days week weeks month months year years daily hourly weekly
        nightly
        monthly yearly morning evening night noon midnight am pm
        mg mcg µg g kg gram grams milligram milligrams microgram micrograms kilogram kilograms ml cc l liter liters
        milliliter milliliters mm cm m km meter meters centimeter centimeters millimeter millimeters inch inches foot
        feet yard yards mile miles pound pounds lb lbs ounce ounces oz cup cups teaspoon teaspoons tablespoon
        tablespoons
        degree degrees percent fahrenheit celsius iu unit units dose doses tablet tablets pill pills drop drops
        monday tuesday wednesday thursday friday saturday sunday
    """,
    "a word of danger": """
        emergency emergencies urgent urgently urgency immediate immediately now today tonight tomorrow right away soon
        sooner ambulance hospital er danger dangers dangerous dangerously life threatening harm harms harmful harmless
        safe safely safer unsafe risk risks risky normal normally abnormal unusual usual common serious seriously severe
        severely severity mild mildly moderate critical fatal deadly death die dies call calls allergic allergy poison
        poisonous toxic infected infection clot clots bleed bleeds bleeding fever worse worsen worsens
    """,
    "a word of more and less": """
        more less least fewer greater higher lower larger smaller longer shorter faster slower better worst too very
        only also before after until till since during while when if then than always often usually sometimes seldom
        rarely frequently occasionally increase increases increased decrease decreases decreased raise raises reduce
        reduces start starts begin continue keep finish hot cold warm cool ice heat up down over under above below
        within beyond between near far in out inside outside on off with left front back upper inner outer top bottom
        high low deep shallow early late same different opposite against from to
    """,
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
# Words of medicine that the list of English words lacks: correct as they are, however near another one is.
_MEDICAL = """
    peroneal fascial synovial palmar volar heterotopic dorsiflexion equina osteopenia tendinosis arthrosis arthroplasty
    arthrodesis spondylosis spondylolysis spondylolisthesis dysesthesia paresthesia adductor abductor afferent efferent
    apophysis epiphysis metaphysis diaphysis naproxen oxycodone hydrocodone tramadol gabapentin pregabalin celecoxib
    meloxicam diclofenac prednisone prednisolone methotrexate apixaban rivaroxaban enoxaparin heparin clopidogrel
    celebrex celexa cerebyx lyrica lamictal lamisil zantac xanax zyrtec zyprexa mobic tylenol advil aleve
"""
MEDICAL = frozenset(_MEDICAL.split())
# Beginnings and ends that tell one medical word from another.
BEGINNINGS = [
    *[("hyper", "hypo"), ("inter", "intra", "infra"), ("supra", "super", "sub"), ("pre", "pro", "per", "peri", "post")],
    *[("ab", "ad"), ("ante", "anti"), ("endo", "exo", "ecto", "epi"), ("macro", "micro"), ("uni", "bi", "tri")],
    *[("mono", "poly"), ("in", "im", "un", "en", "ex"), ("dis", "dys"), ("over", "under"), ("fore", "for")],
]
ENDINGS = [("itis", "osis"), ("ectomy", "otomy", "ostomy", "oscopy", "oplasty"), ("less", "ful"), ("one", "olone")]
_NEGATED = re.compile(r"\w+n't")
_MISSPELT_NOT = re.compile(r"n?ot|nto|ont|no+t+|nt|nev?e?r?|nevr|neve|nver|nevver|wihtout|witout|withot|cannt|canot")


def kind_of(word):
    """Return why a change of `word` changes the meaning, as "a negation"; None where it does not.

    A word with a digit is a number, and a misspelled "not" a negation.
    """
    word = plain(word)
    if any(character.isnumeric() for character in word):
        return "a number"
    if _NEGATED.fullmatch(word) or _MISSPELT_NOT.fullmatch(word):
        return "a negation"
    return _KIND_OF.get(word)


def plain(word):
    """`word` as words are compared: in lower case, with straight apostrophes."""
    return word.casefold().replace("’", "'").replace("‘", "'")


def told_apart(one, other):
    """Whether two words begin or end as different medical words do: "hypotension" and "hypertension"."""
    pairs = [(_part(group, one, str.startswith), _part(group, other, str.startswith)) for group in BEGINNINGS]
    pairs += [(_part(group, one, str.endswith), _part(group, other, str.endswith)) for group in ENDINGS]
    return any(mine and theirs and mine != theirs for mine, theirs in pairs)


def _part(group, word, stands):
    """The longest part of `group` that `word` has."""
    return max((part for part in group if stands(word, part)), key=len, default=None)
