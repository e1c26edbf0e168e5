"""ML-KEM itself (FIPS 203), for the parameter set that `cryptography` lacks; names are the standard's.

Everything that is secret is vectors of 64-bit integers, which are added, multiplied, shifted and masked: there is no
branch, division or look-up whose time depends on a value. What is rejected in sampling is of the public matrix.
"""

import hashlib
import hmac
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_Q = 3329
_HALF = 128
_ZETA = 17
_SHIFT = 40
_FACTOR = (1 << _SHIFT) // _Q
_BITS_OF_A_COEFFICIENT = 12
SECRET_SIZE = 32
SEED_SIZE = 64

_Vector = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parameters:
    """A parameter set (FIPS 203, table 2).

    Attributes:
        k: the rank of the module.
        eta1: the width of the noise in the keys and in the randomness of encryption; elsewhere it is 2.
        du, dv: the bits that are kept of a coefficient of the ciphertext's first and second part.
    """

    k: int
    eta1: int
    du: int
    dv: int

    @property
    def public_size(self) -> int:
        """The length of an encapsulation key, in bytes."""
        return 384 * self.k + 32

    @property
    def ciphertext_size(self) -> int:
        """The length of a ciphertext, in bytes."""
        return 32 * (self.du * self.k + self.dv)


ML_KEM_512 = Parameters(k=2, eta1=3, du=10, dv=4)


def public_key(parameters: Parameters, seed: bytes) -> bytes:
    """The encapsulation key of the seed d || z (algorithm 16)."""
    return _key_pair(parameters, seed[:32])[0]


def encapsulate(parameters: Parameters, public: bytes, message: bytes) -> tuple[bytes, bytes]:
    """The shared secret and the ciphertext that 32 random bytes give under an encapsulation key (algorithm 17)."""
    secret, randomness = _halves(message + _h(public))
    return secret, _encrypt(parameters, public, message, randomness)


def decapsulate(parameters: Parameters, seed: bytes, ciphertext: bytes) -> bytes:
    """The shared secret of a ciphertext of the right length, or a pseudorandom one in its place (algorithm 18)."""
    public, secret_vector = _key_pair(parameters, seed[:32])
    message = _decrypt(parameters, secret_vector, ciphertext)
    secret, randomness = _halves(message + _h(public))
    rejected = hashlib.shake_256(seed[32:] + ciphertext).digest(SECRET_SIZE)
    same = hmac.compare_digest(ciphertext, _encrypt(parameters, public, message, randomness))
    keep = np.uint8(-int(same) & 0xFF)
    chosen = np.frombuffer(secret, np.uint8) & keep | np.frombuffer(rejected, np.uint8) & ~keep
    return chosen.tobytes()


def _key_pair(parameters: Parameters, d: bytes) -> tuple[bytes, _Vector]:
    """K-PKE.KeyGen (algorithm 13): the public key as bytes, the private one as a vector of transforms."""
    k = parameters.k
    rho, sigma = _halves(d + bytes([k]))
    noise = _ntt(_noise(sigma, range(2 * k), parameters.eta1))
    s, e = noise[:k], noise[k:]
    t = _reduce(_times(_matrix(rho, k), s).sum(axis=1) + e)
    return _pack(t, _BITS_OF_A_COEFFICIENT) + rho, s


def _encrypt(parameters: Parameters, public: bytes, message: bytes, randomness: bytes) -> bytes:
    """K-PKE.Encrypt (algorithm 14)."""
    k = parameters.k
    t = _transforms(_unpack(public[:-32], _BITS_OF_A_COEFFICIENT))
    y = _ntt(_noise(randomness, range(k), parameters.eta1))
    e1 = _noise(randomness, range(k, 2 * k), 2)
    e2 = _noise(randomness, range(2 * k, 2 * k + 1), 2)[0]
    u = _reduce(_inverse(_times(_matrix(public[-32:], k).swapaxes(0, 1), y).sum(axis=1)) + e1)
    v = _reduce(_inverse(_times(t, y).sum(axis=0)) + e2 + _decompress(_unpack(message, 1), 1))
    return _pack(_compress(u, parameters.du), parameters.du) + _pack(_compress(v, parameters.dv), parameters.dv)


def _decrypt(parameters: Parameters, s: _Vector, ciphertext: bytes) -> bytes:
    """K-PKE.Decrypt (algorithm 15)."""
    size = 32 * parameters.du * parameters.k
    u = _decompress(_unpack(ciphertext[:size], parameters.du), parameters.du).reshape(parameters.k, 2 * _HALF)
    v = _decompress(_unpack(ciphertext[size:], parameters.dv), parameters.dv)
    w = _reduce(v + _Q - _inverse(_times(s, _ntt(u)).sum(axis=0)))
    return _pack(_compress(w, 1), 1)


def _halves(data: bytes) -> tuple[bytes, bytes]:
    digest = hashlib.sha3_512(data).digest()
    return digest[:32], digest[32:]


def _h(data: bytes) -> bytes:
    return hashlib.sha3_256(data).digest()


