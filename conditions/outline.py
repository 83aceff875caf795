"""The parts of an article page in reading order: the contents list and the anchors that links may name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    id: str
    label: str


def outline(document):
    """[Part] of everything that `document` has something to say about."""
    parts = [
        ("overview", "What is it?", document.overview),
        ("when-to-get-help", "When to get help", document.symptoms or document.when_to_seek_care),
        ("causes", "Causes", document.causes),
        ("risk-factors", "Risk factors", document.risk_factors),
        ("symptoms", "Symptoms", document.symptoms),
        ("diagnosis", "How it is diagnosed", document.diagnosis or document.tests),
        ("treatment", "Treatment and physical therapy", document.treatment),
        *[(f"section-{i}", section.heading, True) for i, section in enumerate(document.sections, start=1)],
        ("questions", "Questions and answers", document.questions),
        ("sources", "Sources", document.sources),
    ]
    return [Part(id, label) for id, label, content in parts if content]
