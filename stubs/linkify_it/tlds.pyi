TLDS: list[str]
