"""The building side: writes a snapshot's files, keeps originals, removes what is no longer needed."""
