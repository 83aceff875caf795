from django.core.management.base import BaseCommand, CommandError

from conditions.transfer.exporter import export
from conditions.transfer.folder import TransferRefused


class Command(BaseCommand):
    help = (
        "Writes each live article, with its photos and the words it shares, as readable files into DIR, which must be "
        "empty or new. import_articles brings them into another clinic. Drafts are not exported."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR")
        parser.add_argument(
            "--all",
            action="store_true",
            dest="every",
            help="Every edition of every article, what is scheduled and what was withdrawn included.",
        )

    def handle(self, *args, folder, every, **options):
        try:
            done = export(folder, every=every)
        except TransferRefused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"{error.filename or folder} could not be written: {error.strerror}. What is in {folder} now is not a "
                "whole export: delete it, then export again."
            ) from error
        self.stdout.write(
            f"{folder} holds {_count(done.articles, 'article')} in {_count(done.editions, 'edition')}, and "
            f"{_count(len(done.photos), 'photo')}."
        )
        if done.drafts:
            why = "Never published" if every else "Not live"
            self.stdout.write(f"{why}, so not exported: {_count(done.drafts, 'article')}.")


def _count(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"
