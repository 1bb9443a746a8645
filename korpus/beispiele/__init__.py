"""The sample corpus: documents of fictional municipalities, questions on them, and what makes the files."""
