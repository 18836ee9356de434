"""The indicators, by family; each function measures one from a story."""
