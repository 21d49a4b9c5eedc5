"""Figures for who watches over the installation."""
