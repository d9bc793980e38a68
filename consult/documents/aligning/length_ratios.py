"""How long a translation usually is, compared with its original: the statistics of Gale and Church. Pure."""

import math
from collections.abc import Sequence
from statistics import median

_LEAST_RATIOS = 8
"""Pairs from which a usual ratio is computed; with fewer it is that of the whole texts."""


class Lengths:
    """How long a translation usually is: the mean and the variance of the logarithm of the ratio."""

    OF_LETTER = 4.0
    """What a letter adds to the variance, divided by the length."""
    SMALL = 3
    """Added to lengths, so that the shortest do not decide."""

    def __init__(self, mean: float, variance: float = 0.04) -> None:
        self.mean, self.variance, self.ratio = mean, variance, math.exp(mean)

    @classmethod
    def of(cls, pairs: Sequence[tuple[int, int]], default: "Lengths") -> "Lengths":
        """From the lengths of pairs that are most likely right."""
        known = [(first, other) for first, other in pairs if first and other]
        if len(known) < _LEAST_RATIOS:
            return default
        ratios = [math.log((other + cls.SMALL) / (first + cls.SMALL)) for first, other in known]
        mean = median(ratios)
        found = cls(mean, 0.0)
        beyond = [
            min((ratio - mean) ** 2, 0.5) - cls.OF_LETTER / found._letters(*lengths)
            for ratio, lengths in zip(ratios, known, strict=True)
        ]
        return cls(mean, min(0.12, max(0.02, sum(beyond) / len(beyond))))

    def _letters(self, first: float, other: float) -> float:
        return max(first, other / self.ratio, other, first * self.ratio) + self.SMALL

    def deviation(self, first: float, other: float) -> float:
        """How many standard deviations the ratio of two lengths is from the usual one."""
        ratio = math.log((other + self.SMALL) / (first + self.SMALL))
        return (ratio - self.mean) / math.sqrt(self.variance + self.OF_LETTER / self._letters(first, other))

    def cost(self, first: float, other: float) -> float:
        """The deviation of two lengths as a cost."""
        return min(10.0, self.deviation(first, other) ** 2 / 2)
