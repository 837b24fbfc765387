"""One module per subject; every subclass of ``Check`` in here is found and run."""
