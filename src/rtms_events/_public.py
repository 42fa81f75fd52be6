"""How the names of public modules are shown."""

import sys


def show_as_public(module: str) -> None:
    """Let tracebacks, reprs, and pickles name the public module of everything in its `__all__`.

    The private modules behind it can then change.
    """
    namespace = vars(sys.modules[module])
    for name in namespace["__all__"]:
        public = namespace[name]
        public.__module__ = module
        # From this attribute, Python 3.13's `inspect` would show unrelated lines of the module.
        if "__firstlineno__" in vars(public):  # pragma: no cover - not before Python 3.13
            del public.__firstlineno__
