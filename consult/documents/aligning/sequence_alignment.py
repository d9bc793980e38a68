"""The cheapest alignment of two sequences, and by how much it is cheaper than any other for each of its pairs. Pure.

Items are paired one to one, stay alone, or two stand for one. Costs are negative logarithms of probabilities and never
below zero. Long sequences are aligned within a band around their diagonal.
"""

from collections.abc import Callable
from typing import NamedTuple

IMPOSSIBLE = 1e6
"""The cost of what may not be paired."""
_WHOLE = 1_000
"""Cells up to which all of a matrix is looked at."""
_HALF_BAND = 12
"""Half of a band, besides the difference of the lengths."""
_MOST_CELLS = 400_000
"""Cells of a band; sequences that need more are cut into pieces of equal shares, whose steps have no margin."""
_LEAST_SHARE = 8
"""The difference of the lengths that a piece may have in any case."""
_MOVES = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2))

Cost = Callable[[int, int], float]
"""The cost of a pair, by the places of its items."""


class Step(NamedTuple):
    """`items` from `first` of one sequence and `other_items` from `other` of the other belong together.

    `margin`: how much more the best alignment costs that has not this step.
    """

    first: int
    items: int
    other: int
    other_items: int
    margin: float


def best(length: int, other_length: int, cost: Cost, gap: float, join: Callable[..., float]) -> list[Step]:
    """The steps of the cheapest alignment in order.

    `gap` is the cost of an item that stays alone; `join(first, count, other, other_count)` that of two items for one.
    """
    difference = abs(length - other_length)
    share = max(_LEAST_SHARE, _MOST_CELLS // (2 * max(length, 1)) - _HALF_BAND)
    pieces = min(length, other_length, -(-difference // share))
    if pieces <= 1 or length * other_length <= _WHOLE:
        return _Matrix((0, length), (0, other_length), cost, gap, join).steps()
    steps: list[Step] = []
    for piece in range(pieces):
        start, end = length * piece // pieces, length * (piece + 1) // pieces
        other_start, other_end = other_length * piece // pieces, other_length * (piece + 1) // pieces
        found = _Matrix((start, end), (other_start, other_end), cost, gap, join).steps()
        steps += [step._replace(margin=0.0) for step in found]
    return steps


class _Matrix:
    """Costs from the start to each cell and from each cell to the end; a cell is how much of both was read."""

    def __init__(
        self,
        part: tuple[int, int],
        other_part: tuple[int, int],
        cost: Cost,
        gap: float,
        join: Callable[..., float],
    ) -> None:
        self.start, self.other_start = part[0], other_part[0]
        self.length, self.other = part[1] - part[0], other_part[1] - other_part[0]
        length, other = self.length, self.other
        half = other if length * other <= _WHOLE else _HALF_BAND + abs(length - other)
        self.lows = [max(0, self._middle(row) - half) for row in range(length + 1)]
        self.highs = [min(other, self._middle(row) + half) for row in range(length + 1)]
        self.costs = [
            [self._moves(row, column, cost, gap, join) for column in self._columns(row)]
            for row in range(length + 1)
        ]

    def _middle(self, row: int) -> int:
        return row * self.other // self.length if self.length else 0

    def _columns(self, row: int) -> range:
        return range(self.lows[row], self.highs[row] + 1)

    def _moves(
        self, row: int, column: int, cost: Cost, gap: float, join: Callable[..., float]
    ) -> tuple[float, ...]:
        """What the moves that end in a cell cost, in the order of _MOVES."""
        first, second = row + self.start, column + self.other_start
        pair = cost(first - 1, second - 1) if row and column else IMPOSSIBLE
        two = join(first - 2, 2, second - 1, 1) if row > 1 and column else IMPOSSIBLE
        one = join(first - 1, 1, second - 2, 2) if row and column > 1 else IMPOSSIBLE
        return pair, gap if row else IMPOSSIBLE, gap if column else IMPOSSIBLE, two, one

    def _from_start(self) -> tuple[list[list[float]], list[list[int]]]:
        totals: list[list[float]] = []
        taken: list[list[int]] = []
        for row in range(self.length + 1):
            here: list[float] = []
            moves: list[int] = []
            totals.append(here)
            taken.append(moves)
            for column in self._columns(row):
                if row == 0 and column == 0:
                    here.append(0.0)
                    moves.append(-1)
                    continue
                costs = self.costs[row][column - self.lows[row]]
                least, move = 2 * IMPOSSIBLE * IMPOSSIBLE, -1
                for at, (down, right) in enumerate(_MOVES):
                    if costs[at] >= IMPOSSIBLE:
                        continue
                    before, place = row - down, column - right
                    if self.lows[before] <= place <= self.highs[before]:
                        total = totals[before][place - self.lows[before]] + costs[at]
                        if total < least:
                            least, move = total, at
                here.append(least)
                moves.append(move)
        return totals, taken

    def _to_end(self) -> list[list[float]]:
        far = 2 * IMPOSSIBLE * IMPOSSIBLE
        totals = [[far] * len(self._columns(row)) for row in range(self.length + 1)]
        totals[self.length][self.other - self.lows[self.length]] = 0.0
        for row in range(self.length, -1, -1):
            low = self.lows[row]
            for column in reversed(self._columns(row)):
                total = totals[row][column - low]
                costs = self.costs[row][column - low]
                for at, (down, right) in enumerate(_MOVES):
                    before, place = row - down, column - right
                    if before < 0 or costs[at] >= IMPOSSIBLE:
                        continue
                    if self.lows[before] <= place <= self.highs[before]:
                        there = place - self.lows[before]
                        totals[before][there] = min(totals[before][there], total + costs[at])
        return totals

    def steps(self) -> list[Step]:
        """The cheapest alignment with margins."""
        totals, taken = self._from_start()
        path: list[tuple[int, int, int]] = []
        row, column = self.length, self.other
        while row or column:
            move = taken[row][column - self.lows[row]]
            path.append((row, column, move))
            row, column = row - _MOVES[move][0], column - _MOVES[move][1]
        path.reverse()
        least = totals[self.length][self.other - self.lows[self.length]]
        rows, columns = self._without(totals, path)
        steps = []
        for row, column, move in path:
            down, right = _MOVES[move]
            others = [rows[at] for at in range(row - down, row)]
            others += [columns[at] for at in range(column - right, column)]
            first, other = row - down + self.start, column - right + self.other_start
            steps.append(Step(first, down, other, right, min(others) - least))
        return steps

    def _without(
        self, totals: list[list[float]], path: list[tuple[int, int, int]]
    ) -> tuple[list[float], list[float]]:
        """For each item of both sequences the cost of the best alignment that has another step for it."""
        far = 2 * IMPOSSIBLE * IMPOSSIBLE
        rows, columns = [far] * self.length, [far] * self.other
        to_end = self._to_end()
        in_path = set(path)
        for row in range(self.length + 1):
            low = self.lows[row]
            for column in self._columns(row):
                rest = to_end[row][column - low]
                for at, (down, right) in enumerate(_MOVES):
                    step = self.costs[row][column - low][at]
                    before, place = row - down, column - right
                    if step >= IMPOSSIBLE or not self.lows[before] <= place <= self.highs[before]:
                        continue
                    if (row, column, at) in in_path:
                        continue
                    total = totals[before][place - self.lows[before]] + step + rest
                    for item in range(before, row):
                        rows[item] = min(rows[item], total)
                    for item in range(place, column):
                        columns[item] = min(columns[item], total)
        return rows, columns
