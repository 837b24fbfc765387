"""The batch that runs by itself: reads, screens, publishes, keeps to terms, and sums it up."""
