#!/usr/bin/env bash
# Pydantic 2.11.4: a model whose schema cannot be built validates as its parent class, from the second
# attempt on.
#
# A model with an undefined reference is built when it is first used. If that
# raises an exception, later calls of `model_validate()` find the validator of the parent class. They
# return an instance of the parent, even for data that the model would reject. 2.11.5 and later raise
# the exception every time.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/program.py" << 'PROGRAM'
import pydantic
from pydantic.errors import PydanticUndefinedAnnotation


is_later = False


class Parent(pydantic.BaseModel):
    pass


class Child(Parent):
    number: int

    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        if is_later:
            raise TypeError("cannot be built")
        raise PydanticUndefinedAnnotation("Later", "not defined yet")


is_later = True
seen = []
for _ in range(4):
    try:
        seen.append(repr(Child.model_validate({"number": "not a number"})))
    except TypeError as error:
        seen.append(str(error))
print(pydantic.VERSION, seen)
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
2.11.4 ['cannot be built', 'Parent()', 'Parent()', 'Parent()']
2.11.5 ['cannot be built', 'cannot be built', 'cannot be built', 'cannot be built']
2.14.4 ['cannot be built', 'cannot be built', 'cannot be built', 'cannot be built']
OUTPUT

for version in 2.11.4 2.11.5 2.14.4; do
    python3 -m venv --clear "$folder/venv"
    "$folder/venv/bin/pip" install --quiet "pydantic==$version"
    "$folder/venv/bin/python" "$folder/program.py"
done | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
