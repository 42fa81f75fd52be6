"""Check annotations at run time with beartype."""

from annotations import report_on
from beartype import beartype

report_on(beartype)
