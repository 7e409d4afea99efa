"""Series stay apart for eyes without red or green receptors."""

from itertools import combinations

import numpy as np
import pytest

from course.show.colours import KINDS, PAPER, SERIES, kind, series

# Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB.
DEUTERANOPIA = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
PROTANOPIA = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]


def linear(colour):
    share = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    x, y, z = np.array(TO_XYZ) @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = [np.cbrt(t) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eyes", [np.eye(3), np.array(DEUTERANOPIA), np.array(PROTANOPIA)])
def test_series_are_distinguishable(eyes):
    for one, other in combinations(SERIES, 2):
        assert np.linalg.norm(lab(eyes @ linear(one)) - lab(eyes @ linear(other))) > 11, (one, other)


def test_the_two_series_of_a_comparison_are_far_apart():
    blue, vermilion = (lab(np.array(DEUTERANOPIA) @ linear(colour)) for colour in SERIES[:2])
    assert np.linalg.norm(blue - vermilion) > 60


def contrast(one, other):
    """WCAG 2.2, contrast ratio."""
    lights = sorted(float(np.array(TO_XYZ[1]) @ linear(colour)) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_texts_can_be_read_on_their_fill():
    for fill, ink, _ in KINDS.values():
        assert contrast(fill, ink) >= 4.5  # WCAG 2.2, 1.4.3


def test_the_first_series_stand_out_from_the_paper():
    for colour in SERIES[:3]:
        assert contrast(colour, PAPER) >= 3  # WCAG 2.2, 1.4.11


def test_good_bad_and_warn_carry_a_sign():
    assert len({kind(name)[2] for name in ("good", "bad", "warn")} - {""}) == 3


def test_fourteen_series_have_different_colours():
    assert len({series(place) for place in range(14)}) == 14


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="choose from good, bad"):
        kind("fine")