def _reduce(values: _Vector) -> _Vector:
    """Values of 0 … 2^33 modulo q, by Barrett: the quotient is at most one too small."""
    rest = values - _Q * (values * _FACTOR >> _SHIFT)
    rest -= _Q
    reduced: _Vector = rest + (rest >> 63 & _Q)
    return reduced


def _powers() -> tuple[_Vector, _Vector, _Vector]:
    """The transform, its inverse, and the gammas: powers of zeta with odd exponents in bit-reversed order."""
    exponents = [2 * int(f"{index:07b}"[::-1], 2) + 1 for index in range(_HALF)]
    columns = range(_HALF)
    forward = [[pow(_ZETA, exponent * column, _Q) for column in columns] for exponent in exponents]
    scale = pow(_HALF, -1, _Q)
    backward = [[pow(_ZETA, -exponent * row, _Q) * scale % _Q for exponent in exponents] for row in columns]
    gammas = [pow(_ZETA, exponent, _Q) for exponent in exponents]
    return np.array(forward, np.int64), np.array(backward, np.int64), np.array(gammas, np.int64)


_FORWARD, _BACKWARD, _GAMMAS = _powers()


def _transforms(coefficients: _Vector) -> _Vector:
    return coefficients.reshape(-1, _HALF, 2)


def _ntt(polynomials: _Vector) -> _Vector:
    """The transforms (…, 128, 2) of polynomials (…, 256): of even and odd coefficients apart (section 4.3)."""
    return _reduce(_FORWARD @ polynomials.reshape(*polynomials.shape[:-1], _HALF, 2))


def _inverse(transforms: _Vector) -> _Vector:
    """The polynomials (…, 256) of transforms (…, 128, 2), which need not be reduced."""
    reduced = _reduce(_BACKWARD @ _reduce(transforms))
    return reduced.reshape(*reduced.shape[:-2], 2 * _HALF)


def _times(left: _Vector, right: _Vector) -> _Vector:
    """Products of transforms, element by element (algorithms 11 and 12)."""
    a0, a1, b0, b1 = left[..., 0], left[..., 1], right[..., 0], right[..., 1]
    even = a0 * b0 + _reduce(a1 * b1) * _GAMMAS
    return _reduce(np.stack((even, a0 * b1 + a1 * b0), axis=-1))


def _matrix(rho: bytes, k: int) -> _Vector:
    """The public matrix A as transforms (k, k, 128, 2)."""
    rows = [[_uniform(rho + bytes([column, row])) for column in range(k)] for row in range(k)]
    return np.array(rows, np.int64).reshape(k, k, _HALF, 2)


def _uniform(seed: bytes) -> _Vector:
    """SampleNTT (algorithm 7): 256 uniform values below q, from what is public."""
    size = 840
    while True:
        stream = np.frombuffer(hashlib.shake_128(seed).digest(size), np.uint8).astype(np.int64).reshape(-1, 3)
        low = stream[:, 0] + 256 * (stream[:, 1] & 15)
        high = (stream[:, 1] >> 4) + 16 * stream[:, 2]
        candidates = np.stack((low, high), axis=-1).reshape(-1)
        fit = candidates[candidates < _Q]
        if len(fit) >= 2 * _HALF:
            return fit[: 2 * _HALF]
        size *= 2


def _noise(seed: bytes, counters: range, eta: int) -> _Vector:
    """SamplePolyCBD (algorithm 8) of PRF (seed, counter): polynomials (n, 256) with small coefficients, modulo q."""
    drawn = b"".join(hashlib.shake_256(seed + bytes([counter])).digest(64 * eta) for counter in counters)
    bits = np.unpackbits(np.frombuffer(drawn, np.uint8), bitorder="little").astype(np.int64)
    pairs = bits.reshape(len(counters), 2 * _HALF, 2, eta).sum(axis=-1)
    return _reduce(pairs[..., 0] - pairs[..., 1] + _Q)


def _compress(values: _Vector, bits: int) -> _Vector:
    """Compress (section 4.2.1): the nearest multiple of q / 2^bits, without a division."""
    scaled = (values << bits) + _Q // 2
    quotient = scaled * _FACTOR >> _SHIFT
    quotient += 1 + (scaled - quotient * _Q - _Q >> 63)
    return quotient & (1 << bits) - 1


def _decompress(values: _Vector, bits: int) -> _Vector:
    return values * _Q + (1 << bits - 1) >> bits


def _pack(values: _Vector, bits: int) -> bytes:
    """ByteEncode (algorithm 5)."""
    spread = values.reshape(-1, 1) >> np.arange(bits) & 1
    return np.packbits(spread.astype(np.uint8).reshape(-1), bitorder="little").tobytes()


def _unpack(data: bytes, bits: int) -> _Vector:
    """ByteDecode (algorithm 6), of what was encoded: coefficients of 12 bits are not reduced."""
    spread = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little").astype(np.int64)
    return spread.reshape(-1, bits) @ (1 << np.arange(bits, dtype=np.int64))
