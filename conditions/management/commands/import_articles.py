from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from conditions.transfer.folder import TransferRefused
from conditions.transfer.importer import import_articles


class Command(BaseCommand):
    help = (
        "Brings what export_articles wrote into DIR into this clinic: all of it, or nothing where something is wrong. "
        "An article that the publishing rules stop is imported as a draft."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR")
        parser.add_argument(
            "--by",
            metavar="USERNAME",
            help="Who imports, and owns the pages then. Default: the only superuser.",
        )
        parser.add_argument("--drafts", action="store_true", help="Publish nothing: every article becomes a draft.")

    def handle(self, *args, folder, by, drafts, **options):
        user = _importer(by)
        try:
            done = import_articles(folder, by=user, drafts=drafts)
        except TransferRefused as error:
            raise CommandError("Nothing was imported.\n" + "\n".join(f"- {it}" for it in error.problems)) from error
        except OSError as error:
            raise CommandError(f"Nothing was imported. {error.filename or folder}: {error.strerror}.") from error
        for note in done.notes:
            self.stdout.write(note)
        for slug, why in done.drafts.items():
            self.stdout.write(f"Draft only: {slug}. {' '.join(why)}".strip())
        self.stdout.write(
            f"Imported as they were published: {len(done.published)}. Drafts, to look at and publish: "
            f"{len(done.drafts)}. Here already, word for word: {len(done.here)}."
        )


def _importer(name):
    users = get_user_model().objects.filter(is_active=True)
    if name:
        if user := users.filter(username=name).first():
            return user
        raise CommandError(f"There is no active account “{name}”. Nothing was imported.")
    superusers = users.filter(is_superuser=True)[:2]
    if len(superusers) == 1:
        return superusers[0]
    raise CommandError("Say with --by USERNAME who imports. Nothing was imported.")
