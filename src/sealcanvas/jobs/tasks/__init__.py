"""What workers can do, one module a task; a module is imported by its task's name, in the worker alone."""
