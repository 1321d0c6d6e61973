"""The model in Mesa: one region to read, watch and teach with; agents own their stocks and call the same rules."""
