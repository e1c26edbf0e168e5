"""Decisions in people's languages: `phrases` has what a language must say, `tell` puts the phrases together."""

from sealcanvas.access.words.tell import Language, tell_layer, tell_mend, tell_summary

__all__ = ["Language", "tell_layer", "tell_mend", "tell_summary"]
