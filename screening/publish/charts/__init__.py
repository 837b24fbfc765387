"""The pictures of a report and of ``compare``: one file each, from frames to SVG and words."""
