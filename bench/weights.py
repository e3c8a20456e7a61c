"""What `reglens weights` counts of float32 tensors, by NumPy: prints the seconds of each round.

    python3 bench/weights.py FILE ROUNDS
Blocks of rows of 1 MB, so that what is computed in between stays in the cache.
"""
import json
import struct
import sys
import time

import numpy as np

BLOCK = 2**18


def measure(w):
    rows, columns = w.shape
    step = max(1, BLOCK // columns)
    totals = np.zeros(8)
    bits = np.zeros(65536, dtype=np.int64)
    row_maxima = np.empty(rows, dtype=np.float32)
    column_maxima = np.zeros(columns, dtype=np.float32)
    groups = np.zeros(2, dtype=np.int64)
    largest = np.float32(0)
    for begin in range(0, rows, step):
        block = w[begin : begin + step]
        size = np.abs(block)
        near = size <= np.float32(1e-3)
        zero = size == 0
        d = block.astype(np.float64)
        squares = d * d
        totals += [
            np.count_nonzero(zero),
            np.count_nonzero(near),
            np.count_nonzero(np.isnan(block)),
            np.count_nonzero(np.isinf(block)),
            size.sum(dtype=np.float64),
            d.sum(),
            squares.sum(),
            np.einsum("ij,ij->", squares, d),
        ]
        totals[7] += np.einsum("ij,ij->", squares, squares)
        row_maxima[begin : begin + step] = size.max(axis=1)
        np.maximum(column_maxima, size.max(axis=0), out=column_maxima)
        largest = max(largest, row_maxima[begin : begin + step].max())
        bits += np.bincount(block.view(np.uint16)[:, 1::2].ravel(), minlength=65536)
        for index, small in enumerate((zero, near)):
            four = small.reshape(-1, 4).view(np.uint32).ravel()
            # The bytes of four booleans, added up.
            groups[index] += np.count_nonzero((four * np.uint32(0x01010101)) >> np.uint32(24) >= 2)
    return totals, bits, row_maxima, column_maxima, groups, largest


def main(path, rounds):
    for _ in range(rounds):
        begin = time.perf_counter()
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            for name, entry in header.items():
                if name == "__metadata__":
                    continue
                count = int(np.prod(entry["shape"]))
                file.seek(8 + length + entry["data_offsets"][0])
                measure(np.fromfile(file, dtype=np.float32, count=count).reshape(entry["shape"]))
        print(time.perf_counter() - begin, flush=True)


main(sys.argv[1], int(sys.argv[2]))
