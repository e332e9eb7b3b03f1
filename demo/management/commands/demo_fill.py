import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.people.fill import DemoRefused, demo_fill


class Command(BaseCommand):
    help = "Fill an empty demo with people, a year of sign-ins and a few weeks of cases."

    def handle(self, *_args: Any, **_options: Any) -> None:
        started = time.monotonic()
        try:
            made = demo_fill(at=timezone.now())
        except DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if made is None:
            self.stdout.write("There are people already: nothing was changed.")
            return
        self.stdout.write(
            f"Made {len(made.people)} people, {len(made.history)} sign-ins and "
            f"{len(made.cases)} cases in {time.monotonic() - started:.1f} s."
        )
