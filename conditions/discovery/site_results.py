"""What the site itself answers to a search: emergencies, people, places, hours, phone lines, and appointments.

A query of nothing but such words is answered so alone; a word that can mean nothing else, as "insurance", always.
"""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance.OSA import distance

from clinic_site.directory.models import Location, Person
from clinic_site.directory.reading import names
from clinic_site.english import is_common
from conditions.discovery.search import lay_words
from conditions.discovery.search.analysis import WORD, fold, surface
from conditions.discovery.search.known_words import TITLES

MOST_WORDS = 8  # of a query that asks for these; a longer one tells of a complaint
MOST_OF_A_NAME = 3
MOST_BESIDE = 3  # words of a query in which one of BESIDE counts
SHORTEST = 5  # letters of a word that may hold a slip
SILENT = set(
    """
    a an the my your our their is are am be do does did you i we me us it what whats when whens where wheres how which
    who whos to of at in on for from with and or can could will would may should need want get have has had there here
    clinic office place much room care help please today now tomorrow next this that any take accept make find see ask
    about into by
    el la los las un una unos de del al en mi mis su sus para por con que es son esta estan como donde queda cuando cual
    cuanto quien puedo quiero necesito tienen tiene hay hacer clinica consultorio sala oficina hoy manana favor
    se y o aceptan
    """.split()  # noqa: SIM905  (a list of words reads best as text)
)
WHERE = {"where", "wheres", "donde"}  # ask for our places where nothing else but SILENT words is said
# {topic: (words that can mean nothing else here, words that mean it among such words)}; American and Spanish.
TOPICS = {
    "emergency": (
        "er emergency emergencies ambulance 911 emergencia emergencias urgencia urgencias ambulancia",
        "hospital hospitals urgent urgente hospitales",
    ),
    "hours": (
        "horario horarios",
        "hours hour open opening opens opened close closes closed closing time times holiday holidays weekend weekends "
        "saturday saturdays sunday sundays monday tuesday wednesday thursday friday christmas thanksgiving lunch late "
        "early abierto abierta abren cierran cerrado sabado domingo hora horas",
    ),
    "places": (
        "parking estacionamiento estacionar parqueo directions address addresses direccion ubicacion garage",
        "park location locations located map maps drive driving bus train entrance wheelchair accessible access "
        "elevator street near nearest far reach parked lot ubicados ubicada llegar mapa calle entrada",
    ),
    "phone": (
        "telephone telefono fax email correo",
        "phone phones number numbers call calling contact reach line talk speak telefonica llamar hablar numero "
        "contacto",
    ),
    "change": (
        "cancel cancels cancelled canceled cancelling canceling cancellation reschedule rescheduling rescheduled "
        "cancelar cambiar reprogramar",
        "change move",
    ),
    "appointment": (
        "appointment appointments booking cita citas turno",
        "book schedule scheduling visit visits request new patient patients consultation online register referral "
        "consulta agendar pedir sacar paciente nuevo nueva",
    ),
    "insurance": (
        "insurance insurances insured medicare medicaid copay copays deductible billing invoice aetna cigna tricare "
        "humana payment payments seguro seguros aseguranza factura",
        "bill bills cost costs price prices pay paying fee fees charge covered coverage plan plans network cash card "
        "costo costos cuesta precio precios pagar pago cobran",
    ),
    "therapy": (
        "pt physio physiotherapy rehab fisioterapia",
        "physical therapy therapies rehabilitation terapia terapias fisica rehabilitacion",
    ),
    "others": (  # of which we have no page
        "telehealth telemedicine telemedicina refill refills comp interpreter interprete",
        "record records medical chart prescription prescriptions workers workmans worker workman compensation claim "
        "complaint complaints complain test tests lab labs result results spanish english speaking language languages "
        "video receta recetas expediente expedientes queja quejas examenes resultado resultados hablan habla espanol "
        "ingles",
    ),
    "people": (
        "",
        "doctor doctors physicians physician surgeon surgeons therapists therapist staff team people specialist "
        "specialists orthopedist orthopedists orthopaedist physiotherapist physiotherapists medico medicos doctora "
        "doctores doctoras cirujano cirujana terapeuta fisioterapeuta especialista",
    ),
}
ALWAYS = {word: topic for topic, (words, _) in TOPICS.items() for word in words.split()}
AMONG = {word: topic for topic, (_, words) in TOPICS.items() for word in words.split()}
# Of a short query these ask for their topic whatever stands beside them: "knee doctor", "cost of an MRI".
BESIDE = {word for word, topic in AMONG.items() if topic == "people"} - {"staff", "team", "people"}
BESIDE |= {"urgent", "hospital", "hospitals", "record", "records", "prescription", "receta", "complaint", "complaints"}
BESIDE |= {"cost", "costs", "price", "prices", "costo", "costos", "cuesta", "precio", "precios"}
SPELLINGS = sorted(word for word in {**ALWAYS, **AMONG} if len(word) > SHORTEST)


