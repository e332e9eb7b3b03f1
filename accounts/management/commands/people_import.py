"""`manage.py people_import FILE.csv [--dry-run]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.people.services import people_import
from audit.refusal import Refused


class Command(BaseCommand):
    help = "Bring people and their addresses in line with a CSV file; all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *_args: Any, **options: Any) -> None:
        path, dry_run = options["file"], options["dry_run"]
        try:
            with path.open("rb") as file:
                report = people_import(file=file, actor=None, dry_run=dry_run, at=timezone.now())
        except OSError as error:
            message = f"{path} cannot be read: {error.strerror}."
            raise CommandError(message) from error
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        for problem in report.problems:
            self.stderr.write(str(problem))
        if report.problem_count:
            message = f"{report.problem_count} of {report.rows} rows are bad; nothing was changed."
            raise CommandError(message)
        self.stdout.write(
            f"{report.rows} rows: {report.created} people new, {report.updated} changed, "
            f"{report.contacts_added} addresses added, {report.contacts_removed} removed."
        )
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
