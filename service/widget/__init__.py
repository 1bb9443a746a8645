"""The widget that other pages embed: its sources and the one file that is served."""
