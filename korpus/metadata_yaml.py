"""YAML as people write it beside their documents: small, plain, every value a text."""

from typing import Any

import yaml

from korpus.errors import MetadataError

MAX_BYTES = 64 * 1024


class _PlainLoader(yaml.BaseLoader):
    """Builds texts, lists and mappings only: `2023-02-31` is a wrong date and no exception, "no" is no boolean.

    Aliases are refused: a few lines of them can stand for gigabytes.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise MetadataError("Verweise mit „*“ sind nicht erlaubt")
        return super().compose_node(parent, index)


def load_mapping(text: str) -> dict[str, object]:
    """Keys and values of a YAML mapping; values are texts, lists or mappings; an empty file gives an empty mapping.

    :raises MetadataError: with half a German sentence that says why it cannot be used.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise MetadataError(f"es sind mehr als {MAX_BYTES // 1024} KiB")
    try:
        value = yaml.load(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" (Zeile {mark.line + 1})" if mark is not None else ""
        raise MetadataError(f"der Aufbau ist kein gültiges YAML{place}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise MetadataError("der Inhalt ist kein gültiges YAML") from error
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise MetadataError("erwartet werden Zeilen der Form „Feld: Wert“")
    return {str(key): entry for key, entry in value.items()}
