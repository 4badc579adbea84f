"""The capture line: what is typed, what it becomes, what fits it, and several lines in their turn."""
