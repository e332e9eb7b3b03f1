"""Measures Keydesk on this machine: `make bench`, or `python -m bench --quick` to try it out."""
