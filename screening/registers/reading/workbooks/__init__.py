"""One sheet of a workbook as text, read in a process of its own.

A workbook is a program's input that anybody may have made: a few bytes of it can ask for terabytes,
and the library that reads it can stop the process it runs in. So another process reads it, within
bounds of memory and time, and whatever happens there ends here in one sentence.
"""
