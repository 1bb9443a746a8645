"""The command line's own words in German: help headings, and one sentence for each kind of wrong call."""

from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

rich_utils.OPTIONS_PANEL_TITLE = "Optionen"
rich_utils.ARGUMENTS_PANEL_TITLE = "Argumente"
rich_utils.COMMANDS_PANEL_TITLE = "Befehle"
rich_utils.ERRORS_PANEL_TITLE = "Fehler"
rich_utils.DEFAULT_STRING = "[Vorgabe: {}]"
rich_utils.ENVVAR_STRING = "[Umgebung: {}]"
rich_utils.REQUIRED_LONG_STRING = "[nötig]"


class _GermanWords:
    """Replaces the few English words that typer writes itself."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Zeigt diese Hilfe."
        return option

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return (
            usage.replace("Usage:", "Aufruf:")
            .replace("[OPTIONS]", "[OPTIONEN]")
            .replace("COMMAND [ARGS]", "BEFEHL [ARGUMENTE]")
        )


class GermanCommand(_GermanWords, TyperCommand):
    """A command whose help is German."""


class GermanGroup(_GermanWords, TyperGroup):
    """The command group whose help is German."""


def german_sentence(error: Exception) -> str:
    """One German sentence for a wrong call of the command line."""
    parameter = getattr(error, "param", None)
    name = "/".join(getattr(parameter, "opts", ())) or getattr(parameter, "name", "") or ""
    kind = type(error).__name__
    sentences = {
        "MissingParameter": f"Die Angabe „{name}“ fehlt.",
        "NoSuchOption": f"Die Option „{getattr(error, 'option_name', '')}“ gibt es nicht.",
        "BadParameter": f"Die Angabe zu „{name}“ ist nicht brauchbar: {getattr(error, 'message', '')}",
        "BadOptionUsage": f"Bei der Option „{getattr(error, 'option_name', '')}“ stimmt die Zahl der Werte nicht.",
        "BadArgumentUsage": "Die Zahl der Argumente stimmt nicht.",
    }
    sentence = sentences.get(kind, "Dieser Aufruf ist nicht möglich; den Befehl oder ein Argument gibt es nicht.")
    return f"{sentence} Hilfe zeigt: fundstelle --help"


def is_wrong_call(error: Exception) -> bool:
    """Whether typer refused the command line as it was typed."""
    return isinstance(error, typer.BadParameter) or any(
        base.__name__ in ("UsageError", "ClickException") for base in type(error).__mro__
    )
