"""Whether every sign that calls for 911 stands in the emergency card, where patients look first. Pure."""

import re

from conditions.document.urgency import Urgency, label_of

EMERGENCY_WORDS = re.compile(
    r"(?<!\bin the )\b(?:9[- ]?1[- ]?1|emergency (?:rooms?|departments?|care|services)|ambulance|the ER|"
    r"(?<!not )(?<!no )an? (?:medical )?emergency)\b",
    re.IGNORECASE,
)
LEAST_SHARE = 1 / 3  # of a sentence's words that the emergency card has as well; measured on the demo clinic's pages
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[a-z]{4,}")
_STEM = 5  # letters by which two words count as one
_SAY_NOTHING = """
    about above after again against also always another anything away because been before being below both call cannot
    come comes down each even every feel from goes have having here into just keep like make more most much must need
    once only other over right same should some such take than that their them then there these they this those through
    time today until very want well were what when where which while will with within without your
    emergency emergencies room rooms department departments care service services medical ambulance dial help now
"""
_SILENT = frozenset(_SAY_NOTHING.split())


def may_be_too_mild(entry):
    """Whether it matters that another article calls this symptom an emergency."""
    return entry.urgency != Urgency.EMERGENCY


def urgency_missing(symptom, emergency_in=None):
    """The sentence on a symptom, by its name, whose urgency nobody has chosen; `emergency_in`: another article."""
    other = f' It is an emergency in "{emergency_in}".' if emergency_in else ""
    return (
        f'Nobody has chosen how urgent "{symptom}" is.{other} Choose it in the row of the symptom; where you are not '
        "sure, ask a reviewer."
    )


def findings(document, words, *, wording, elsewhere):
    """(rule, message) on the emergencies that `document` speaks of.

    `words`: (where, text) of all its texts. `wording`: the clinic says what to do in an emergency. `elsewhere`:
    {symptom's slug: title of another article that calls it an emergency}.
    """
    marked = [entry for entry in document.symptoms if entry.urgency == Urgency.EMERGENCY]
    if marked and not wording:
        yield (
            "emergency-card",
            f'"{marked[0].term.name}" is an emergency, but the clinic profile does not say what to do in one, so '
            "neither does the care card. Ask a manager to fill in the emergency wording of the clinic profile.",
        )
    if marked:
        yield from _outside_the_card(marked, _without_details(document, words))
    else:
        yield from _no_card(words)
    for entry in document.symptoms:
        said = EMERGENCY_WORDS.search(entry.detail)
        if said and marked and may_be_too_mild(entry):
            yield (
                "emergency-words",
                f'"{entry.term.name}" is "{label_of(entry.urgency)}" here, but its detail speaks of "{said[0]}". Mark '
                "it as an emergency, or give that sign a row of its own that is one: only those stand in the red card.",
            )
        other = elsewhere.get(entry.term.slug)
        if entry.urgency is None:
            yield "urgency", urgency_missing(entry.term.name, other)
        elif other and may_be_too_mild(entry):
            yield "emergency-elsewhere", _elsewhere(entry, other)


def _no_card(words):
    """The first talk of 911 on a page where no symptom is an emergency."""
    spoken = next(((where, said) for where, text in words if (said := EMERGENCY_WORDS.search(text))), None)
    if spoken:
        where, said = spoken
        yield (
            "emergency-words",
            f'In "{where}" you speak of "{said[0]}", but no symptom is marked as an emergency, so no care card says '
            "when. Mark the symptom that calls for it.",
        )


def _outside_the_card(marked, words):
    """Sentences that send patients to 911 for signs of which the emergency card says next to nothing."""
    card = set().union(*[_stems(f"{entry.term.name} {entry.detail}") for entry in marked])
    for where, text in words:
        for sentence in _SENTENCE.split(text):
            said, stems = EMERGENCY_WORDS.search(sentence), _stems(sentence)
            if said and stems and len(stems & card) < LEAST_SHARE * len(stems):
                yield (
                    "emergency-words",
                    f'In "{where}" you speak of "{said[0]}" for signs that no emergency symptom names: '
                    f'"{sentence.strip()}" Add them to the symptoms as an emergency, so that they stand in the red '
                    "card.",
                )


def _without_details(document, words):
    details = {(entry.term.name, entry.detail) for entry in document.symptoms}
    return [pair for pair in words if pair not in details]


def _elsewhere(entry, other):
    told = "Make sure that its detail tells patients how to know the difference, or mark it as an emergency."
    if not entry.detail:
        told = "Say in its detail what is different here, or mark it as an emergency."
    return f'"{entry.term.name}" is "{label_of(entry.urgency)}" here, but an emergency in "{other}". {told}'


def _stems(text):
    return {word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _SILENT}
