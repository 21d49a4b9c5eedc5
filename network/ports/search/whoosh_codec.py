"""Whoosh's own segment format with one change: blocks of postings hold raw arrays instead of pickled tuples.

Reading a common word for the first time is then as quick as reading it again, and writing takes half the time.
"""

from array import array
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3LeafMatcher, W3PostingsWriter
from whoosh.system import pack_ushort

from network.ports.search.whoosh_terms import EXTENSION, Extent, packed

BLOCK = 1024  # postings that are written, and read, as one
POSITION_BYTES = 4
UNLISTED = "key"

ID_TYPE, COUNT_TYPE = "I", "f"  # of the arrays; numpy reads them as uint32 and float32


class ArrayPostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    """A block is (document numbers, counts, positions), each the bytes of an array."""

    _maxweight: float

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int | None = None) -> None:
        """As Whoosh's own, without asking of each of millions of postings what type it is, and without lengths."""
        if len(self._ids) >= self._blocklimit:
            self._write_block()
        self._ids.append(id_)
        self._weights.append(weight)
        if weight > self._maxweight:
            self._maxweight = weight
        if vbytes:
            self._values.append(vbytes)

    def _mini_ids(self) -> bytes:
        return bytes(self._ids.tobytes())

    def _mini_weights(self) -> bytes:
        return bytes(self._weights.tobytes())

    def _mini_values(self) -> bytes:
        return b"".join(self._values)


class ArrayLeafMatcher(W3LeafMatcher):  # type: ignore[misc]
    """What Whoosh itself reads postings with, when it merges segments."""

    def _read_ids(self) -> None:
        self._ids = array(ID_TYPE, self._block()[0])

    def _read_weights(self) -> None:
        self._weights = array(COUNT_TYPE, self._block()[1])

    def _read_values(self) -> None:
        packed, at, values = self._block()[2], 0, []
        for count in array(COUNT_TYPE, self._block()[1]):
            end = at + POSITION_BYTES * int(count)
            values.append(packed[at:end])
            at = end
        self._values = tuple(values)

    def _block(self) -> Any:
        if self._data is None:
            self._read_data()
        return self._data


class ListingFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes a list of all terms beside Whoosh's own table of them. Without keys, which only a writer looks for."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._listed: dict[str, dict[bytes, Extent]] = {}

    def finish_term(self) -> None:
        info = self._postwriter.finish_postings()
        self._tindex.add(pack_ushort(self._fieldid) + self._btext, info.to_bytes())
        if self._fieldname != UNLISTED:
            offset, length = info.extent()
            size = length[0] if isinstance(length, tuple) else length  # 2.7.4 leaves the length in its tuple
            self._listed.setdefault(self._fieldname, {})[self._btext] = offset, size, info.doc_frequency()

    def close(self) -> None:
        file = self._create_file(EXTENSION)
        file.write(packed(self._listed))
        file.close()
        super().close()


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Every term's posting list is a list of blocks; there are no lengths in them.

    Only Whoosh's block skipping reads those lengths, and looking one up for each posting was half the cost of writing.
    """

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK, compression=0)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> ArrayPostingsWriter:
        return ArrayPostingsWriter(dbfile, blocklimit=BLOCK, byteids=byteids, compression=0, inlinelimit=0)

    def field_writer(self, storage: Any, segment: Any) -> ListingFieldWriter:
        return ListingFieldWriter(self, storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ArrayLeafMatcher:
        offset, length = terminfo.extent()
        return ArrayLeafMatcher(dbfile, offset, length, format_, term=term, scorer=scorer)
