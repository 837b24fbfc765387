"""From a folder of extracts to a project file: what each most likely is."""
