"""Boxes in layers, joined by level and upright lines that never run through a box."""
