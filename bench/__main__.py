"""`python -m bench [--quick] [a b c d e f]`: make the data, run the scenarios, print the table."""

import argparse
import importlib
import signal
import sys
import time
import warnings

from django.db import connections

from bench.ground import ground
from stack.refusal import StartRefused

PEOPLE, QUICK_PEOPLE = 1_000_000, 20_000
SCENARIOS = {
    "a": "bench.caller_search",
    "b": "bench.click_to_ring",
    "c": "bench.key_to_screen",
    "d": "bench.totp_prompt",
    "e": "bench.passcode_issue",
    "f": "bench.open_prompts",
}


def main() -> int:
    """Return 1 when a goal was missed."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    try:
        with ground() as environment:
            try:
                return _run(options, environment)
            finally:
                connections.close_all()
    except StartRefused as refusal:
        print(f"The bench did not start. {refusal}", file=sys.stderr)
    return 1


def _run(options: argparse.Namespace, environment: dict[str, str]) -> int:
    import django

    warnings.simplefilter("ignore")
    django.setup()
    from bench.machine import load_describe, machine_describe
    from bench.people import people_fill
    from bench.quoted import quoted_lines
    from bench.result import Result, missed

    count = QUICK_PEOPLE if options.quick else PEOPLE
    print("\n".join(machine_describe()), flush=True)
    begun = time.monotonic()
    people_fill(environment["DATABASE_OWNER_URL"], count)
    print(f"{count:,} people with 3 addresses each, made in {time.monotonic() - begun:.0f} s\n")
    results: list[Result] = []
    for letter in options.scenarios or SCENARIOS:
        result: Result = importlib.import_module(SCENARIOS[letter]).run(environment)
        result.remarks.append(load_describe())
        results.append(result)
        print("\n".join(result.lines()), flush=True)
    print("\n".join(quoted_lines()))
    bad = missed(results)
    print(f"{len(bad)} goals missed." if bad else "All goals hold.")
    return 1 if bad else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Keydesk here.")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_PEOPLE:,} people only")
    parser.add_argument("scenarios", nargs="*", choices=[[], *SCENARIOS], metavar="a…f")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
