"""The registers: what each holds, and extracts read, checked and repaired into them."""
