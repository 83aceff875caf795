"""Suggestions for words that are on no page: how a word that was begun goes on, or how it is spelled."""

from dataclasses import replace

from clinic_site.directory.reading import names
from clinic_site.english import is_english, other_spelling
from conditions.discovery.search.analysis import stem_of, stems, surface
from conditions.discovery.search.edit_distance import is_a_letter_short, nearest, similarity

CANDIDATES = 30  # words that a misspelled one is compared with
MOST_SPELLINGS = 3  # that are tried for a query
MOST_ENDINGS = 6  # of a word that was begun
SHORTEST = 2  # letters of a word that is completed
LIKE = 0.3  # share of groups of three letters in common
BEGUN = 3  # letters of a word that stands for all words that begin with it
TITLES = {"dr", "doctor", "mr", "mrs", "ms", "prof", "professor"}  # what stands before somebody's name
# English words, but hardly anybody who searches here means them: a sprain is no country.
SLIPS = {"brocken", "bugling", "burse", "carpel", "planter", "prothesis", "spain", "waling", "writs"}


def unknown(looking, words):
    """The numbers of those of `words` that stand on no live page, and that the vocabulary does not know either."""
    spelled = {i: surface(word.typed) for i, word in enumerate(words) if word.phrase is None}
    known = looking.known_words([*spelled.values()]) if spelled else ()
    return [i for i, letters in spelled.items() if letters not in known and not looking.has((words[i].stem,))]


def respelled(words, numbers):
    """`words`, where those with these numbers stand for how pages spell them, as "oedema" for "edema"."""
    others = {i: other for i in numbers if (other := other_spelling(words[i].typed))}
    return [replace(word, stem=stem_of(others[i])) if i in others else word for i, word in enumerate(words)]


def misspelled(words, numbers):
    """Those of the `numbers` of `words` that are not spelled as they should be, as far as can be told.

    Numbers ("L4", "10mg"), English words and names are right as they are, whatever the pages say.
    """
    doubtful = [i for i in numbers if not _is_right(words, i)]
    known = {stem for name in names() for stem in stems(name)} if doubtful else ()
    return [i for i in doubtful if words[i].stem not in known]


def _is_right(words, i):
    letters = surface(words[i].typed)
    if any(letter.isdigit() for letter in letters):
        return True
    before = words[i - 1] if i else None
    if before and surface(before.typed) in TITLES and words[i].start - before.end <= len(". "):
        return True
    return letters not in SLIPS and is_english(words[i].typed)


def endings(looking, word):
    """Words on live pages that begin with `word`, the shortest first."""
    begun, found = surface(word.typed), {}
    for other in looking.beginning(begun, 3 * MOST_ENDINGS):
        stem = stem_of(other)
        if stem and stem != word.stem and stem not in found and looking.has((stem,)):
            found[stem] = other
        if len(found) == MOST_ENDINGS:
            break
    return [*found.values()]


def meant(looking, words, numbers):
    """(begun, spellings): what the misspelled ones of the words with these numbers may have been meant for.

    begun: {number: [words]} of each that is only the beginning of some; spellings: [{number: a Word instead}] for the
    others, the likeliest first.
    """
    begun, spelled = {}, {}
    for i in misspelled(words, numbers):
        wrong = surface(words[i].typed)
        near = nearest(wrong, _candidates(looking, wrong))
        slipped = near and is_a_letter_short(wrong, near[0])  # "nee" is a knee, though "needle" begins so
        if not slipped and len(wrong) >= BEGUN and (found := endings(looking, words[i])):
            begun[i] = found
        elif near:
            spelled[i] = [replace(words[i], typed=other, stem=stem_of(other)) for other in near[:MOST_SPELLINGS]]
    return begun, _attempts(spelled)


def _candidates(looking, wrong):
    """Words that look like `wrong` and say something."""
    return [word for word in looking.alike(wrong, CANDIDATES) if stem_of(word)]


def _attempts(spelled):
    if not spelled:
        return []
    best = {i: choices[0] for i, choices in spelled.items()}
    return [best, *[{i: other} for i, choices in spelled.items() for other in choices[1:] if len(spelled) == 1]]


def alike(looking, query):
    """Queries with a word on live pages in the place of one that is not, and looks like it."""
    found = []
    for i in misspelled(query.words, unknown(looking, query.words)):
        word = query.words[i]
        wrong = surface(word.typed)
        others = sorted(_candidates(looking, wrong), key=lambda other: (-similarity(wrong, other), other))
        near = [other for other in others if similarity(wrong, other) >= LIKE and looking.has((stem_of(other),))]
        found += [query.text[: word.start] + other + query.text[word.end :] for other in near[:MOST_SPELLINGS]]
    return found[:MOST_ENDINGS]


def completions(looking, query):
    """Queries whose last word goes on as words on live pages do."""
    last = query.words[-1]
    if last.end != len(query.text) or len(surface(last.typed)) < SHORTEST:
        return []
    return [query.text[: last.start] + word for word in endings(looking, last)]
