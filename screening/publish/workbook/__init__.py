"""Lists as workbooks: overview, list, planning, and a page per row with its form."""
