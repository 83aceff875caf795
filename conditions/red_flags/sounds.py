"""How a typed word sounds, so that it is found however it is spelled. Pure."""

import re

_SOUNDS = [
    (re.compile(way), sound)
    for way, sound in (
        ("ph", "f"),
        ("tch", "ch"),
        ("ck|q(?=u[ei])|c(?=[^eihy]|$)", "k"),
        ("ku(?=[ei])", "k"),
        ("^wr", "r"),
        ("^kn", "n"),
        ("^(?:hu|gu|gü|w)(?=[aeo])", "w"),
        ("ch|(?<=[aeiou])x(?=[aeiou])", "x"),
        ("c(?=[eiy])|z", "s"),
        ("gu(?=[ei])", "g"),
        ("g(?=[ei])", "j"),
        ("h", ""),
        ("ll|y", "i"),
        ("v", "b"),
        ("ea|ee", "e"),
        ("oo", "u"),
        (r"(.)\1+", r"\1"),
    )
]


def consonants(word):
    """`word` without vowels and doubled letters: "moov" is "move"."""
    letters = re.sub("[aeiouyhw]", "", word.replace("ph", "f").replace("ck", "k").replace("c", "k").replace("z", "s"))
    return re.sub(r"(.)\1", r"\1", letters)


def sound(word):
    """How `word` sounds in Spanish, or nearly so in English: "kiero" as "quiero", "rodiya" as "rodilla"."""
    for way, sound in _SOUNDS:
        word = way.sub(sound, word)
    return word
