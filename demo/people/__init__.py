"""The demo's people: made up, the same ones each time."""
