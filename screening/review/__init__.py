"""What people found where the lists sent them: read back, kept beside the runs, and counted."""
