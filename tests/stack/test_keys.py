"""Keys are made once and closed to others."""

from pathlib import Path

from stack.keys import keys_load


def test_a_second_start_finds_the_same_keys(tmp_path: Path) -> None:
    path = tmp_path / "state" / "dev.env"
    first = keys_load(path)
    assert keys_load(path) == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_that_a_newer_version_needs_is_added(tmp_path: Path) -> None:
    path = tmp_path / "dev.env"
    path.write_text("# mine\nKEYDESK_SECRET_KEY=kept\n")
    assert keys_load(path)["KEYDESK_SECRET_KEY"] == "kept"
    assert "KEYDESK_PEPPER" in keys_load(path)
