"""Integers as digits: base_repr, binary_repr."""
from _operator import index as _index

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base_repr(number, base=2, padding=0):
    """The digits of an integer in a base.

    Parameters
    ----------
    number : int
    base : int
        2 to 36.
    padding : int
        Zeros to write on the left.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When the base is out of range.
    """
    if base > len(_DIGITS):
        raise ValueError("Bases greater than 36 not handled in base_repr.")
    if base < 2:
        raise ValueError("Bases less than 2 not handled in base_repr.")
    value = int(number)
    rest, digits = abs(value), []
    while rest:
        rest, digit = divmod(rest, int(base))
        digits.append(_DIGITS[digit])
    if not digits and not padding:
        return "0"
    return ("-" if number < 0 else "") + "0" * padding + "".join(reversed(digits))


def binary_repr(num, width=None):
    """The binary digits of an integer; of a negative one, with a width, those of its two's complement.

    Parameters
    ----------
    num : int
    width : int, optional
        Digits to write at the least.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When the number does not fit the width.
    """
    num = _index(num)
    if num == 0:
        return "0" * (width or 1)
    if num > 0:
        digits = f"{num:b}"
        need = len(digits)
    elif width is None:
        return f"{num:b}"
    else:
        need = (-num - 1).bit_length() + 1
        digits = f"{num + (1 << max(need, width)):b}" if need > 1 or width > 1 else "1"
    if width is None:
        return digits
    if need > width:
        raise ValueError(f"Insufficient bit width={width} provided for binwidth={need}")
    return digits.zfill(width)