@dataclass(frozen=True)
class SiteResults:
    """`topics` that the site answers, `people` and `locations` that are named; `is_all`: nothing else is asked."""

    topics: tuple = ()
    people: tuple = ()
    locations: tuple = ()
    is_all: bool = False

    def __bool__(self):
        return bool(self.topics or self.people or self.locations)


def find(text):
    """The SiteResults of the query `text`."""
    typed = [word for match in WORD.finditer(text) if (word := surface(match[0]))]
    words = [word for word in typed if word not in SILENT]
    if not words and not WHERE.isdisjoint(typed):
        return SiteResults(("places",), (), _locations(), is_all=True)
    if not words or len(words) > MOST_WORDS:
        return SiteResults()
    meant = [_topic_word(word) for word in words]
    has_title = any(word in TITLES for word in words)
    may_name = has_title or any(meant) or len(words) <= MOST_OF_A_NAME
    people, locations, named = _named(words) if may_name else ((), (), set())
    is_all = all(word in TITLES or i in named or meant[i] for i, word in enumerate(words))
    topics = {ALWAYS[word] for word in meant if word in ALWAYS}
    if is_all:
        topics |= {AMONG[word] for word in meant if word in AMONG and word not in ALWAYS}
        if has_title and not people:
            topics.add("people")
    else:
        people, locations = people if has_title else (), ()
        if len(words) <= MOST_BESIDE:
            topics |= {AMONG[word] for word in meant if word in BESIDE}
    if people:
        topics -= {"people"}
    if "change" in topics:
        topics -= {"appointment", "phone"}
    if "others" in topics:
        topics -= {"appointment", "phone"}
    if "emergency" in topics:
        topics -= {"phone", "places"}
    if locations:
        topics -= {"places"}
    if topics & {"places", "hours", "therapy"} and not locations:
        locations = _locations()
    return SiteResults(tuple(topic for topic in TOPICS if topic in topics), people, locations, is_all)


def _topic_word(word):
    """The word of TOPICS that `word` is, or is a slip of; "" for another one."""
    if word in ALWAYS or word in AMONG:
        return word
    if len(word) < SHORTEST or is_common(word) or word in lay_words.words():
        return ""
    slips = 1 if len(word) < 8 else 2
    near = [(distance(word, other), other) for other in SPELLINGS if other[0] == word[0]]
    far, other = min(near, default=(slips + 1, ""))
    return other if far <= slips else ""


def _named(words):
    """(people, locations, places of the words of `words` that name one of them)."""
    titled = {i + 1 for i, word in enumerate(words) if word in TITLES}
    slips = [
        2 if i in titled else 1 if len(word) > SHORTEST and not is_common(word) else 0 for i, word in enumerate(words)
    ]
    if not titled:
        parts = _all_words(tuple(names()))
        if not any(_is_among(*word, parts) for word in zip(words, slips, strict=True)):
            return (), (), set()
    people, places, named = [], [], set()
    for person in Person.objects.filter(listed=True):
        hits = {i for i, word in enumerate(words) if _is_of(word, slips[i], person.name)}
        if hits:
            people.append((len(hits), person))
            named |= hits
    best = max((hits for hits, _ in people), default=0)
    for location in Location.objects.prefetch_related("opening_hours"):
        hits = {
            i for i, word in enumerate(words) if len(word) > 2 and word in _words(f"{location.name} {location.city}")
        }
        if hits:
            places.append(location)
            named |= hits
    return tuple(person for hits, person in people if hits == best), tuple(places), named


def _is_of(word, slips, name):
    """Whether `word`, in which there may be some `slips`, is a part of `name`."""
    return _is_among(word, slips, _words(name))


def _is_among(word, slips, parts):
    if word in parts and len(word) > 1:
        return True
    return slips and any(
        len(part) > SHORTEST - 2 and distance(word, part) <= min(slips, len(part) // 3) for part in parts
    )


@lru_cache(maxsize=1000)
def _words(name):
    """The words of a name in the clinic's directory."""
    return {surface(match[0]) for match in WORD.finditer(fold(name))}


@lru_cache(maxsize=2)
def _all_words(names):
    return frozenset().union(*map(_words, names))


def _locations():
    return tuple(Location.objects.prefetch_related("opening_hours"))
