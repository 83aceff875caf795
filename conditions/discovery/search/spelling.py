"""Suggestions for words that are on no page: how a word that was begun goes on, or how it is spelled."""

from dataclasses import replace

from clinic_site.english import is_english, other_spelling
from conditions.discovery.search import lay_words
from conditions.discovery.search.analysis import stem_of, surface
from conditions.discovery.search.edit_distance import CLEAR, among, is_a_letter_short, readings, similarity
from conditions.discovery.search.known_words import is_word, may_be_spanish, misspelled, nameless

CANDIDATES = 30  # words that a misspelled one is compared with
MOST_SPELLINGS = 3  # that are tried for a query
MOST_ENDINGS = 6  # of a word that was begun
SHORTEST = 2  # letters of a word that is completed
LIKE = 0.3  # share of groups of three letters in common
BEGUN = 3  # letters of a word that stands for all words that begin with it


def respelled(words, numbers):
    """`words`, where those with these numbers stand for how pages spell them, as "oedema" for "edema"."""
    others = {i: other for i in numbers if (other := other_spelling(words[i].typed))}
    return [replace(word, stem=stem_of(others[i])) if i in others else word for i, word in enumerate(words)]


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


def meant(looking, words, numbers, text):
    """(begun, better, suggestions): what the misspelled ones of the words with these numbers may have been meant for.

    begun: {number: [words]} of each that is only the beginning of some; better: {number: a Word instead} of those with
    one reading that is clearly the nearest; suggestions: queries with the readings of the others.
    """
    begun, better, suggestions = {}, {}, []
    typed = [word.typed for word in words]
    doubtful = nameless(words, [i for i in numbers if lay_words.may_be_meant(typed[i]) or not is_word(words, i)])
    slips = {i: found for i in doubtful if (found := lay_words.meant(typed, i))}
    wrong = {i: surface(typed[i]) for i in doubtful if i not in slips and not is_word(words, i)}
    candidates = {i: _candidates(looking, letters, may_be_spanish(words, i)) for i, letters in wrong.items()}
    known = _on_pages(looking, {word for i in doubtful for word in candidates.get(i, lay_words.may_be_meant(typed[i]))})
    for i, letters in wrong.items():
        near = _different(readings(letters, [word for word in candidates[i] if word in known]))
        slipped = near and is_a_letter_short(letters, near[0][1])  # "nee" is a knee, though "needle" begins so
        if not slipped and len(letters) >= BEGUN and (found := endings(looking, words[i])):
            begun[i] = found
        elif near and (len(near) == 1 or near[1][0] - near[0][0] >= CLEAR):
            better[i] = replace(words[i], typed=near[0][1], stem=stem_of(near[0][1]))
        else:
            suggestions += [_instead(text, words[i], other) for _, other in near[:MOST_SPELLINGS]]
    corrected = [better[i].typed if i in better else word for i, word in enumerate(typed)]
    for i in doubtful:  # at last, as the words beside them may be misspelled, too: "planter faschitis"
        found = [word for word in lay_words.meant(corrected, i) if word in known] if i not in wrong else ()
        if found:
            better[i] = replace(words[i], typed=found[0], stem=stem_of(found[0]))
    return begun, better, suggestions[:MOST_ENDINGS]


def _candidates(looking, wrong, spanish):
    """Words that look like `wrong` and say something, Spanish ones among them if it may be `spanish`."""
    lay = [word for word in among(wrong, [*lay_words.words()]) if spanish or is_english(word)]
    return [word for word in dict.fromkeys([*looking.alike(wrong, CANDIDATES), *lay]) if stem_of(word)]


def _on_pages(looking, candidates):
    """Those of some words that stand on pages, or are another word for one that does."""
    stands_for = {
        word: [((stem_of(word),),), *(phrases for _, phrases in lay_words.find([word], [stem_of(word)]))]
        for word in candidates
    }
    stems = {stem for some in stands_for.values() for phrases in some for phrase in phrases for stem in phrase}
    there = looking.frequencies(stems)
    vocabulary = looking.known_words([*candidates]) if candidates else ()
    return {
        word
        for word, some in stands_for.items()
        if word in vocabulary or any(all(stem in there for phrase in phrases for stem in phrase) for phrases in some)
    }


def _different(near):
    """The nearest readings, one of each meaning: of an English word and the Spanish one for it, the English one."""
    found = []
    for far, word in near:
        same = next((i for i, (_, other) in enumerate(found) if _means(word) & _means(other)), None)
        if same is None:
            found.append((far, word))
        elif is_english(word) and not is_english(found[same][1]):
            found[same] = (found[same][0], word)
    return found


def _means(word):
    """The stem of a word, and those of single words that it stands for."""
    stem = stem_of(word)
    others = (phrases for _, phrases in lay_words.find([word], [stem]) if len(phrases) == len(phrases[0]) == 1)
    return {stem, *(phrases[0][0] for phrases in others)}


def _instead(text, word, other):
    return text[: word.start] + other + text[word.end :]


def alike(looking, query, unknown):
    """Queries with a word on live pages in the place of one that is not, and looks like it."""
    found = []
    for i in misspelled(query.words, unknown):
        word = query.words[i]
        wrong = surface(word.typed)
        others = sorted(looking.alike(wrong, CANDIDATES), key=lambda other: (-similarity(wrong, other), other))
        near = [other for other in others if similarity(wrong, other) >= LIKE and stem_of(other)]
        near = [other for other in near if looking.has((stem_of(other),))]
        found += [_instead(query.text, word, other) for other in near[:MOST_SPELLINGS]]
    return found[:MOST_ENDINGS]


def _is_whole(words):
    return len(surface(words[-1].typed)) > BEGUN and is_word(words, len(words) - 1)


def completions(looking, query):
    """Queries whose last word goes on as words on live pages do."""
    last = query.words[-1]
    if last.end != len(query.text) or len(surface(last.typed)) < SHORTEST or _is_whole(query.words):
        return []
    return [query.text[: last.start] + word for word in endings(looking, last)]
