"""Whether every sign that calls for 911 stands in the emergency card, where patients look first. Pure."""

from conditions.document import emergencies
from conditions.document.urgency import Urgency, label_of

LEAST_SHARE = 1 / 3  # of a sign's words that the emergency card has as well; measured on the demo clinic's pages


def may_be_too_mild(entry):
    """Whether it matters that another article calls this symptom an emergency."""
    return entry.urgency != Urgency.EMERGENCY and not entry.companion


def urgency_missing(symptom, emergency_in=None):
    """The sentence on a symptom, by its name, whose urgency nobody has chosen; `emergency_in`: another article."""
    other = f' It is an emergency in "{emergency_in}".' if emergency_in else ""
    return (
        f'Nobody has chosen how urgent "{symptom}" is.{other} Choose it in the row of the symptom; where you are not '
        "sure, ask a reviewer."
    )


def findings(document, *, wording, elsewhere):
    """(rule, message) on the emergencies that `document` speaks of.

    `wording`: the clinic says what to do in an emergency. `elsewhere`: {symptom's slug: title of another article that
    calls it an emergency}.
    """
    marked, texts = emergencies.marked(document), emergencies.of_texts(document)
    if marked and not wording:
        yield (
            "emergency-card",
            f'"{marked[0].name}" is an emergency, but the clinic profile does not say what to do in one, so '
            "neither does the care card. Ask a manager to fill in the emergency wording of the clinic profile.",
        )
    if marked:
        yield from _without_row(emergencies.shares(document, texts))
    elif signs := [*texts, *emergencies.of_details(document)]:
        yield "emergency-words", _no_row(*signs[0])
    for where, text in emergencies.unclear(document):
        yield (
            "emergency-words",
            f'In "{where}" you speak of an emergency: "{text}" The red card cannot tell for which signs. Name them in '
            "the same sentence or in a list right below it, or mark the symptoms as an emergency.",
        )
    yield from _combinations(document)
    for entry in document.symptoms:
        said = emergencies.SPOKEN.search(entry.detail)
        if said and marked and entry.urgency != Urgency.EMERGENCY:
            yield (
                "emergency-words",
                f'"{entry.name}" is "{label_of(entry.urgency)}" here, but its detail speaks of "{said[0]}". Mark '
                "it as an emergency, or give that sign a row of its own that is one, alone or together with another "
                "symptom: patients look for it there.",
            )
        other = elsewhere.get(entry.term.slug)
        if entry.urgency is None:
            yield "urgency", urgency_missing(entry.name, other)
        elif other and may_be_too_mild(entry):
            yield "emergency-elsewhere", _elsewhere(entry, other)


def _no_row(where, sign):
    return (
        f'In "{where}" you speak of an emergency: "{sign}" But no symptom is marked as one, so '
        "only these words stand in the red card. Mark the symptom that calls for it."
    )


def _without_row(signs):
    """Signs of which the rows of the emergency card say next to nothing."""
    for where, text, share in signs:
        if share < LEAST_SHARE:
            yield (
                "emergency-words",
                f'In "{where}" you speak of an emergency for signs that no emergency symptom names: '
                f'"{text}" The red card lists these words. Add them to the symptoms as an emergency, so that patients '
                "who look for the sign find this page too.",
            )


def _combinations(document):
    """What `document` says of two symptoms together, held against what each of them means alone."""
    alone = {entry.term.slug: entry for entry in document.symptoms if not entry.companion}
    asked, said = set(), set()
    for entry in document.symptoms:
        terms = [entry.term, entry.companion] if entry.companion else []
        for term in terms:
            if term.slug not in alone and term.slug not in asked:
                asked.add(term.slug)
                yield "alone", _not_alone(entry, term)
        both = frozenset(term.slug for term in terms)
        if both and both in said:
            yield "said-twice", _said_twice(entry)
        said.add(both)
        each = [alone[term.slug] for term in terms if term.slug in alone and alone[term.slug].urgency]
        most = min(each, key=lambda entry: entry.urgency.rank, default=None)
        if most and entry.urgency and entry.urgency.rank > most.urgency.rank:
            yield "milder-together", _milder(entry, most)


def _not_alone(entry, term):
    return (
        f'You say what "{entry.name}" calls for, but not "{term.name}" alone: add a row for "{term.name}" without '
        "another symptom, so that patients who feel only that know what to do and find this page."
    )


def _said_twice(entry):
    return (
        f'"{entry.name}" stands in another row as well, maybe the other way round. Patients would read two levels for '
        "the same: take out one of the rows."
    )


def _milder(entry, alone):
    return (
        f'"{entry.name}" is "{label_of(entry.urgency)}" here, but "{alone.name}" alone is "{label_of(alone.urgency)}". '
        "Together they are never less urgent than one of them alone: raise the level of the two, or take out their row."
    )


def _elsewhere(entry, other):
    told = "Make sure that its detail tells patients how to know the difference, or mark it as an emergency."
    if not entry.detail:
        told = "Say in its detail what is different here, or mark it as an emergency."
    return f'"{entry.name}" is "{label_of(entry.urgency)}" here, but an emergency in "{other}". {told}'
