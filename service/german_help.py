"""The command line's own words in German: help headings, and one sentence for each kind of wrong call."""

from typing import Any

import typer
from pydantic import ValidationError
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
    name = _name_of(getattr(error, "param", None))
    option = getattr(error, "option_name", "")
    sentences = {
        "MissingParameter": f"Die Angabe „{name}“ fehlt",
        "NoSuchOption": f"Die Option „{option}“ gibt es nicht",
        "BadParameter": f"Die Angabe zu „{name}“ ist nicht brauchbar{_expected(error)}",
        "BadOptionUsage": f"Bei der Option „{option}“ stimmt die Zahl der Werte nicht",
    }
    sentence = sentences.get(
        type(error).__name__, "Dieser Aufruf ist nicht möglich, denn den Befehl oder ein Argument gibt es nicht"
    )
    return f"{sentence}; Hilfe zeigt: fundstelle --help"


def _name_of(parameter: Any) -> str:
    """An option as it is typed, an argument as the help calls it."""
    if getattr(parameter, "param_type_name", "") == "argument":
        return str(parameter.metavar).rstrip(".")
    return "/".join(getattr(parameter, "opts", ()))


def _expected(error: Exception) -> str:
    """What the value must be, from the pydantic error behind typer's."""
    choices = getattr(getattr(getattr(error, "param", None), "type_descriptor", None), "choices", None)
    if choices:
        return ", möglich sind " + ", ".join(str(getattr(choice, "value", choice)) for choice in choices)
    cause = error.__cause__
    first: Any = cause.errors()[0] if isinstance(cause, ValidationError) else {"type": ""}
    limits = first.get("ctx") or {}
    sentences = {
        "greater_than_equal": "erlaubt ist mindestens {ge:g}",
        "less_than_equal": "erlaubt ist höchstens {le:g}",
        "int_parsing": "erwartet wird eine ganze Zahl",
        "int_parsing_size": "die Zahl ist zu groß",
        "date_from_datetime_parsing": "erwartet wird ein Tag wie 2026-01-31",
        "date_from_datetime_inexact": "erwartet wird ein Tag wie 2026-01-31",
        "float_parsing": "erwartet wird eine Zahl",
        "finite_number": "erwartet wird eine endliche Zahl",
    }
    return f", {sentences[first['type']].format(**limits)}" if first["type"] in sentences else ""


def is_wrong_call(error: Exception) -> bool:
    """Whether typer refused the command line as it was typed."""
    return isinstance(error, typer.BadParameter) or any(
        base.__name__ in ("UsageError", "ClickException") for base in type(error).__mro__
    )
