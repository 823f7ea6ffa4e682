"""The escape catalogue, played: ways out of a permissions boundary, on AWS and under Entail.

`rows.py` has the catalogue, `scenarios/` plays it, `play.py` says how, `page.py` writes
docs/escapes.md from both. `test_attempts_*.py` are attacks that no catalogue has.
"""
