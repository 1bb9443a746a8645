"""The sample corpus: documents of fictional municipalities, their sources, questions on them, and what makes the files."""
