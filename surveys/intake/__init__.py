"""Intake by QR: service points, whose people put themselves forward."""
