"""Check digits (校验位) of cards and of the identity cards of Hong Kong and Taiwan."""


def luhn(digits: str) -> bool:
    """Whether a card's number keeps the rule of its last digit (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def hong_kong(number: str) -> bool:
    """Whether the character in brackets is that of a Hong Kong identity card: one or two letters, six digits, check."""
    letters, check = number[:-7], number[-1]
    values = [36 if len(letters) == 1 else ord(letters[0]) - 55, ord(letters[-1]) - 55, *map(int, number[-7:-1])]
    values.append(10 if check == "A" else int(check))
    return sum(value * weight for value, weight in zip(values, range(9, 0, -1), strict=True)) % 11 == 0


def taiwan(number: str) -> bool:
    """Whether a letter and nine digits keep the rule of a Taiwan identity card."""
    order = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
    tens, ones = divmod(order.index(number[0]) + 10, 10)
    digits = [int(digit) for digit in number[1:]]
    weighed = sum(digit * weight for digit, weight in zip(digits, (8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True))
    return (tens + ones * 9 + weighed) % 10 == 0
