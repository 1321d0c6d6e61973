"""From result tables to an answer: comparison, figures and the report. Reads tables, never the model's state."""
