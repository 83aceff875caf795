from importlib import import_module

Migration = import_module("appointments.migrations.0001_initial").Migration
