"""Errors of the models' room. Messages are German sentences that say what to do.

ModelError
├── ModelNotFound     no model of that name in the catalogue, or its files are missing
├── ModelDamaged      files do not match each other or their checksum
├── ModelNotFetched   a model could not be downloaded or taken into the model folder
├── ModelMismatch     an endpoint serves another model than the one that is wanted
├── ModelUnreachable  an endpoint is away
├── ModelFailed       a model could not compute what it was asked
└── BackendMissing    the package that a backend needs is not installed
"""


class ModelError(Exception):
    """Base of all errors of this room."""


class ModelNotFound(ModelError):
    """No model of that name, or its files are missing."""


class ModelDamaged(ModelError):
    """The model's files do not match each other or their checksum."""


class ModelNotFetched(ModelError):
    """A model could not be downloaded or taken into the model folder."""


class ModelMismatch(ModelError):
    """An endpoint serves another model than the one that is wanted."""


class ModelUnreachable(ModelError):
    """An endpoint is away; questions can go on with words alone."""


class ModelFailed(ModelError):
    """A model could not compute what it was asked; a question can go on without it."""


class BackendMissing(ModelError):
    """The package that a backend needs is not installed."""
