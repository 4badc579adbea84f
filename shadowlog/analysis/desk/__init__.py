"""What sales and marketing look at together: leads, ratings, the funnel, deals, promises. Pure functions."""
