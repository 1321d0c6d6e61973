"""One short function per pattern: paired arms under the same shocks, and the effect of each claim in each world."""
