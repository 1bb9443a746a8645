"""Errors of the models' room. Messages are German sentences that say what to do.

ModelError
├── ModelNotFound   no model of that name in the catalogue, or its files are missing
└── ModelDamaged    files do not match each other or their checksum
"""


class ModelError(Exception):
    """Base of all errors of this room."""


class ModelNotFound(ModelError):
    """No model of that name, or its files are missing."""


class ModelDamaged(ModelError):
    """The model's files do not match each other or their checksum."""
