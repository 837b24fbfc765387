"""The monthly picture: counts per month, area and kind; what stands out, and what is to come."""
