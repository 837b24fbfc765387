"""The Kadaster's delivery of rights (BRK Levering 2.0), as its schema of 2021-11-19 has it."""
