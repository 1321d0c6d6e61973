"""The page: two courses of action side by side, answered while the hand is still on the slider."""
