"""The stock admin's people search, in a process of its own because its settings differ.

`python -m bench.stock QUERIES.json` prints the milliseconds of each query as JSON.
"""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from bench.queries import Query

INDEX = "bench_stock_search"


def stock_measure(environment: dict[str, str], queries: list[Query], folder: Path) -> list[float]:
    """Return how long each query takes in the stock admin, page included."""
    path = folder / "queries.json"
    path.write_text(json.dumps([query.text for query in queries]), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "bench.stock", str(path)],
        env={**environment, "DJANGO_SETTINGS_MODULE": "bench.stock_settings"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return [float(one) for one in json.loads(done.stdout)]


def index_statement() -> str:
    """Return the index somebody would add when the stock search gets slow."""
    from bench.stock_urls import SEARCH_FIELDS

    parts = ", ".join(f"UPPER({name}::text) gin_trgm_ops" for name in SEARCH_FIELDS)
    return f"CREATE INDEX {INDEX} ON accounts_user USING gin ({parts})"


def main() -> None:
    """Measure inside the stock project."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.stock_settings")
    django.setup()
    from django.test import Client

    from accounts.models import User
    from bench.measure import timed

    client = Client()
    client.force_login(User.objects.get(username="stock"))
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for text in texts[:3]:
        _search(client, text)
    print(json.dumps([timed(partial(_search, client, text)) for text in texts]))


def _search(client: object, text: str) -> None:
    response = client.get("/admin/accounts/user/", {"q": text})  # type: ignore[attr-defined]
    if response.status_code != 200 or 'id="changelist"' not in response.content.decode():
        message = f"The stock admin answered {response.status_code}."
        raise RuntimeError(message)


if __name__ == "__main__":
    main()
