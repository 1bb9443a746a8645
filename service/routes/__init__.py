"""The service's routes, one module for each thing that is asked for."""
