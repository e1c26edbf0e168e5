"""Decisions in people's languages: `phrases` has what a language must say, `tell` puts the phrases together."""

from sealcanvas.access.words.tell import Language, phrases, tell_layer, tell_mend, tell_summary, tell_weakening

__all__ = ["Language", "phrases", "tell_layer", "tell_mend", "tell_summary", "tell_weakening"]
