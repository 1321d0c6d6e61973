"""What the model must hold: forms that differ, bounds, and the signs."""
