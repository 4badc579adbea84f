"""What is counted, and in whom: buyers, the talks with them, how themes were received and how talks ended."""
