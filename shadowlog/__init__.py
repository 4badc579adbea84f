"""shadowlog: carries what buyers say to the people who write what buyers read."""

__version__ = "0.1.0"
