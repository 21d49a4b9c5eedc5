"""Municipalities on a map that is drawn on the server: who takes part, where something happens, who has tried what."""
