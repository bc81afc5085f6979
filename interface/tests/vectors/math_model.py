#!/usr/bin/env python3
"""Exact model of docs/math.md and generator of math.csv: unbounded integers and fractions, no limbs.

Run `python3 math_model.py > math.csv`; the output is a function of this file alone. Rows are
`function,arguments,result`; arguments and results are decimal and separated by spaces, a Q64 is one number in units
of 2^-64, a price is its key, `none` is a refusal.
"""
from fractions import Fraction as F
from math import ceil, floor
from random import Random

U64, U128 = 2**64 - 1, 2**128 - 1
APR_BPS = -(-2**64 // (10_000 * 31_536_000))
RATE_MAX = 40_000 * APR_BPS


def fits(x, top=U64):
    return x if 0 <= x <= top else None


# wide, q64, shares
def mul_div_down(a, b, c): return fits(a * b // c) if c else None
def mul_div_up(a, b, c): return fits(-(-a * b // c)) if c else None
def div_128_128(n, d): return (n // d, n % d) if d else None
def mul_bps_down(q, bps): return q * min(bps, 10_000) // 10_000
def div_atoms_down(q, n): return q // n if n else None
def assets_down(s, i): return fits(s * i >> 64)
def assets_up(s, i): return fits(-(-s * i >> 64))
def shares_down(a, i): return fits((a << 64) // i) if i else None
def shares_up(a, i): return fits(-(-(a << 64) // i)) if i else None


# price
def worth(key): return F(key & 0xFFFFFFFF) / 2**(95 - (key >> 32)) if key else F(0)


def pack(x, up):
    """The 32-bit price next to x units of 2^-16 USD, down or up."""
    if x == 0:
        return 0
    s = 95
    while s >= 0 and x * 2**s >= 2**32:
        s -= 1
    if s < 0:
        return None
    m = ceil(x * 2**s) if up else floor(x * 2**s)
    if m < 2**31:  # below the smallest price
        return 2**31 if up else 0
    if m == 2**32:
        m, s = 2**31, s - 1
    return (95 - s) << 32 | m if s >= 0 else None


def value_down(key, a): return fits(floor(worth(key) * a), 2**48 - 1)
def value_up(key, a): return fits(ceil(worth(key) * a), 2**48 - 1)
def mul_q32_down(key, q): return pack(worth(key) * F(q, 2**32), False)
def mul_q32_up(key, q): return pack(worth(key) * F(q, 2**32), True)
def within_bps(a, b, bps): return int(a > 0 and b > 0 and abs(worth(a) / worth(b) - 1) <= F(bps, 10_000))


def price(exponent, decimals, mantissa, up):
    if mantissa == 0:
        return 0
    k = decimals - exponent
    e = 63
    while 2**(e + 1) // 10**k < 2**64:
        e += 1
    r = 2**e // 10**k
    z = 64 - mantissa.bit_length()
    n = mantissa << z
    nl, nh, rl, rh = n % 2**32, n >> 32, r % 2**32, r >> 32
    p = nh * rh + (nl * rh >> 32) + (nh * rl >> 32) + (4 if up else 0)
    return pack(p * F(2)**(80 - z - e), up)


def price_down(x, d, m): return price(-x, d, m, False)
def price_up(x, d, m): return price(-x, d, m, True)


# interest
def rate_up(*args):
    *flat, cash, debt = args
    curve = list(zip(flat[0::2], flat[1::2]))
    if debt >= 2**50:
        cash, debt = cash >> 14, debt >> 14
    total = min(cash + debt, U64)
    u = -(-debt * 10_000 // total) if total else 0
    i = next(i for i in range(1, 8) if curve[i][0] >= u)
    (u0, a0), (u1, a1) = curve[i - 1], curve[i]
    if u0 == u1:
        return min(a1 * APR_BPS, RATE_MAX)
    return min(ceil(F((a0 * (u1 - u) + a1 * (u - u0)) * APR_BPS, u1 - u0)), RATE_MAX)


def growth_up(x):
    if x == 0:
        return 0
    h = (x >> 30) + 1
    k = (h * h >> 34) + 1
    return x + ceil(F(h * h, 32)) + ceil(F(k * h, 96))


def index_up(index, rate, dt):
    if index >> 64 >= 2**62:
        return None
    rate = min(rate, RATE_MAX)
    if rate == 0:
        return index
    step, left = 2**60 // rate, dt
    for _ in range(32):
        s = min(step, left)
        index += -(-index * growth_up(rate * s) >> 64)
        left -= s
    if left:
        index += -(-index * rate * left >> 64)
    return index if index >> 64 < 2**62 else None


def accrue_up(index, shares, rate, dt):
    after = index_up(index, rate, dt)
    if after is None or shares * (after - index) > U128 or shares * after > 2**62 * 2**64:
        return index, 0, 1
    return after, shares * (after - index), 0


def pending_up(debt, rate, dt):
    x = min(rate, RATE_MAX) * min(dt, 2**40)
    if x == 0 or debt == 0:
        return debt
    return min(debt + (debt * ((x >> 32) + 1) >> 32) + 1, U64)


# claims: (shares, index, fees, buffer)
def absorb(shares, index, fees, buffer, loss):
    rest = loss << 64
    rest, buffer = max(rest - buffer, 0), max(buffer - rest, 0)
    if shares:
        cut = -(-rest // shares)
        if cut <= index:
            index, rest = index - cut, 0
        else:
            index, rest = 0, rest - shares * index
    wiped = int(shares > 0 and index < 2**44)
    rest, fees = max(rest - fees, 0), max(fees - rest, 0)
    return shares, index, fees, buffer, wiped, rest


def distribute(shares, index, fees, buffer, interest, factor, share):
    unit = 2**32 if interest < 2**96 else 2**64
    protocol = mul_bps_down(interest // unit, factor) * unit
    to_buffer = mul_bps_down(protocol // unit, share) * unit
    fees = min(fees + protocol - to_buffer, U128)
    buffer = min(buffer + to_buffer, U128)
    rest = interest - protocol
    if shares < 1_000:
        buffer = min(buffer + rest, U128)
    elif (index + rest // shares) >> 64 < 2**62:
        index += rest // shares
    return shares, index, fees, buffer


def main():
    r = Random(20)
    word = lambda: r.choice([0, 1, 2, U64, U64 - 1, 2**32, 2**32 - 1, 10**r.randrange(20)]) if r.random() < .15 \
        else r.getrandbits(r.randrange(1, 65))
    q64 = lambda: word() << 64 | r.choice([0, 0, 1, U64, r.getrandbits(64), r.getrandbits(64)])
    index = lambda: r.choice([2**64, 2**64, 2**44, 2**64 + r.getrandbits(62), 2**64 + r.getrandbits(62),
                              max(q64() >> r.randrange(60), 2**44) % 2**126])
    bps = lambda: r.choice([0, 1, 9_999, 10_000, 65_535, r.randrange(10_000), r.randrange(10_000)])
    key = lambda: r.choice([0, 2**31, (95 << 32) + 2**32 - 1] + [r.randrange(96) << 32 | r.randrange(2**31, 2**32)] * 9)
    near = lambda k: r.choice([key(), min(max(k + r.randrange(-2**29, 2**29), 2**31), 2**32 - 1 + (95 << 32)), k])
    well = lambda k: k if k == 0 or k % 2**32 >= 2**31 else k + 2**31
    rate = lambda: r.choice([0, 1, RATE_MAX, U64, r.randrange(RATE_MAX), APR_BPS * r.randrange(40_000)])
    time = lambda: r.choice([0, 1, 60, r.randrange(2**20), r.randrange(2**22), r.randrange(2**26), r.randrange(2**30), word()])

    def curve():
        kinks = sorted(r.sample(range(1, 10_000), 6))
        rates = sorted(r.randrange(40_001) for _ in range(8))
        if r.random() < .3:
            kinks[3:], rates[4:] = [10_000] * 3, [rates[4]] * 4
        return [x for point in zip([0] + kinks + [10_000], rates) for x in point]

    claims = lambda: (r.choice([0, 1, 999, 1_000, word() >> 4, word() >> 14, word() >> 14]), index(), q64() >> r.randrange(40), q64() >> r.randrange(40))
    pair = lambda: (lambda k: (k, well(near(k))))(key())

    def loss():
        c = claims()
        whole = (c[0] * c[1] + c[2] + c[3]) >> 64
        return *c, r.choice([0, 1, min(whole, U64), min(whole + 1, U64), min(r.randrange(whole + 2), U64), c[3] >> 64, word()])

    rows = [
        (mul_div_down, lambda: (word(), word(), word())), (mul_div_up, lambda: (word(), word(), word())),
        (div_128_128, lambda: (q64(), q64() >> r.randrange(128))),
        (mul_bps_down, lambda: (q64(), bps())), (div_atoms_down, lambda: (q64(), word())),
        (assets_down, lambda: (word(), index())), (assets_up, lambda: (word(), index())),
        (shares_down, lambda: (word(), index())), (shares_up, lambda: (word(), index())),
        (value_down, lambda: (key(), word())), (value_up, lambda: (key(), word())),
        (mul_q32_down, lambda: (key(), r.choice([word(), 2**32, 2**32 + r.getrandbits(22)]))),
        (mul_q32_up, lambda: (key(), r.choice([word(), 2**32, 2**32 + r.getrandbits(22)]))),
        (within_bps, lambda: (*pair(), bps())),
        (price_down, lambda: (r.randrange(19), r.randrange(19), word())),
        (price_up, lambda: (r.randrange(19), r.randrange(19), word())),
        (rate_up, lambda: (*curve(), word(), word())),
        (growth_up, lambda: (r.choice([0, 1, 2**60, 2**30, r.getrandbits(60), r.getrandbits(r.randrange(1, 61))]),)),
        (index_up, lambda: (index(), rate(), time())),
        (accrue_up, lambda: (index(), word() >> r.randrange(20), rate(), time())),
        (pending_up, lambda: (word(), rate(), time())),
        (absorb, loss), (distribute, lambda: (*claims(), q64() >> r.randrange(60), bps(), bps())),
    ]
    print("function,arguments,result")
    for function, arguments in rows:
        for _ in range(60):
            a = arguments()
            result = function(*a)
            result = "none" if result is None else result if isinstance(result, tuple) else (result,)
            result = result if result == "none" else " ".join(map(str, result))
            print(f"{function.__name__},{' '.join(map(str, a))},{result}")


if __name__ == "__main__":
    main()
