"""The SQL gate, step by step: parse, allow, resolve, expand, render."""
