"""Check annotations at run time with typeguard."""

from annotations import report_on
from typeguard import typechecked

report_on(typechecked)
