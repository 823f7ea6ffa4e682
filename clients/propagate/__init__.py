"""Boundaries that propagate on AWS itself: `entail run` and what belongs to it, with real clients."""
