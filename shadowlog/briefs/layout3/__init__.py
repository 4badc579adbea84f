"""Briefs as they were written up to layout 3. Nothing is written by these rules any more: ``verify`` counts by them the
briefs that were exported then. Cases are sentences here, not buyers. Do not change a word.
"""
