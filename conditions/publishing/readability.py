"""LIX, the readability index of Carl-Hugo Björnsson (Läsbarhet, 1968): sentence length plus share of long words."""

import re

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SENTENCE_END = re.compile(r"[.:!?]++['’\"”)\]]*(?=\s|$)|\n+")
LONG = 6  # a word with more letters than this is long
FEWEST_WORDS = 30  # below this the number says nothing
HARD = 55  # Björnsson's scale: 25 easy, 35 fiction, 45 newspapers, 55 official prose


def lix(text):
    """The LIX of `text`, rounded; None where there are too few words to tell. Higher is harder."""
    words = WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = sum(1 for part in SENTENCE_END.split(text) if WORD.search(part))
    long_words = sum(len(word) > LONG for word in words)
    return round(len(words) / sentences + 100 * long_words / len(words))
