"""The review site: how Django is set up for one project, and served."""
