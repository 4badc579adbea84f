"""Parts that several kinds of brief are made of."""
