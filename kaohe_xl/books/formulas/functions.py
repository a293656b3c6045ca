"""How functions are declared: on single values, on whole arguments, on parts not yet calculated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kaohe_xl.books.formulas import values
from kaohe_xl.books.formulas.evaluation import FUNCTIONS, Areas, Found, Function, Run
from kaohe_xl.books.formulas.names import SheetArea
from kaohe_xl.books.formulas.syntax import Constant, Node
from kaohe_xl.books.formulas.values import Matrix, Scalar, Unsure
from kaohe_xl.books.grid import ErrorValue


class Failing(Exception):
    """The function shows this error."""

    def __init__(self, error: ErrorValue) -> None:
        super().__init__(error)
        self.error = error


def lifting(
    names: str, least: int, most: int, *, sees_errors: bool = False
) -> Callable[[Callable[..., Scalar]], Callable[..., Scalar]]:
    """A function of single values; in array formulas it works on each value of its arguments.

    An error among them is the result, unless it `sees_errors`.
    """

    def declare(work: Callable[..., Scalar]) -> Callable[..., Scalar]:
        def on_scalars(*arguments: Scalar) -> Scalar:
            """The result, or the error."""
            errors = {a for a in arguments if isinstance(a, ErrorValue)}
            if errors and not sees_errors:
                if len(errors) > 1:
                    raise Unsure
                return errors.pop()
            try:
                return work(*arguments)
            except Failing as failing:
                return failing.error
            except (OverflowError, ValueError, ZeroDivisionError) as error:
                raise Unsure from error

        def function(run: Run, nodes: Sequence[Node]) -> Found:
            """The function as formulas call it."""
            if not least <= len(nodes) <= most:
                raise Unsure
            return run.lifted(on_scalars, [run.scalars(node) for node in nodes])

        _declare(names, function)
        return work

    return declare


def taking(names: str, least: int, most: int = 255) -> Callable[[Callable[..., Found]], Callable[..., Found]]:
    """A function that takes its arguments whole: cells as Areas, arrays as Matrix; the run comes first."""

    def declare(work: Callable[..., Found]) -> Callable[..., Found]:
        def function(run: Run, nodes: Sequence[Node]) -> Found:
            """The function as formulas call it."""
            if not least <= len(nodes) <= most:
                raise Unsure
            try:
                return work(run, *(run.found(node) for node in nodes))
            except Failing as failing:
                return failing.error
            except (OverflowError, ValueError, ZeroDivisionError) as error:
                raise Unsure from error

        _declare(names, function)
        return work

    return declare


def deciding(names: str, least: int, most: int = 255) -> Callable[[Function], Function]:
    """A function that decides itself which of its arguments are calculated, and how."""

    def declare(work: Function) -> Function:
        def function(run: Run, nodes: Sequence[Node]) -> Found:
            """The function as formulas call it."""
            if not least <= len(nodes) <= most:
                raise Unsure
            try:
                return work(run, nodes)
            except Failing as failing:
                return failing.error

        _declare(names, function)
        return work

    return declare


def _declare(names: str, function: Function) -> None:
    for name in names.split():
        FUNCTIONS[name] = function


def is_left_out(node: Node) -> bool:
    """Whether an argument is empty: nothing between two commas."""
    return isinstance(node, Constant) and node.value is None


def number(value: Scalar) -> float | int:
    """A value as a number. Raises Failing with the error that it is or makes, Unsure in doubt."""
    found = values.number(value)
    if isinstance(found, ErrorValue):
        raise Failing(found)
    return found


def plain_number(run: Run, found: Found) -> float | int:
    """An argument as one number."""
    return number(plain(run, found))


def plain(run: Run, found: Found) -> Scalar:
    """An argument as one value. Raises Failing for an error, Unsure for an array."""
    value = run.reduced(found)
    if isinstance(value, Matrix):
        raise Unsure
    if isinstance(value, ErrorValue):
        raise Failing(value)
    return value


def text(value: Scalar) -> str:
    """A value as text. Raises Failing for an error."""
    found = values.text(value)
    if isinstance(found, ErrorValue):
        raise Failing(found)
    return values.limited(found)


def integer(value: Scalar) -> int:
    """A value as a whole number. Raises Unsure where there is something behind the point."""
    found = number(value)
    if found != int(found):
        raise Unsure
    return int(found)


def note(run: Run, key: object, work: Callable[[], Any]) -> Any:
    """What was worked out about areas, worked out once."""
    if key not in run.cells.notes:
        run.cells.notes[key] = work()
    return run.cells.notes[key]


def cell_values(run: Run, found: Areas | Matrix) -> Iterator[Scalar]:
    """All values of cells or of an array. Raises Failing for an error among them.

    Raises Unsure for truth values: some programs keep them in cells as numbers.
    """
    areas = [run.cells.matrix(area) for area in found.areas] if isinstance(found, Areas) else [found]
    error: ErrorValue | None = None
    for matrix in areas:
        for value in matrix.flat():
            if isinstance(value, ErrorValue):
                if error is not None and error != value:
                    raise Unsure
                error = value
            elif isinstance(value, bool):
                raise Unsure
            else:
                yield value
    if error is not None:
        raise Failing(error)


def area_numbers(run: Run, area: SheetArea) -> list[float | int]:
    """The numbers in an area. Raises Failing for an error among them."""
    found = note(run, ("numbers", area), lambda: _numbers_or_error(run, area))
    if isinstance(found, ErrorValue):
        raise Failing(found)
    numbers: list[float | int] = found
    return numbers


def _numbers_or_error(run: Run, area: SheetArea) -> list[float | int] | ErrorValue:
    try:
        return [v for v in cell_values(run, Areas((area,))) if isinstance(v, int | float)]
    except Failing as failing:
        return failing.error


def numbers(run: Run, arguments: Sequence[Found]) -> list[float | int]:
    """The numbers of all arguments, as SUM takes them: of cells and arrays only what is a number.

    FALSE in an array stands where IF had nothing to choose. Raises Unsure for a text that is no cell's.
    """
    found: list[float | int] = []
    for argument in arguments:
        if isinstance(argument, Areas):
            for area in argument.areas:
                found += area_numbers(run, area)
        elif isinstance(argument, Matrix):
            kept = [[None if v is False else v for v in row] for row in argument.rows]
            array = Matrix(kept, argument.height, argument.width, argument.tail)
            found += [v for v in cell_values(run, array) if isinstance(v, int | float)]
        elif isinstance(argument, str) and not isinstance(argument, ErrorValue):
            raise Unsure
        else:
            found.append(number(argument))
    return found


def counted(run: Run, arguments: Sequence[Found]) -> list[float | int]:
    """The same for functions to which a 0 is another thing than a blank."""
    found = numbers(run, arguments)
    values.refuse_blank(*found)
    return found


def truth_of(value: Scalar) -> bool:
    """A value as a condition. Raises Failing for an error, Unsure for a text."""
    found = values.truth(value)
    if isinstance(found, ErrorValue):
        raise Failing(found)
    return found
