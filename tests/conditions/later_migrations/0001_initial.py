from importlib import import_module

Migration = import_module("conditions.migrations.0001_initial").Migration
