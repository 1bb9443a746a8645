"""What is read: documents, their metadata, one reader per file format; the sample corpus lies in `beispiele`."""
