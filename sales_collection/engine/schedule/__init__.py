"""Instalments."""
