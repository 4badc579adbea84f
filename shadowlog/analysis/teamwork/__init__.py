"""The figures of how the two teams work together: promises, definitions, the weekly meeting. Pure functions."""
