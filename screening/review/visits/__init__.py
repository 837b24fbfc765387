"""The form of an address that is visited: which row it is about, and its questions as steps."""
