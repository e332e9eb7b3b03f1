"""`manage.py audit_verify [--from N]`: exit 0 good, 1 tampered, 2 incomplete."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from audit.verify import Result, chain_verify


class Command(BaseCommand):
    help = "Check the audit chain. Exit code 0: good, 1: tampered, 2: the end is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", type=int, default=1, dest="start", metavar="N")

    def handle(self, *_args: Any, **options: Any) -> None:
        verdict = chain_verify(start=max(options["start"], 1))
        if verdict.result == Result.OK:
            self.stdout.write(f"Good: {verdict.seq} is the last event.")
            return
        if verdict.result == Result.TAMPERED:
            self.stderr.write(f"Tampered: event {verdict.seq}: {verdict.why}.")
        else:
            self.stderr.write(f"Incomplete: event {verdict.seq}: {verdict.why}.")
        sys.exit(int(verdict.result))
