"""The mock server: every operation of a draft answers, and what was posted can be read back."""
