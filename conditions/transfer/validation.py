"""Whether a whole export can be imported here: every problem is found before anything is written."""

from dataclasses import dataclass, field

from django.utils import timezone

from clinic_site.photos.images import PhotoRefused, master
from clinic_site.photos.models import Photo
from clinic_site.richtext.sanitiser import dropped
from conditions.document.encoding import SCHEMA, encode, fingerprint
from conditions.editing.compose import compose
from conditions.models import Address, Article
from conditions.transfer import exporter, records, shared
from conditions.transfer.folder import AGAIN, CLINIC, PHOTOS, VOCABULARY, TransferRefused, article_name, photo_name


@dataclass
class Checked:
    """An export that fits: `new` are the articles to import, `here` those that this clinic has exactly so."""

    new: list = field(default_factory=list)
    here: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    sizes: dict = field(default_factory=dict)  # {digest: (width, height)} of the photos


def check(reader):
    """The Checked of an export. Raises TransferRefused with a sentence for each problem."""
    if lost := list(reader.problems()):
        raise TransferRefused(*lost)
    checked = Checked()
    problems = list(_problems_of(VOCABULARY, reader, shared.vocabulary_problems))
    words = None if problems else shared.known_words(reader.json(VOCABULARY))
    problems += [
        *_problems_of(CLINIC, reader, shared.clinic_problems),
        *_problems_of(PHOTOS, reader, _title_problems),
        *_photo_problems(reader, checked),
        *_article_problems(reader, words, checked),
    ]
    if problems:
        raise TransferRefused(*problems)
    return checked


def _problems_of(name, reader, find):
    try:
        yield from find(reader.json(name))
    except TransferRefused as error:
        yield from error.problems


def _title_problems(data):
    titles = data.get("titles")
    longest = Photo._meta.get_field("title").max_length
    if not isinstance(titles, dict) or not all(isinstance(it, str) and len(it) <= longest for it in titles.values()):
        yield f"{PHOTOS} is not as export_articles writes it."


def _photo_problems(reader, checked):
    for digest in reader.digests:
        try:
            checked.sizes[digest] = master(reader.content(photo_name(digest)), digest).size
        except PhotoRefused as error:
            yield f"{photo_name(digest)}: {error}"


def _article_problems(reader, words, checked):
    """`words`: the slugs that articles may name, {part: slugs}; None where that is not known."""
    owners, instead = {}, {}
    for slug in reader.slugs:
        name = article_name(slug)
        try:
            data = reader.json(name)
        except TransferRefused as error:
            yield from error.problems
            continue
        record, problems = records.load(data, name)
        yield from problems
        if record is None:
            continue
        yield from (f"{name}: {problem}" for problem in records.misfits(record, slug))
        yield from _wrong_photos(record, name, checked.sizes)
        yield from _unknown_words(record, name, words) if words else []
        for address in record.addresses:
            if (owner := owners.setdefault(address, slug)) != slug:
                yield f"{name}: the address {address} is that of {article_name(owner)} as well. {_ONE}"
        instead |= {row["instead"]: name for row in record.withdrawals if row["instead"]}
        if (lost := _lost(data, record)) is not None:
            named = f": {', '.join(lost)}" if lost else ""
            checked.notes.append(
                f"{name}: some of its text holds what this site does not allow, and is read without{named}."
            )
        yield from _clinic_problems(record, data, slug, reader.editions, checked)
    for other in sorted(instead.keys() - set(reader.slugs)):
        yield f"{instead[other]}: the page that it leads on to, {other}, is not in this export."


_ONE = "An address belongs to one article: export again."


def _wrong_photos(record, name, sizes):
    for edition in record.editions:
        photo = edition["document"].photo
        if photo and sizes.get(photo.digest) != (photo.width, photo.height):
            yield (
                f"{name}, edition {edition['number']}: its photo {photo_name(photo.digest)} is not in this export, or "
                "has another size than the text says. Export again."
            )


def _unknown_words(record, name, words):
    """Editions keep their words for good, and a word that is nowhere else would have no page and no meaning."""
    for part, known in words.items():
        rows = [row for edition in record.editions for row in getattr(edition["document"], part)]
        terms = [getattr(row, "term", row) for row in rows]
        for slug, term in {term.slug: term for term in terms if term.slug not in known}.items():
            yield (
                f"{name}: it names “{term.name}” ({part}, {slug}), which is neither in {VOCABULARY} nor in this "
                f"clinic's vocabulary. {AGAIN}"
            )


def _lost(data, record):
    """Return what reading took from an article's texts, in words; None where they are read as they stand."""
    pairs = [
        (row["document"], encode(edition["document"]))
        for row, edition in zip(data["editions"], record.editions, strict=True)
        if row["document"].get("schema") == SCHEMA
    ]
    if all(told == read for told, read in pairs):
        return None
    return list(dict.fromkeys(words for told, read in pairs for words in _losses(told, read)))


def _losses(told, read):
    if isinstance(told, dict):
        for name in told.keys() & read.keys():
            yield from _losses(told[name], read[name])
    elif isinstance(told, list):
        for one, other in zip(told, read, strict=False):
            yield from _losses(one, other)
    elif isinstance(told, str) and told != read:
        yield from dropped(told)


def _clinic_problems(record, data, slug, editions, checked):
    """Tell an article that is new here from one that this clinic has, word for word or otherwise."""
    ours = set(Address.objects.filter(slug__in=record.addresses).values_list("article", flat=True))
    ours |= set(Article.objects.filter(slug__in=record.addresses).values_list("pk", flat=True))
    article = Article.objects.filter(pk__in=ours).first()
    if article is None:
        checked.new.append(slug)
    elif len(ours) == 1 and article.editions.exists():
        now = timezone.now()
        live = editions == exporter.ALL or article.editions.live(now).exists()
        if live and exporter.article_data(article, editions, now) == (slug, data):
            checked.here.append(slug)
        else:
            yield (
                f"{article_name(slug)}: this clinic publishes an article of its own at that address, “{article}”, and "
                "the two differ. Take the file and its line in the manifest out, or import into a clinic without it."
            )
    elif len(ours) == 1 and fingerprint(compose(article)) == fingerprint(record.newest):
        checked.new.append(slug)
    else:
        yield (
            f"{article_name(slug)}: this clinic has a draft of its own at that address, “{article}”, which would be "
            "lost. Publish it, delete it, or give it another address; then import again."
        )
